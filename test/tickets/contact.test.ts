import { startHouse, type House } from '../support/app';
import { buildLine } from '../support/factories';
import { file, send } from './desk';

describe('the contact', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse({ UPLINE_ROLE: 'api' });
    await buildLine(house);
  });

  const contact = async (customer: unknown, rest: Record<string, unknown> = {}) =>
    (await file(house, 'agent1', { customer, ...rest })).customer;

  it.each([
    ['138 0000 1234', '138****1234'],
    ['１３８００００１２３４', '138****1234'],
    ['+86 138-0000-1234', '138****1234'],
    ['0086 13800001234', '138****1234'],
  ])('a phone in any spelling is one phone: %s', async (phone, phoneMasked) => {
    expect(await contact({ phone })).toMatchObject({ channel: 'phone', phoneMasked });
    expect(await contact({ contact: { channel: 'phone', value: phone } })).toMatchObject({ phoneMasked });
  });

  it.each(['010-8888 0000', '400-810-0000', '8008100000', '95500', '+44 20 7946 0958'])('takes %s', async (phone) => {
    const { phoneMasked } = await contact({ phone });
    expect(phoneMasked).toContain('*');
    expect(phoneMasked!.replace(/\D/g, '')).not.toContain(phone.replace(/\D/g, ''));
  });

  it.each(['', '   ', '12345', '1380000', '138000012345', 'call me', '110'])(
    'refuses "%s" as a phone',
    async (phone) => {
      const answer = await send(house, 'agent1', { customer: { phone } });
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid' } });
      expect(answer.body.errors[0].path).toMatch(/^customer/);
    },
  );

  it.each([
    ['email', 'Wang.Xiaoming@example.com', 'w***@example.com'],
    ['im', 'wechat-wang', 'w***'],
    ['post', '1 Example Road', '1***'],
  ])('%s is masked', async (channel, value, contactMasked) => {
    expect(await contact({ contact: { channel, value } })).toMatchObject({
      channel,
      phoneMasked: null,
      contactMasked,
    });
  });

  it('none has no promise, and says why', async () => {
    const none = { customer: { contact: { channel: 'none' } }, promisedReplyAt: null };
    expect((await send(house, 'agent1', none)).body.errors[0].path).toBe('noReplyReason');
    const ticket = await file(house, 'agent1', { ...none, noReplyReason: 'withheld' });
    expect(ticket).toMatchObject({ promisedReplyAt: null, customer: { channel: 'none', phoneMasked: null } });
    expect(ticket.clocks.map((clock) => clock.kind)).toEqual(['acknowledge', 'resolve']);
  });

  it.each([
    ['no customer', undefined],
    ['no way to reach them', { name: '王小明' }],
    ['two ways', { phone: '13800001234', contact: { channel: 'phone', value: '13800001234' } }],
    ['a channel without its value', { contact: { channel: 'email' } }],
    ['an address that is none', { contact: { channel: 'email', value: 'wang at example' } }],
    ['none with a value', { contact: { channel: 'none', value: '13800001234' } }],
    ['a channel that there is not', { contact: { channel: 'fax', value: '13800001234' } }],
  ])('%s is a 400', async (_case, customer) => {
    expect((await send(house, 'agent1', { customer })).status).toBe(400);
  });

  it('of one caller is one row a project', async () => {
    const phone = '13800007777';
    for (const spelling of [phone, '138 0000 7777', '+8613800007777'])
      await file(house, 'agent1', { customer: { phone: spelling } });
    const { rows } = await house.db.query(
      `select count(distinct customer_id)::int as n, count(*)::int as tickets from ticket where contact_masked = '138****7777'`,
    );
    expect(rows[0]).toEqual({ n: 1, tickets: 3 });
  });
});
