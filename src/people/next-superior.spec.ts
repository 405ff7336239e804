import { allPosts, line } from '../../test/people/line-sketch';
import { lastHope, nextSuperior, type LineFacts } from './routing.rules';

describe('nextSuperior', () => {
  const cases: [string, LineFacts, string, string[], string | null, string | null][] = [
    ['the superior of the person in charge', line(), 'lead', ['agent', 'lead'], 'supervisor', null],
    ['nobody at the top, not even a contact', line({}, allPosts), 'manager', ['agent', 'manager'], null, null],
    [
      'the superior of whom a deputy stands in for',
      line({ lead: { away: 'deputy' } }),
      'lead',
      ['deputy'],
      'supervisor',
      null,
    ],
    ['over who missed a clock', line(), 'lead', ['lead', 'supervisor'], 'manager', null],
    ['over somebody inactive', line({ supervisor: { active: false } }), 'lead', ['lead'], 'manager', null],
    ['an absent one’s deputy', line({ supervisor: { away: 'deputy' } }), 'lead', ['lead'], 'deputy', 'supervisor'],
    [
      'over one whose deputy is the present holder',
      line({ supervisor: { away: 'deputy' } }),
      'lead',
      ['deputy'],
      'manager',
      null,
    ],
    ['over one whose deputy goes round', line({ supervisor: { away: 'supervisor' } }), 'lead', [], 'manager', null],
    ['nobody where all above are ruled out', line(), 'lead', ['supervisor', 'manager'], null, null],
    ['nobody when the top is away without a deputy', line({ manager: { away: null } }), 'supervisor', [], null, null],
    ['nobody above a stranger', line(), 'nobody', [], null, null],
  ];
  it.each(cases)('gives %s', (_, facts, inCharge, never, holderId, onBehalfOfId) => {
    const expected = holderId === null ? null : { holderId, onBehalfOfId, why: 'escalated' };
    expect(nextSuperior(facts, inCharge, new Set(never), null)).toEqual(expected);
  });
});

describe('lastHope', () => {
  it('takes the contact, then the last resorts in order, then a leader', () => {
    const facts = line({}, allPosts);
    const asked = [[], ['contact'], ['contact', 'resort1'], ['contact', 'resort1', 'resort2']];
    expect(asked.map((never) => lastHope(facts, new Set(never), null))).toEqual([
      { holderId: 'contact', onBehalfOfId: null, why: 'escalation_contact' },
      { holderId: 'resort1', onBehalfOfId: null, why: 'last_resort' },
      { holderId: 'resort2', onBehalfOfId: null, why: 'last_resort' },
      { holderId: 'leader', onBehalfOfId: null, why: 'last_resort' },
    ]);
  });
});
