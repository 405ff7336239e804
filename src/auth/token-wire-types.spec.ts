import type { SameShape } from '@upline/contracts/same-shape';
import type * as Wire from '@upline/contracts/tokens';
import type { CreatedTokenDto, TokenBodyDto, TokenDto } from './tokens.dto';

/** Held by the compiler: a field more or less on either side is an error here. */
const same: [
  SameShape<TokenBodyDto, Wire.TokenBody>,
  SameShape<TokenDto, Wire.TokenView>,
  SameShape<CreatedTokenDto, Wire.CreatedTokenView>,
] = [true, true, true];

it('wire types and validators are the same', () => {
  expect(same.every(Boolean)).toBe(true);
});
