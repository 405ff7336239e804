import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DeadlinesService } from '../deadlines/deadlines.service';
import type { PolicyFacts } from '../deadlines/policy.rules';
import { runHot, type HotStatement } from '../kernel/hot-statement';
import { LineService } from '../people/line.service';
import type { LineFacts } from '../people/routing.rules';
import { recused } from './ticket.sight';
import { open } from './ticket.sight';

/** One statement for everything that a filing must look up; `$1` filer, `$2` project, `$3` topic, `$4` accused, `$5` call. */
const FACTS: HotStatement = {
  name: 'filing_facts',
  text: `with chosen as (
      select coalesce($2::uuid, (select pp.project_id from person_project pp where pp.person_id = $1 order by pp.position limit 1)) as project_id
    )
    select upline_now() as at, (select version from org_version) as "orgVersion", nextval('ticket_number') as number, p.id as "projectId",
      (p.ends_on is not null and p.ends_on < (upline_now() at time zone (select time_zone from house))::date) as "projectEnded",
      p.key as "projectKey", p.name as "projectName", o.id as "topicId", o.name as "topicName",
      (select y.id from policy y where y.name = 'house' order by y.version desc limit 1) as "policyId",
      ($4::uuid is null or exists (select 1 from person a where a.id = $4::uuid)) as "accusedKnown",
      (select jsonb_build_object('id', t.id, 'number', t.number, 'state', t.state, 'holderName', h.name, 'promisedReplyAt', t.promised_reply_at, 'createdAt', t.created_at)
        from ticket t join person h on h.id = t.holder_id
        where $5::text is not null and t.call_id = $5 and ${open('t')}
          and (t.filer_id = $1 or not ${recused('t')})
        order by t.created_at limit 1) as "sameCall"
    from chosen c left join project p on p.id = c.project_id
      left join lateral (
        select o.id, o.name from topic o
        where o.active and case when $3::uuid is null then o.is_other else o.id = $3::uuid end
          and (o.project_id = p.id or o.project_id is null)
        order by o.project_id nulls last limit 1
      ) o on true`,
};

const ONE_AT_A_TIME: HotStatement = {
  name: 'filing_one_call_at_a_time',
  text: `select pg_advisory_xact_lock(hashtextextended('call:' || $1, 0))`,
};

export interface FilingFacts {
  at: Date;
  /** Of the organisation, as this transaction sees it. */
  orgVersion: string;
  number: string;
  projectId: string | null;
  projectKey: string | null;
  projectName: string | null;
  projectEnded: boolean;
  topicId: string | null;
  topicName: string | null;
  /** The policy that a new ticket is filed under. */
  policyId: string;
  accusedKnown: boolean;
  /** The open ticket that has this call already; the accused are not told of it. */
  sameCall: {
    id: string;
    number: number;
    state: string;
    holderName: string;
    promisedReplyAt: string | null;
    createdAt: string;
  } | null;
}

/** Reads what a filing is judged and routed by. */
@Injectable()
export class FilingLookup {
  constructor(
    private readonly lines: LineService,
    private readonly deadlines: DeadlinesService,
  ) {}

  /** The lines above these people, for the project at the instant of the facts. */
  line(
    tx: EntityManager,
    fromIds: readonly string[],
    projectId: string,
    { at, orgVersion }: FilingFacts,
  ): Promise<LineFacts> {
    return this.lines.gather(tx, { fromIds, projectId, at, orgVersion });
  }

  recusedIds(tx: EntityManager, aboutPersonId: string | null, at: Date): Promise<Set<string>> {
    return this.lines.recusedIds(tx, aboutPersonId, at);
  }

  policy(tx: EntityManager, id: string): Promise<PolicyFacts> {
    return this.deadlines.policy(tx, id);
  }

  async facts(
    tx: EntityManager,
    asked: {
      filerId: string;
      projectId: string | null;
      topicId: string | null;
      aboutPersonId: string | null;
      callId: string | null;
    },
  ): Promise<FilingFacts> {
    const values = [asked.filerId, asked.projectId, asked.topicId, asked.aboutPersonId, asked.callId];
    // Of two forms about one call the second waits here, and then sees the first.
    if (asked.callId !== null) await runHot(tx, ONE_AT_A_TIME, [asked.callId]);
    const [row] = await runHot<FilingFacts>(tx, FACTS, values);
    if (!row) throw new Error('filing_facts always answers one row');
    return row;
  }
}
