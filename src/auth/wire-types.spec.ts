import type * as Wire from '@upline/contracts/auth';
import type { SameShape } from '@upline/contracts/same-shape';
import type {
  ChangePasswordDto,
  LoginDto,
  SessionDto,
  SetPasswordDto,
  SignedInPersonDto,
  SignInLinkDto,
} from './auth.dto';

/** Held by the compiler: a field more or less on either side is an error here. */
const same: [
  SameShape<LoginDto, Wire.LoginBody>,
  SameShape<SetPasswordDto, Wire.SetPasswordBody>,
  SameShape<ChangePasswordDto, Wire.ChangePasswordBody>,
  SameShape<SignedInPersonDto, Wire.SignedInPerson>,
  SameShape<SessionDto, Wire.SessionView>,
  SameShape<SignInLinkDto, Wire.SignInLinkView>,
] = [true, true, true, true, true, true];

it('wire types and validators are the same', () => {
  expect(same.every(Boolean)).toBe(true);
});
