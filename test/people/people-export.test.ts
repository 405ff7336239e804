import fc from 'fast-check';
import { ROLES } from '@upline/contracts/roles';
import { literalCell, looksLikeFormula, plainCell } from '../../src/kernel/csv-out';
import { startHouse, type House } from '../support/app';
import type { ApiClient } from '../support/client';
import { buildLine, buildProject, type Line } from '../support/factories';
import { imported, sendCsv } from './import-acts';

let house: House;
let line: Line;
let admin: ApiClient;
beforeAll(async () => {
  house = await startHouse();
  line = await buildLine(house);
  for (const key of ['A', 'B-1', 'c_2']) await buildProject(house, { key });
  admin = await house.as('admin1');
});

/** Names as people and mischief have them: quotes, commas, apostrophes, formulas, blanks at the sides. */
const nameText = fc.array(fc.constantFrom('王', '小', 'A', 'z', ' ', ',', '"', "'", '=', '+', '-', '@', '|', ';', '𠀀', '1'), { minLength: 1, maxLength: 12 }).map((parts) => parts.join('')).filter((text) => text.trim() !== ''); // prettier-ignore

it('says everybody as an import takes them: read again, all are unchanged', async () => {
  let turn = 0;
  const logins: string[] = ['lead1', 'supervisor1'];
  const people = fc.array(
    fc.record({
      name: nameText,
      roles: fc.uniqueArray(fc.constantFrom(...ROLES), { minLength: 1, maxLength: 3 }),
      extension: fc.option(nameText),
      email: fc.option(fc.constantFrom('a@example.com', '+x@example.com', '=y@example.com', "'z@example.com")),
      projects: fc.uniqueArray(fc.constantFrom('TEST', 'A', 'B-1', 'c_2')),
      superior: fc.option(fc.nat()),
    }),
    { minLength: 1, maxLength: 4 },
  );
  const projects = Object.fromEntries(
    (await admin.get('/projects')).body.items.map((project: { key: string; id: string }) => [project.key, project.id]),
  );
  await fc.assert(
    fc.asyncProperty(people, async (made) => {
      for (const { superior, projects: keys, ...person } of made) {
        const login = `p${turn++}`;
        const superiorId = superior === null ? null : await idOf(logins[superior % logins.length]!);
        const body = { ...person, login, superiorId, projectIds: keys.map((key) => projects[key] as string) };
        const answer = await admin.post('/people', body);
        expect([answer.status, answer.body.errors]).toEqual([201, undefined]);
        logins.push(login);
      }
      const { text } = await admin.get('/people/export');
      const again = await sendCsv(admin, text, { dryRun: true });
      const odd = again.body.rows.filter((row: { verdict: string }) => row.verdict !== 'unchanged');
      expect(odd).toEqual([]);
      expect(again.body.counts.unchanged).toBe(logins.length + 7);
      expect((await imported(admin, text)).importId).toBeNull();
    }),
    { numRuns: 12 },
  );
});

const idOf = async (login: string): Promise<string> =>
  (await house.db.query<{ id: string }>('select id from person where login = $1', [login])).rows[0]!.id;

it('names superiors who have left, and leaves out those who have', async () => {
  const gone = await admin.post('/people', { login: 'gone', name: 'Gone', roles: ['agent'], superiorId: line.lead1 });
  await admin.post('/people', { login: 'stays', name: 'Stays', roles: ['agent'], superiorId: gone.body.id });
  await admin.patch(`/people/${gone.body.id}`, { active: false });
  const { text, headers } = await admin.get('/people/export');
  expect(text).toMatch(/^\uFEFF?login,name,roles,superior,extension,projects,email\r\n/);
  expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(text).not.toMatch(/^gone,/m);
  expect((await sendCsv(admin, text, { dryRun: true })).body.counts.error).toBe(0);
  const { items } = (await admin.get('/audit?act=people.exported')).body;
  expect(items[0]).toMatchObject({ actorId: line.admin1, tokenId: null });
});

it('lets no cell run, and loses none', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('=', '+', '-', '@', "'", ' ', '\t', '\r', '\n', '\0', '＝', 'a', ',') }),
      (cell) => {
        expect(looksLikeFormula(literalCell(cell))).toBe(false);
        expect(plainCell(literalCell(cell))).toBe(cell);
      },
    ),
  );
});
