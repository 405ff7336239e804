import { Refusal } from '../kernel/refusal';
import { checkPassword } from './password.rules';

const codeOf = (password: string, login: string | null = 'agent1'): string | undefined => {
  try {
    checkPassword(password, login, 'password');
    return undefined;
  } catch (error) {
    return (error as Refusal).extra.errors?.[0]?.code;
  }
};

describe('checkPassword', () => {
  const cases: [string, string, string | undefined][] = [
    ['15 characters, all the same', 'a'.repeat(15), undefined],
    ['14 characters', 'Aa1!Aa1!Aa1!Aa', 'too_short'],
    ['nothing', '', 'too_short'],
    ['256 characters', '密'.repeat(256), undefined],
    ['257 characters', '密'.repeat(257), 'too_long'],
    ['15 characters beyond the basic plane', '🙂'.repeat(15), undefined],
    ['14 characters that are 28 code units', '🙂'.repeat(14), 'too_short'],
    ['14 characters written with combining marks as 28', 'é'.repeat(14), 'too_short'],
    ['spaces within', 'vier wörter mit abstand', undefined],
    ['the demo’s password', 'upline-demo-pass', undefined],
  ];
  it.each(cases)('judges %s', (_, password, code) => {
    expect(codeOf(password)).toBe(code);
  });

  it('refuses the login in any case', () => {
    expect(codeOf('A.VERY.LONG.LOGIN', 'a.very.long.login')).toBe('same_as_login');
  });
});
