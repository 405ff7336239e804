import { startHouse, type House } from '../support/app';
import type { Answer, ApiClient } from '../support/client';
import { buildLine, buildProject, type Line } from '../support/factories';
import { inMinutes, lineActs } from './line-acts';

let house: House;
let line: Line;
let admin: ApiClient;
beforeAll(async () => {
  house = await startHouse();
  line = await buildLine(house);
  admin = await house.as('admin1');
});

const { set, above, person } = lineActs(() => ({ house, admin }));

describe('a cycle', () => {
  const expectCycle = (answer: Answer, ids: string[]): void => {
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid']);
    expect(answer.body.errors[0]).toMatchObject({ path: 'superiorId', code: 'cycle' });
    for (const id of ids) expect(answer.body.errors[0].message).toContain(id);
  };

  it('is refused with the people in it', async () => {
    const answer = await set(line.manager1, line.agent1);
    expectCycle(answer, [line.manager1, line.agent1, line.lead1, line.supervisor1]);
    expect(answer.body.errors[0].message).toContain('Test supervisor1');
    expect(await above(line.manager1)).toEqual([]);
    expectCycle(await set(line.manager1, line.manager1), []);
    expectCycle(await set(line.manager1, line.manager1.toUpperCase()), []);
  });

  it('is refused when it would come about later, through a row that is planned', async () => {
    const [a, b] = [await person('later-a'), await person('later-b')];
    expect((await set(a, b, { from: inMinutes(60) })).status).toBe(201);
    expectCycle(await set(b, a), [a, b]);
    expect((await set(b, line.lead1)).status).toBe(201);
  });

  it('is refused in a project of its own', async () => {
    const project = await buildProject(house, { key: 'CYCLE' });
    const [a, b] = [await person('project-a'), await person('project-b')];
    expect((await set(a, b)).status).toBe(201);
    expectCycle(await set(b, a, { projectId: project }), [a, b]);
  });

  it('is refused to the second of two writers, whoever that is', async () => {
    for (let round = 0; round < 5; round++) {
      const [a, b] = [await person(`race-a${round}`), await person(`race-b${round}`)];
      const answers = await Promise.all([set(a, b), set(b, a)]);
      expect(answers.map((answer) => answer.status).sort()).toEqual([201, 400]);
      expectCycle(
        answers.find((answer) => answer.status === 400)!,
        [a, b],
      );
    }
  });

  it('is refused to one of three writers', async () => {
    const [a, b, c] = [await person('ring-a'), await person('ring-b'), await person('ring-c')];
    const answers = await Promise.all([set(a, b), set(b, c), set(c, a)]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 201, 400]);
  });

  it('leaves one superior when many set one at once', async () => {
    const agent = await person('many', line.lead1);
    const answers = await Promise.all(
      [line.lead2, line.supervisor1, line.manager1, line.lead1].map((id) => set(agent, id)),
    );
    expect(answers.map((answer) => answer.status)).toEqual([201, 201, 201, 201]);
    const { rows } = await house.db.query('select 1 from reporting_line where person_id = $1 and valid_until is null', [
      agent,
    ]);
    expect(rows).toHaveLength(1);
  });
});
