import { startHouse, type House } from '../support/app';
import type { ApiClient } from '../support/client';
import { buildLine, type Line } from '../support/factories';
import { fileOf, imported, sendCsv } from './import-acts';

let house: House;
let line: Line;
let admin: ApiClient;
beforeAll(async () => {
  house = await startHouse();
  line = await buildLine(house);
  admin = await house.as('admin1');
});
const idOf = async (login: string): Promise<string> =>
  (await house.db.query<{ id: string }>('select id from person where login = $1', [login])).rows[0]!.id;

describe('two at once', () => {
  it('imports of the same people come one after the other', async () => {
    const text = fileOf('both-1,Both,agent,lead1,,,', 'both-2,Both,agent,both-1,,,');
    const answers = await Promise.all([1, 2, 3].map(() => sendCsv(admin, text)));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
    expect(answers.map((answer) => answer.body.counts.created).sort()).toEqual([0, 0, 2]);
    const rings = await Promise.all([
      sendCsv(admin, 'login,superior\nboth-1,lead2\nboth-2,lead2\n'),
      sendCsv(admin, 'login,superior\nboth-1,both-2\n'),
    ]);
    expect(rings.every(({ status }) => status === 200 || status === 400)).toBe(true);
  });

  it('an import and a change by hand both stand, or the change is refused as stale', async () => {
    for (let round = 0; round < 5; round++) {
      const { version } = (await admin.get(`/people/${line.qa1}`)).body;
      const [file, hand] = await Promise.all([
        sendCsv(admin, `login,extension\nqa1,9${round}\n`),
        admin.patch(`/people/${line.qa1}`, { name: `By hand ${round}`, version }),
      ]);
      expect(file.status).toBe(200);
      expect([200, 409]).toContain(hand.status);
      const after = (await admin.get(`/people/${line.qa1}`)).body;
      expect(after.extension).toBe(`9${round}`);
      if (hand.status === 200) expect(after).toMatchObject({ name: `By hand ${round}`, version: version + 2 });
    }
  });

  it('an import and somebody who is made by hand under the same login: one person', async () => {
    for (let round = 0; round < 5; round++) {
      const login = `race-${round}`;
      const [file, hand] = await Promise.all([
        sendCsv(admin, fileOf(`${login},File,agent,lead1,,,`)),
        admin.post('/people', { login, name: 'Hand', roles: ['agent'], superiorId: line.lead2 }),
      ]);
      expect(file.status).toBe(200);
      expect([201, 400]).toContain(hand.status);
      expect(file.body.counts.changed + file.body.counts.created).toBe(1);
      expect((await admin.get(`/people/${await idOf(login)}`)).body.name).toBe('File');
    }
  });

  it('an undo and a change by hand: one of them is refused, or the change comes after', async () => {
    for (let round = 0; round < 5; round++) {
      const { importId } = await imported(admin, fileOf(`undone-${round}x,Undone,agent,lead1,,,`));
      const agentId = await idOf(`undone-${round}x`);
      const [back, hand] = await Promise.all([
        admin.post(`/people/imports/${importId}/undo`),
        admin.patch(`/people/${agentId}`, { extension: '1', version: 1 }),
      ]);
      expect([back.status, hand.status].sort()).toEqual([200, 409]);
    }
  });
});
