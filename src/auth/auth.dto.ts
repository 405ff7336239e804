import { ApiProperty, PickType } from '@nestjs/swagger';
import type {
  ChangePasswordBody,
  LoginBody,
  SessionView,
  SetPasswordBody,
  SignedInPerson,
  SignInLinkView,
} from '@upline/contracts/auth';
import { IsString, Length } from 'class-validator';
import { MeDto } from '../people/me.dto';

/** Code units; the rule counts characters, of which one may have several. */
const PASSWORD_UNITS = 1024;

export class LoginDto implements LoginBody {
  /** Upper and lower case are one. */
  @ApiProperty({ minLength: 1, maxLength: 64 })
  @IsString()
  @Length(1, 64)
  login: string;

  /** As it was set. */
  @ApiProperty({ minLength: 1, maxLength: PASSWORD_UNITS, format: 'password' })
  @IsString()
  @Length(1, PASSWORD_UNITS)
  password: string;
}

export class SetPasswordDto implements SetPasswordBody {
  /** From the sign-in link. */
  @ApiProperty({ minLength: 1, maxLength: 100 })
  @IsString()
  @Length(1, 100)
  token: string;

  /** 15–256 characters of any kind, not the login. */
  @ApiProperty({ minLength: 15, maxLength: PASSWORD_UNITS, format: 'password' })
  @IsString()
  @Length(1, PASSWORD_UNITS)
  password: string;
}

export class ChangePasswordDto implements ChangePasswordBody {
  /** The one that holds until now. */
  @ApiProperty({ minLength: 1, maxLength: PASSWORD_UNITS, format: 'password' })
  @IsString()
  @Length(1, PASSWORD_UNITS)
  currentPassword: string;

  /** 15–256 characters of any kind, not the login. */
  @ApiProperty({ minLength: 15, maxLength: PASSWORD_UNITS, format: 'password' })
  @IsString()
  @Length(1, PASSWORD_UNITS)
  password: string;
}

/** Who signed in: the beginning of `GET /me`. */
export class SignedInPersonDto
  extends PickType(MeDto, ['id', 'login', 'name', 'roles', 'permissions', 'locale'] as const)
  implements SignedInPerson {}

export class SessionDto implements SessionView {
  /** JWT, for `Authorization: Bearer`; 15 minutes. */
  @ApiProperty()
  accessToken: string;
  /** When the access token ends. */
  @ApiProperty({ format: 'date-time' })
  expiresAt: string;
  /** Who signed in. */
  @ApiProperty({ type: SignedInPersonDto })
  person: SignedInPersonDto;
}

export class SignInLinkDto implements SignInLinkView {
  /** Shown only for somebody who has never signed in, and only once; else null. */
  @ApiProperty({ type: String, format: 'uri', nullable: true })
  url: string | null;
  /** 30 minutes after it was made. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  expiresAt: string | null;
  /** Whether the link went out by mail. */
  @ApiProperty()
  mailed: boolean;
  /** What to do now, for the administrator. */
  @ApiProperty()
  detail: string;
}
