import pg from 'pg';

const PER_LEAD_OPEN = 60;

/** Fills the ticket table to `total` by bulk SQL, as the owner; each lead holds some open ones, the rest are closed. */
export async function seedTickets(url, house, total) {
  const db = new pg.Client({ connectionString: url });
  await db.connect();
  const have = Number((await db.query('select count(*) as n from ticket')).rows[0].n);
  const leads = Array.from({ length: house.leads }, (_, at) => house.ids.get(`lead${at}`));
  const agents = Array.from({ length: house.agents }, (_, at) => house.ids.get(`agent${at}`));
  await db.query(
    `with made as (
      select gen_random_uuid() as id, gen_random_uuid() as text_id, n, 10000000 + n as number,
        ($2::uuid[])[1 + n % array_length($2::uuid[], 1)] as holder, ($3::uuid[])[1 + n % array_length($3::uuid[], 1)] as filer,
        upline_now() - n * interval '7 seconds' as at,
        case when n < $4 then 'submitted' else 'closed' end as state
      from generate_series($5::integer, $1::integer - 1) n
    ), ticket_out as (
      insert into ticket (id, number, version, activity, state, kind, severity, level, filer_id, holder_id, holder_why, held_since, project_id,
        topic_id, call_started_at, channel, contact_masked, promised_reply_at, content_text_id, policy_id, next_due_at, next_due_kind, created_at,
        updated_at, sequence, chain_hash)
      select id, number, 1, 1, state, 'complaint', 'normal', 0, filer, holder, 'direct_superior', at, $6, '01920000-0000-7000-8000-000000000001',
        at, 'phone', '138****0000', upline_now() + interval '1 day', text_id, '01920000-0000-7000-8000-000000000002',
        case when state = 'submitted' then upline_now() + interval '1 day' + n * interval '1 second' end,
        case when state = 'submitted' then 'promise' end, at, at, 0, '\\x00'
      from made
    )
    insert into ticket_text (id, ticket_id, sequence, field, body, salt) select text_id, id, 1, 'content', '客户反映账单金额与合同约定不一致,要求核查。', '\\x00' from made`,
    [total, leads, agents, PER_LEAD_OPEN * leads.length, have, house.project],
  );
  await db.query('vacuum analyze ticket');
  await db.query('vacuum analyze ticket_text');
  await db.end();
}
