import { hash } from '@node-rs/argon2';
import { randomUUID } from 'node:crypto';
import pg from 'pg';

export const PASSWORD = 'bench-house-password';
const LEADS = 6;
const AGENTS_PER_LEAD = 11;

/** People and their line by bulk SQL, as the owner: a house of the demo's size, made anew for each run. */
export async function seedHouse(url) {
  const db = new pg.Client({ connectionString: url });
  await db.connect();
  const passwordHash = await hash(PASSWORD, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
  const project = randomUUID();
  await db.query(`insert into project (id, key, name, created_at) values ($1, 'BENCH', 'Bench', upline_now())`, [
    project,
  ]);
  const people = [{ login: 'manager', role: 'manager', superior: null }];
  for (const s of [0, 1]) people.push({ login: `supervisor${s}`, role: 'supervisor', superior: 'manager' });
  for (let l = 0; l < LEADS; l++) people.push({ login: `lead${l}`, role: 'team_lead', superior: `supervisor${l % 2}` });
  for (let a = 0; a < LEADS * AGENTS_PER_LEAD; a++)
    people.push({ login: `agent${a}`, role: 'agent', superior: `lead${a % LEADS}` });
  const ids = new Map(people.map((person) => [person.login, randomUUID()]));
  for (const { login, role } of people) {
    const id = ids.get(login);
    await db.query(
      `insert into person (id, login, name, roles, created_at) values ($1, $2, $2, array[$3], upline_now())`,
      [id, login, role],
    );
    await db.query(`insert into auth_credential (person_id, password_hash, changed_at) values ($1, $2, upline_now())`, [
      id,
      passwordHash,
    ]);
    await db.query(`insert into person_project (person_id, project_id, position) values ($1, $2, 0)`, [id, project]);
  }
  for (const { login, superior } of people.filter((person) => person.superior)) {
    await db.query(
      `insert into reporting_line (id, person_id, superior_id, valid_from, created_at) values ($1, $2, $3, upline_now() - interval '400 days', upline_now())`,
      [randomUUID(), ids.get(login), ids.get(superior)],
    );
  }
  await db.query('update house set last_resort_ids = $1', [[ids.get('manager'), ids.get('supervisor0')]]);
  await db.end();
  return { ids, project, leads: LEADS, agents: LEADS * AGENTS_PER_LEAD };
}
