import type { House } from '../support/app';
import type { Answer, ApiClient } from '../support/client';

export const HEADER = 'login,name,roles,superior,extension,projects,email';

/** Lines below the header, as a file. */
export const fileOf = (...lines: string[]): string => [HEADER, ...lines, ''].join('\n');

export const sendCsv = (
  client: ApiClient,
  body: string | Buffer,
  { dryRun, type = 'text/csv', key }: { dryRun?: boolean; type?: string; key?: string } = {},
): Promise<Answer> =>
  client.send(`/people/import${dryRun === undefined ? '' : `?dryRun=${dryRun}`}`, {
    method: 'POST',
    body,
    headers: { 'content-type': type, ...(key && { 'idempotency-key': key }) },
  });

/** An import that is accepted. */
export async function imported(client: ApiClient, body: string | Buffer): Promise<any> {
  const answer = await sendCsv(client, body);
  if (answer.status !== 200) throw new Error(answer.text);
  return answer.body;
}

/** Everything that an import may write, as text. */
export async function written(house: House): Promise<string> {
  const { rows } = await house.db.query<{ all: string }>(`select concat_ws(' ',
    (select md5(string_agg(p::text, ',' order by p.id)) from person p),
    (select md5(string_agg(x::text, ',' order by x.person_id, x.project_id)) from person_project x),
    (select md5(string_agg(l::text, ',' order by l.id)) from reporting_line l),
    (select count(*) from audit_entry), (select count(*) from people_import), (select count(*) from people_import_row)) as all`);
  return rows[0]!.all;
}

export const faults = (answer: Answer): string[] =>
  (answer.body.errors as { path: string; code: string }[]).map(({ path, code }) => `${path} ${code}`);
