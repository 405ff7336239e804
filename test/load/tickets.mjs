import { createRequire } from 'node:module';
import pg from 'pg';

const require = createRequire(import.meta.url);
const { lexemesOf } = require('../../dist/src/tickets/lexemes.rules.js');

const PER_LEAD_OPEN = 60;
const BATCH = 100_000;
const SECONDS_APART = 7;
const SUBJECTS = [
  '账单金额',
  '物流配送',
  '宽带网速',
  '套餐变更',
  '发票抬头',
  '积分兑换',
  '会员续费',
  '退货地址',
  '安装预约',
  '订单取消',
];
const DEMANDS = [
  '要求退款',
  '要求核查',
  '要求道歉',
  '要求赔偿',
  '要求回电',
  '要求解释',
  'asks for a refund',
  'asks for an invoice',
];
const MANNERS = ['态度激动', '语气平和', '多次来电', '称将投诉至主管部门', '情绪低落'];
/** Every text that there is; two in five of them name a demand, one in ten each subject. */
const TEXTS = SUBJECTS.flatMap((subject) =>
  DEMANDS.flatMap((demand) => MANNERS.map((manner) => `客户反映${subject}与合同约定不一致,${demand},${manner}。`)),
);

/** What the bench looks for: 20 words that more than a tenth of all tickets have, 80 rarer ones and combinations. */
export const QUERIES = [
  ...['客户', '反映', '合同', '约定', '不一致', '要求', '退款', '核查', '道歉', '赔偿', '回电', '解释', 'refund', 'invoice', '态度激动', '语气平和', '多次来电', '主管部门', '情绪低落', '一致'],
  ...SUBJECTS,
  ...SUBJECTS.flatMap((subject, at) => [`${subject} ${DEMANDS[at % 6].slice(2)}`, `${subject}${DEMANDS[(at + 1) % 6].slice(2)}`, `${subject} refund`]),
  ...Array.from({ length: 20 }, (_, at) => `case${at * 377}`),
  ...Array.from({ length: 10 }, (_, at) => `退款 case${at * 911}`),
  ...['没有这个词', '柴油发电机', '慕容晓晓', 'zzzz', '100 refund', '%', '机房断电', '长江大桥', '南京', '激光'],
]; // prettier-ignore

/**
 * Fills the ticket table to `total` by bulk SQL, as the owner: newest last, 7 s apart, each lead with some open ones among
 * the newest, the rest closed, a few withdrawn or resolved, each with its text and what it is found by.
 */
export async function seedTickets(url, house, total) {
  const db = new pg.Client({ connectionString: url });
  await db.connect();
  const leads = Array.from({ length: house.leads }, (_, at) => house.ids.get(`lead${at}`));
  const agents = Array.from({ length: house.agents }, (_, at) => house.ids.get(`agent${at}`));
  await db.query('create table if not exists seed_text (n integer primary key, body text, words text[])');
  await db.query(
    `insert into seed_text select n - 1, body, words from jsonb_to_recordset($1::jsonb) as x(n integer, body text, words text[]) on conflict do nothing`,
    [JSON.stringify(TEXTS.map((body, at) => ({ n: at + 1, body, words: lexemesOf(body) })))],
  );
  await db.query('set session_replication_role = replica');
  const have = Number((await db.query('select count(*) as n from ticket where number >= 10000000')).rows[0].n);
  // Older ones are put behind those that are there: what is newest and open stays what it was.
  for (let from = have; from < total; from += BATCH)
    await db.query(SEED, [
      Math.min(total, from + BATCH),
      leads,
      agents,
      PER_LEAD_OPEN * leads.length,
      from,
      house.project,
      TEXTS.length,
    ]);
  await db.query('set session_replication_role = origin');
  for (const table of ['ticket', 'ticket_text', 'ticket_search', 'due']) await db.query(`vacuum analyze ${table}`);
  await db.end();
}

const SEED = `with made as (
    select gen_random_uuid() as id, gen_random_uuid() as text_id, n, 10000000 + n as number,
      ($2::uuid[])[1 + n % array_length($2::uuid[], 1)] as holder, ($3::uuid[])[1 + n % array_length($3::uuid[], 1)] as filer,
      upline_now() - n * interval '${SECONDS_APART} seconds' as at, (n::bigint * 7919 % $7)::integer as text,
      case when n < $4 then (array['submitted', 'in_progress', 'callback_due'])[1 + n % 3] when n % 50 = 7 then 'withdrawn'
        when n < 5000 then 'resolved' else 'closed' end as state
    from generate_series($5::integer, $1::integer - 1) n
  ), ticket_out as (
    insert into ticket (id, number, version, activity, state, kind, severity, level, filer_id, holder_id, holder_why, held_since, project_id,
      topic_id, call_started_at, channel, contact_masked, promised_reply_at, content_text_id, policy_id, next_due_at, next_due_kind, created_at,
      updated_at, sequence, chain_hash)
    select id, number, 1, 1, state, (array['complaint', 'inquiry', 'suggestion', 'commendation', 'other'])[1 + n % 5],
      case when n % 97 = 0 then 'critical' when n % 11 = 0 then 'high' else 'normal' end, n % 2 * (n % 20 / 18), filer, holder, 'direct_superior', at, $6,
      '01920000-0000-7000-8000-000000000001', at, 'phone', '138****0000', at + interval '1 day', text_id, '01920000-0000-7000-8000-000000000002',
      case when n < $4 then upline_now() + interval '1 day' + n * interval '1 second' end, case when n < $4 then 'promise' end, at, at, 0, '\\x00'
    from made
  ), due_out as (
    insert into due (id, subject_kind, subject_id, kind, occurrence, state, started_at, due_at, next_at, settled_at, policy_id)
    select gen_random_uuid(), 'ticket', id, 'promise', 1, case when n < $4 then 'running' else 'met' end, at, upline_now() + interval '1 day',
      upline_now() + interval '1 day', case when n >= $4 then at end, '01920000-0000-7000-8000-000000000002' from made
  ), search_out as (
    insert into ticket_search (ticket_id, words, bytes)
    select id, array_to_tsvector(s.words || ('@' || floor(extract(epoch from at) / 86400)::bigint) || ('@h' || floor(extract(epoch from at) / 3600)::bigint) || ('case' || made.n)), 300
    from made join seed_text s on s.n = made.text
  ), grant_out as (
    insert into ticket_grant (ticket_id, person_id, reason, created_at) select id, holder, 'held', at from made where n >= $4
  )
  insert into ticket_text (id, ticket_id, sequence, field, body, salt)
  select text_id, id, 1, 'content', s.body || ' case' || made.n, '\\x00' from made join seed_text s on s.n = made.text`;
