import { TICKET_KINDS } from '@upline/contracts/ticket';
import { HOUSE_POLICY } from '../../test/tickets/house-policy';
import { DAY, HOUR, MINUTE, NOON, Story, at, form } from '../../test/tickets/story';
import { Refusal } from '../kernel/refusal';
import { refuseForm, type FiledForm } from './feedback-form.rules';

/** Paths and codes of what is wrong; empty when the form may be filed. */
function wrong(change: Partial<FiledForm>): string[] {
  try {
    refuseForm(form(change), NOON, HOUSE_POLICY);
    return [];
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'invalid') throw error;
    return error.extra.errors!.map(({ path, code }) => `${path} ${code}`);
  }
}

describe('callStartedAt', () => {
  it.each([
    ['this very instant', at(0), []],
    ['a millisecond ahead', at(1), ['callStartedAt future']],
    ['seven days ago to the millisecond', at(-7 * DAY), []],
    ['a millisecond more', at(-7 * DAY - 1), ['callStartedAt too_old']],
  ])('%s', (_case, callStartedAt, expected) => {
    expect(wrong({ callStartedAt })).toEqual(expected);
  });
});

describe('promisedReplyAt', () => {
  it.each([
    ['at the call', { promisedReplyAt: at(-10 * MINUTE) }, ['promisedReplyAt before_call']],
    ['before the call', { promisedReplyAt: at(-1 * HOUR), lateReason: 'out' }, ['promisedReplyAt before_call']],
    ['past already', { promisedReplyAt: at(-1) }, ['lateReason required']],
    ['past already, with the reason', { promisedReplyAt: at(-1), lateReason: 'the network was down' }, []],
    ['a day from now', { promisedReplyAt: at(DAY) }, []],
    ['later than the policy lets', { promisedReplyAt: at(DAY + 1) }, ['outsideHoursReason required']],
    [
      'later, as the customer asked',
      { promisedReplyAt: at(9 * DAY), outsideHoursReason: 'customer_request' as const },
      [],
    ],
    [
      'later, for a major complaint',
      { promisedReplyAt: at(2 * DAY), outsideHoursReason: 'major_complaint' as const },
      [],
    ],
  ])('%s', (_case, change, expected) => {
    expect(wrong(change)).toEqual(expected);
  });

  it.each(TICKET_KINDS)('may be left out for a commendation or a suggestion, not for a %s otherwise', (kind) => {
    const optional = kind === 'commendation' || kind === 'suggestion';
    expect(wrong({ kind, promisedReplyAt: null })).toEqual(optional ? [] : ['promisedReplyAt required']);
    expect(wrong({ kind })).toEqual([]);
  });
});

describe('a form without a contact', () => {
  const none = { channel: 'none' as const, promisedReplyAt: null };
  it.each(['refused', 'withheld', 'not_wanted'] as const)('says why: %s', (noReplyReason) => {
    expect(wrong({ ...none, noReplyReason })).toEqual([]);
  });
  it('is refused without the reason', () => {
    expect(wrong(none)).toEqual(['noReplyReason required']);
  });
  it('promises nothing to nobody', () => {
    expect(wrong({ channel: 'none', noReplyReason: 'withheld' })).toEqual(['promisedReplyAt unexpected']);
  });
});

it('accepts reasons that are not needed', () => {
  const reasons = { lateReason: 'none', outsideHoursReason: 'customer_request', noReplyReason: 'refused' } as const;
  expect(wrong(reasons)).toEqual([]);
});

it('names every wrong field at once', () => {
  const change = { callStartedAt: at(-8 * DAY), promisedReplyAt: at(2 * DAY) };
  expect(wrong(change)).toEqual(['callStartedAt too_old', 'outsideHoursReason required']);
});

describe('a form that is late', () => {
  it('writes a promise that is past as missed, and tells the holder at once', () => {
    const { ticket, events } = new Story({
      callStartedAt: at(-3 * HOUR),
      promisedReplyAt: at(-HOUR),
      lateReason: 'the network was down',
    });
    expect(ticket.clocks.map(({ kind, state }) => [kind, state])).toEqual([
      ['acknowledge', 'running'],
      ['promise', 'missed'],
      ['resolve', 'running'],
    ]);
    expect(events.map((event) => event.type)).toEqual(['ticket.filed', 'clock.missed']);
    expect(events[1]?.data).toMatchObject({
      clock: 'promise',
      dueAt: at(-HOUR).toISOString(),
      noticedAt: NOON.toISOString(),
      holderId: 'lead',
    });
  });

  it('is nobody’s miss: whoever got it late may get it again', () => {
    const { ticket } = new Story({ callStartedAt: at(-3 * HOUR), promisedReplyAt: at(-HOUR), lateReason: 'late' });
    expect(ticket.clocks.map((clock) => clock.missedById)).toEqual([null, null, null]);
  });
});
