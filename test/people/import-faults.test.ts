import { startHouse, type House } from '../support/app';
import type { ApiClient } from '../support/client';
import { buildLine, buildPerson, buildProject, type Line } from '../support/factories';
import { faults, fileOf, HEADER, sendCsv, written } from './import-acts';
import { lineActs } from './line-acts';

let house: House;
let line: Line;
let admin: ApiClient;
beforeAll(async () => {
  house = await startHouse();
  line = await buildLine(house);
  await buildProject(house, { key: 'SHOP' });
  admin = await house.as('admin1');
});

const { set } = lineActs(() => ({ house, admin }));

describe('what is wrong in a line', () => {
  it.each([
    ['no login', ',Name,agent,,,,', ['login required']],
    ['a login with blanks', 'a b,Name,agent,,,,', ['login matches']],
    ['a formula for a login', '=cmd,Name,agent,,,,', ['login matches']],
    ['no name', 'x1,,agent,,,,', ['name required']],
    ['a long name', `x1,${'名'.repeat(81)},agent,,,,`, ['name length']],
    ['a formula for a name', `x1,=HYPERLINK("http://x"),agent,,,,`.replace(/"/g, ''), ['name formula']],
    ['a formula with a plus', 'x1,+1+1,agent,,,,', ['name formula']],
    ['a formula with a minus', 'x1,-1+1,agent,,,,', ['name formula']],
    ['a formula with an at', 'x1,@SUM(A1),agent,,,,', ['name formula']],
    ['a formula in full width', 'x1,＝1,agent,,,,', ['name formula']],
    ['a formula behind a quoted tab', 'x1,"\t=1",agent,,,,', ['name control']],
    ['a line break in a name', 'x1,"a\nb",agent,,,,', ['name control']],
    ['no role', 'x1,Name,,,,,', ['roles required']],
    ['an unknown role', 'x1,Name,agent;owner,,,,', ['roles unknown']],
    ['an unknown superior', 'x1,Name,agent,nobody-known,,,', ['superior unknown']],
    ['unknown projects', 'x1,Name,agent,,,SHOP;NONE;NIL,', ['projects unknown', 'projects unknown']],
    ['a project twice', 'x1,Name,agent,,,SHOP;SHOP,', ['projects twice']],
    ['no mail address', 'x1,Name,agent,,,,nobody', ['email is_email']],
    ['a long extension', `x1,Name,agent,,${'1'.repeat(33)},,`, ['extension length']],
    ['a cell more', 'x1,Name,agent,,,,,', [' cells']],
    ['a cell less', 'x1,Name,agent', [' cells']],
    [
      'all of it',
      'X 1,=x,owner,nobody-known,,NONE,nobody',
      ['login matches', 'name formula', 'roles unknown', 'email is_email', 'superior unknown', 'projects unknown'],
    ],
  ])('%s is named, in a dry run and a real one, and nothing is written', async (_, text, expected) => {
    const before = await written(house);
    const file = fileOf('good,Good,agent,lead1,,,', text);
    const dry = await sendCsv(admin, file, { dryRun: true });
    expect(dry.body.rows[1].errors.map(({ path, code }: any) => `${path} ${code}`)).toEqual(
      expect.arrayContaining(expected),
    );
    expect(dry.body.rows.map((row: any) => row.verdict)).toEqual(['created', 'error']);
    const real = await sendCsv(admin, file);
    expect([real.status, real.body.code]).toEqual([400, 'invalid']);
    expect(real.body.errors.length).toBe(dry.body.rows[1].errors.length);
    expect(await written(house)).toBe(before);
  });

  it('is a login on two lines, in any case', async () => {
    const answer = await sendCsv(admin, fileOf('same,One,agent,,,,', 'other,Two,agent,,,,', 'SAME,One,agent,,,,'));
    expect(faults(answer)).toEqual(['line 2: login twice', 'line 4: login twice']);
  });

  it('is somebody who has left, as themselves or as a superior', async () => {
    const gone = await buildPerson(house, { login: 'gone', superiorId: line.lead1 });
    const under = await buildPerson(house, { login: 'under' });
    await set(under, gone);
    await admin.patch(`/people/${gone}`, { active: false });
    const answer = await sendCsv(admin, fileOf('gone,Gone,agent,,,,', 'x1,Name,agent,gone,,,'));
    expect(faults(answer)).toEqual(['line 2: login not_active', 'line 3: superior not_active']);
  });

  it('is the last administrator without the role, however many lose it at once', async () => {
    const two = await buildPerson(house, { login: 'admin2', roles: ['admin'] });
    const both = await sendCsv(admin, 'login,roles\nadmin1,agent\nadmin2,agent\n');
    expect(faults(both)).toEqual(['line 2: roles last_admin', 'line 3: roles last_admin']);
    expect((await sendCsv(admin, 'login,roles\nadmin1,admin\nadmin2,agent\n')).status).toBe(200);
    await admin.patch(`/people/${two}`, { active: false });
    expect(faults(await sendCsv(admin, 'login,roles\nadmin1,agent\n'))).toEqual(['line 2: roles last_admin']);
  });

  it('needs a name and a role only of somebody new', async () => {
    expect(faults(await sendCsv(admin, 'login,extension\nbrand-new,1\n'))).toEqual([
      'line 2: name required',
      'line 2: roles required',
    ]);
    expect((await sendCsv(admin, 'login,extension\nlead2,1\n')).status).toBe(200);
  });
});

describe('the header', () => {
  it.each([
    ['an unknown column', 'login,salary\nx,1\n', 'line 1 unknown_column', 'salary'],
    ['an empty column', 'login,,name\nx,1,2\n', 'line 1 unknown_column', ''],
    ['a column twice', 'login,name,姓名\nx,1,2\n', 'line 1 column_twice', 'name'],
    ['no login', 'name,roles\nx,agent\n', 'line 1 column_missing', 'login'],
    ['no header', 'x1,Name,agent,,,,\n', 'line 1 unknown_column', 'x1'],
    ['nothing below it', `${HEADER}\n`, 'file required', ''],
    ['__proto__', 'login,__proto__\nx,1\n', 'line 1 unknown_column', '__proto__'],
    ['constructor', 'login,constructor\nx,1\n', 'line 1 unknown_column', 'constructor'],
  ])('%s is a 400 that names it', async (_, file, fault, word) => {
    const answer = await sendCsv(admin, file, { dryRun: true });
    expect([answer.status, faults(answer)]).toEqual([400, [fault]]);
    expect(answer.body.errors[0].message).toContain(word);
  });

  it('may be Chinese, in any order and case', async () => {
    const answer = await sendCsv(
      admin,
      '角色, 姓名 ,LOGIN,直接上级,项目,分机,邮箱\n组长；坐席,孙悦,sun-yue,Supervisor1,SHOP、TEST,8002,\n',
    );
    expect([answer.status, answer.body.counts.created]).toEqual([200, 1]);
    expect((await admin.get(`/people?q=${encodeURIComponent('孙悦')}`)).body.items[0]).toMatchObject({
      name: '孙悦',
      roles: ['team_lead', 'agent'],
      extension: '8002',
    });
  });
});
