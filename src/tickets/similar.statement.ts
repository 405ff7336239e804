import type { HotStatement } from '../kernel/hot-statement';
import { JOINS, ROW } from './ticket-lists.statement';
import { SIGHT_CTES, open, recused, sees } from './ticket.sight';

/** Tickets of one answer. */
const LIMIT = 20;
/** Days back that the same topic is looked at. */
const TOPIC_DAYS = 30;
/** A recused filer gets their own form nowhere by what it is about. */
const SEEN = `${sees('t')} and not ${recused('t')}`;
const FIRST = `${open('t')} desc, t.created_at desc, t.id desc`;

/** `$1` reader, `$2` blind index of the caller's phone, `$3` topic; either may be null. Open ones first, then the newest. */
export const SIMILAR: HotStatement = {
  name: 'ticket_similar',
  text: `with ${SIGHT_CTES}, of_caller as materialized (
      select t.id from ticket t
      where $2::bytea is not null and t.customer_id in (select c.id from customer c where c.blind_index = $2) and ${SEEN}
      order by ${FIRST} limit ${LIMIT}
    ), of_topic as materialized (
      select t.id from ticket t
      where $3::uuid is not null and t.topic_id = $3 and t.created_at > upline_now() - interval '${TOPIC_DAYS} days' and ${SEEN}
        and t.id not in (select id from of_caller)
      order by ${FIRST} limit ${LIMIT}
    ), page as materialized (
      select t.*, x.because, x.place as sorted from (
        select id, 'caller' as because, 1 as place from of_caller union all select id, 'topic', 2 from of_topic
      ) x join ticket t on t.id = x.id
      order by x.place, ${FIRST} limit ${LIMIT}
    ) select ${ROW}, t.because from page t ${JOINS} order by t.sorted, ${FIRST}`,
};
