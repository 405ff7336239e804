import { unwatchBody, watchBody } from './watch.rules';

const ticketId = '019aa000-0000-7000-8000-000000000001';

describe('what a watch may say', () => {
  it.each([{ ticketId, mode: 'viewing' }, { ticketId, mode: 'editing' }, { view: 'team' }])('takes %j', (body) => {
    expect(watchBody(body)).toEqual(body);
  });
  it.each([{ ticketId }, { view: 'team' }])('lets %j be taken back', (body) => {
    expect(unwatchBody(body)).toEqual(body);
  });

  const NEITHER: [string, unknown][] = [
    ['nothing', undefined],
    ['null', null],
    ['a text', ticketId],
    ['a list', [{ ticketId, mode: 'viewing' }]],
    ['no field', {}],
    ['another view', { view: 'all' }],
    ['a view and a ticket', { view: 'team', ticketId }],
    ['a number', { ticketId: 1042, mode: 'viewing' }],
    ['a 单号', { ticketId: '1042', mode: 'viewing' }],
    ['an id in capitals', { ticketId: ticketId.toUpperCase().replace('019AA', '019AB'), mode: 'viewing' }],
    ['an id and more', { ticketId: `${ticketId}\n`, mode: 'viewing' }],
    ['somebody else', { ticketId, mode: 'viewing', personId: ticketId }],
    ['inherited fields', Object.create({ ticketId, mode: 'viewing' })],
  ];
  it.each(NEITHER)('refuses %s', (_, body) => {
    expect([watchBody(body), unwatchBody(body)]).toEqual([null, null]);
  });
  it.each(['', 'typing', 'VIEWING', null, 1, ['viewing'], 'constructor'])('refuses the mode %j', (mode) => {
    expect(watchBody({ ticketId, mode })).toBeNull();
  });
  it('refuses a watch without a mode', () => {
    expect(watchBody({ ticketId })).toBeNull();
  });
});
