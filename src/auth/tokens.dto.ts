import { ApiProperty } from '@nestjs/swagger';
import {
  SCOPES,
  TOKEN_STATES,
  type CreatedTokenView,
  type Scope,
  type TokenBody,
  type TokenState,
  type TokenView,
} from '@upline/contracts/tokens';
import { ArrayMinSize, ArrayUnique, IsArray, IsIn, IsString, IsUUID, Length, Matches } from 'class-validator';
import { IsInstant } from '../kernel/instant';
import { PersonRefDto } from '../people/people.dto';

export class TokenBodyDto implements TokenBody {
  /** What it is for, 1–80 characters. */
  @ApiProperty({ minLength: 1, maxLength: 80 })
  @IsString()
  @Length(1, 80)
  @Matches(/\S/, { message: 'name must not be blank' })
  name: string;

  /** What it may be used for, at least one. */
  @ApiProperty({ enum: SCOPES, isArray: true, minItems: 1 })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(SCOPES, { each: true })
  scopes: Scope[];

  /** Whom it acts as, once they have accepted it. */
  @ApiProperty({ format: 'uuid' })
  @IsUUID('all')
  asPersonId: string;

  /** At most 366 days ahead. */
  @ApiProperty({ format: 'date-time' })
  @IsInstant()
  expiresAt: string;
}

export class TokenDto implements TokenView {
  /** Token. */
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** What it is for. */
  @ApiProperty()
  name: string;
  /** What it may be used for. */
  @ApiProperty({ enum: SCOPES, isArray: true })
  scopes: Scope[];
  /** Whom it acts as. */
  @ApiProperty({ type: PersonRefDto })
  asPerson: PersonRefDto;
  /** Only an `active` one works. */
  @ApiProperty({ enum: TOKEN_STATES })
  state: TokenState;
  /** The administrator who made it. */
  @ApiProperty({ type: PersonRefDto })
  createdBy: PersonRefDto;
  /** RFC 3339 UTC. */
  @ApiProperty({ format: 'date-time' })
  createdAt: string;
  /** When its person accepted it; null before. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  acceptedAt: string | null;
  /** From then on it does not work. */
  @ApiProperty({ format: 'date-time' })
  expiresAt: string;
  /** When it was revoked, or its person left; null while neither. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  revokedAt: string | null;
}

export class CreatedTokenDto extends TokenDto implements CreatedTokenView {
  /** `upl_…` for `Authorization: Bearer`, shown only this once; null when the same request is answered again. */
  @ApiProperty({ type: String, nullable: true })
  token: string | null;
}

export class TokenPageDto {
  /** Newest first. */
  @ApiProperty({ type: [TokenDto] })
  items: TokenDto[];
  /** Null on the last page. */
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}
