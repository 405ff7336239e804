import { allPosts, house, line, none } from '../../test/people/line-sketch';
import { Refusal } from '../kernel/refusal';
import { routeFiling, type LineFacts } from './routing.rules';

describe('routeFiling', () => {
  const cases: [string, LineFacts, string[], string, string | null, string][] = [
    ['the direct superior', line(), [], 'lead', null, 'direct_superior'],
    ['the deputy of an absent superior', line({ lead: { away: 'deputy' } }), [], 'deputy', 'lead', 'deputy'],
    [
      'the deputy of an absent deputy, for the superior',
      line({ lead: { away: 'deputy' }, deputy: { away: 'other' } }),
      [],
      'other',
      'lead',
      'deputy',
    ],
    [
      'the next superior where there is no deputy',
      line({ lead: { away: null } }),
      [],
      'supervisor',
      null,
      'next_superior',
    ],
    [
      'the next superior where deputies go round',
      line({ lead: { away: 'deputy' }, deputy: { away: 'lead' } }),
      [],
      'supervisor',
      null,
      'next_superior',
    ],
    [
      'the next superior where an absent deputy has none',
      line({ lead: { away: 'deputy' }, deputy: { away: null } }),
      [],
      'supervisor',
      null,
      'next_superior',
    ],
    [
      'the next superior where the deputy is inactive',
      line({ lead: { away: 'deputy' }, deputy: { active: false } }),
      [],
      'supervisor',
      null,
      'next_superior',
    ],
    [
      'the next superior where an inactive deputy has a deputy',
      line({ lead: { away: 'deputy' }, deputy: { active: false, away: 'other' } }),
      [],
      'supervisor',
      null,
      'next_superior',
    ],
    [
      'the next superior where the filer is the deputy',
      line({ lead: { away: 'agent' } }),
      [],
      'supervisor',
      null,
      'next_superior',
    ],
    [
      'the next superior where the deputy is recused',
      line({ lead: { away: 'deputy' } }),
      ['deputy'],
      'supervisor',
      null,
      'next_superior',
    ],
    ['an unknown deputy as none', line({ lead: { away: 'nobody' } }), [], 'supervisor', null, 'next_superior'],
    [
      'the next superior over an inactive one',
      line({ lead: { active: false } }),
      [],
      'supervisor',
      null,
      'next_superior',
    ],
    [
      'nobody’s deputy who is inactive',
      line({ lead: { active: false, away: 'deputy' } }),
      [],
      'supervisor',
      null,
      'next_superior',
    ],
    [
      'two steps up',
      line({ lead: { active: false }, supervisor: { away: null } }),
      [],
      'manager',
      null,
      'next_superior',
    ],
    [
      'the deputy of the next superior',
      line({ lead: { away: null }, supervisor: { away: 'deputy' } }),
      [],
      'deputy',
      'supervisor',
      'deputy',
    ],
    ['past the accused', line(), ['lead'], 'supervisor', null, 'recusal'],
    [
      'past the accused and their deputy',
      line({ lead: { away: 'deputy' } }),
      ['lead', 'deputy'],
      'supervisor',
      null,
      'recusal',
    ],
    ['not the deputy of the accused', line({ lead: { away: 'deputy' } }), ['lead'], 'supervisor', null, 'recusal'],
    ['past the accused further up', line({ lead: { away: null } }), ['supervisor'], 'manager', null, 'recusal'],
    [
      'the direct superior although somebody further up is accused',
      line(),
      ['manager'],
      'lead',
      null,
      'direct_superior',
    ],
    [
      'the contact where there is no line',
      line({ agent: { superiorId: null } }, allPosts),
      [],
      'contact',
      null,
      'escalation_contact',
    ],
    [
      'the contact where the line is all accused or gone',
      line({ supervisor: { active: false }, manager: { away: null } }, allPosts),
      ['lead'],
      'contact',
      null,
      'escalation_contact',
    ],
    [
      'the deputy of the contact',
      line({ agent: { superiorId: null }, contact: { away: 'deputy' } }, allPosts),
      [],
      'deputy',
      'contact',
      'escalation_contact',
    ],
    [
      'the first last resort where the contact is accused',
      line({ agent: { superiorId: null } }, allPosts),
      ['contact'],
      'resort1',
      null,
      'last_resort',
    ],
    [
      'the second last resort where the first is away',
      line({ agent: { superiorId: null }, contact: { active: false }, resort1: { away: null } }, allPosts),
      [],
      'resort2',
      null,
      'last_resort',
    ],
    [
      'any leader after the last resorts',
      line({ agent: { superiorId: null } }, allPosts),
      ['contact', 'resort1', 'resort2'],
      'leader',
      null,
      'last_resort',
    ],
    [
      'an absent superior before nobody',
      line({ lead: { away: null, superiorId: null } }),
      [],
      'lead',
      null,
      'direct_superior',
    ],
    [
      'an absent next superior before nobody',
      line({ lead: { active: false }, supervisor: { away: null, superiorId: null } }),
      [],
      'supervisor',
      null,
      'next_superior',
    ],
    [
      'an absent last resort before nobody',
      line({ agent: { superiorId: null }, resort1: { away: null } }, { lastResortIds: ['resort1'] }),
      [],
      'resort1',
      null,
      'last_resort',
    ],
  ];
  it.each(cases)('gives %s', (_, facts, recused, holderId, onBehalfOfId, why) => {
    expect(routeFiling(facts, 'agent', new Set(recused), null)).toEqual({ holderId, onBehalfOfId, why });
  });

  it('sends a lead’s own form to the supervisor', () => {
    expect(routeFiling(line(), 'lead', none, null).holderId).toBe('supervisor');
  });

  it('sends the form of somebody without a superior to the contact, and never back to the filer', () => {
    const facts = line({}, { escalationContactId: 'manager', lastResortIds: ['manager', 'resort2'] });
    expect(routeFiling(facts, 'manager', none, null)).toEqual({
      holderId: 'resort2',
      onBehalfOfId: null,
      why: 'last_resort',
    });
  });

  it('ends where the line goes round', () => {
    const facts = line({ manager: { superiorId: 'agent', active: false }, lead: { active: false } }, allPosts);
    expect(routeFiling(facts, 'agent', new Set(['supervisor']), null).holderId).toBe('contact');
  });

  it('refuses where the house has nobody else at all', () => {
    expect(() => routeFiling(house({ agent: {} }), 'agent', none, null)).toThrow(Refusal);
  });
});
