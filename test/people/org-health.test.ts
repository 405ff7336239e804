import { DataSource } from 'typeorm';
import { clock } from '../../src/kernel/clock';
import { reading } from '../../src/kernel/transaction';
import { OrgHealthService } from '../../src/people/org-health.service';
import { startHouse, type House } from '../support/app';
import { buildLine, buildPerson, buildProject, type Line } from '../support/factories';

let house: House;
let line: Line;
beforeAll(async () => {
  house = await startHouse();
  line = await buildLine(house);
});

const facts = () =>
  reading(house.app.get(DataSource), (m) => house.app.get(OrgHealthService, { strict: false }).facts(m));
const inMinutes = (minutes: number): string => new Date(clock.nowMs() + minutes * 60_000).toISOString();

it('says of the nine people that both leads have too few', async () => {
  expect(await facts()).toEqual({
    withoutSuperior: [],
    spans: [
      { id: line.lead1, name: 'Test lead1', reports: 2 },
      { id: line.lead2, name: 'Test lead2', reports: 0 },
    ],
    deadDeputies: [],
    missingLastResorts: 0,
    projectsWithoutContact: [],
  });
});

it('counts ten to thirteen reports as right', async () => {
  for (let number = 0; number < 10; number++)
    await buildPerson(house, { login: `team${number}`, superiorId: line.lead2 });
  expect((await facts()).spans.map((span) => span.id)).toEqual([line.lead1]);
  for (let number = 10; number < 14; number++)
    await buildPerson(house, { login: `team${number}`, superiorId: line.lead2 });
  expect((await facts()).spans).toContainEqual({ id: line.lead2, name: 'Test lead2', reports: 14 });
});

it('finds who has no superior, projects without a contact, and last resorts that have left', async () => {
  const alone = await buildPerson(house, { login: 'alone' });
  const project = await buildProject(house, { key: 'BARE' });
  const resort = await buildPerson(house, { login: 'resort', roles: ['manager'] });
  const admin = await house.as('admin1');
  await admin.put('/house', { lastResortIds: [line.manager1, resort] });
  await admin.patch(`/people/${resort}`, { active: false });
  const found = await facts();
  expect(found.withoutSuperior.map((person) => person.id)).toEqual([alone]);
  expect(found.projectsWithoutContact).toEqual([{ id: project, key: 'BARE', name: 'Project BARE' }]);
  expect(found.missingLastResorts).toBe(1);
});

it('finds deputies that lead nowhere', async () => {
  const away = async (login: string, id: string, deputyId: string | null) =>
    (await house.as(login)).post(`/people/${id}/absences`, { from: inMinutes(10), to: inMinutes(60), deputyId });
  expect((await away('lead1', line.lead1, line.lead2)).status).toBe(201);
  expect((await facts()).deadDeputies).toEqual([]);
  expect((await away('lead2', line.lead2, null)).status).toBe(201);
  expect((await facts()).deadDeputies).toEqual([
    expect.objectContaining({
      person: { id: line.lead1, name: 'Test lead1' },
      deputy: { id: line.lead2, name: 'Test lead2' },
      why: 'away',
    }),
  ]);
});
