import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { LOCALES, type Locale } from '@upline/contracts/auth';
import type { ChangePersonBody, CreatePersonBody, PersonView, ProjectRef } from '@upline/contracts/people';
import { ROLES, type Role } from '@upline/contracts/roles';
import type { PersonRef } from '@upline/contracts/ticket';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsEmail,
  IsIn,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  ValidateIf,
} from 'class-validator';
import { PageQuery } from '../kernel/page';
import { IfGiven } from './optional';
import { SeenVersion } from './seen-version';

/** What stands in `login`: lower case, so that `Agent1` and `agent1` are one person. */
const LOGIN = /^[a-z0-9][a-z0-9._@-]{0,63}$/;

export class PersonRefDto implements PersonRef {
  /** Person. */
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** As colleagues know them. */
  @ApiProperty()
  name: string;
}

export class ProjectRefDto implements ProjectRef {
  /** Project. */
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** Short and unique. */
  @ApiProperty()
  key: string;
  /** For people. */
  @ApiProperty()
  name: string;
}

export class PersonDto implements PersonView {
  /** Person. */
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** As colleagues know them. */
  @ApiProperty()
  name: string;
  /** A set. */
  @ApiProperty({ enum: ROLES, isArray: true })
  roles: Role[];
  /** False once the person has left. */
  @ApiProperty()
  active: boolean;
  /** Of the phone system; null where there is none. */
  @ApiProperty({ type: String, nullable: true })
  extension: string | null;
  /** Null for readers other than administrators and the person. */
  @ApiProperty({ type: String, nullable: true })
  login: string | null;
  /** Null for readers other than administrators and the person. */
  @ApiProperty({ type: String, nullable: true })
  email: string | null;
  /** The first is the default of what the person files. */
  @ApiProperty({ type: [ProjectRefDto] })
  projects: ProjectRefDto[];
  /** Direct superior now, of the general line. */
  @ApiProperty({ type: PersonRefDto, nullable: true })
  superior: PersonRefDto | null;
  /** Rises with every change. */
  @ApiProperty({ type: 'integer' })
  version: number;
  /** RFC 3339 UTC. */
  @ApiProperty({ format: 'date-time' })
  createdAt: string;
}

export class CreatePersonDto implements CreatePersonBody {
  /** 1–64 of `a-z 0-9 . _ @ -`, unique. */
  @ApiProperty({ pattern: LOGIN.source })
  @IsString()
  @Matches(LOGIN, { message: 'login has 1–64 characters of a-z 0-9 . _ @ - and begins with a letter or digit' })
  login: string;

  /** 1–80 characters. */
  @ApiProperty({ minLength: 1, maxLength: 80 })
  @IsString()
  @Length(1, 80)
  @Matches(/\S/, { message: 'name must not be blank' })
  name: string;

  /** At least one. */
  @ApiProperty({ enum: ROLES, isArray: true, minItems: 1 })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(ROLES, { each: true })
  roles: Role[];

  /** Where mail goes; null for none. */
  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 254 })
  @IsOptional()
  @IsEmail()
  email?: string | null;

  /** Of the phone system. */
  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 32 })
  @IsOptional()
  @IsString()
  @Length(1, 32)
  extension?: string | null;

  /** Language of the console; `zh-CN` when left out. */
  @ApiPropertyOptional({ enum: LOCALES })
  @IfGiven()
  @IsIn(LOCALES)
  locale?: Locale;

  /** In order; the first is the default. */
  @ApiPropertyOptional({ type: [String], format: 'uuid', maxItems: 50 })
  @IfGiven()
  @IsArray()
  @ArrayMaxSize(50)
  @ArrayUnique()
  @IsUUID('all', { each: true })
  projectIds?: string[];

  /** Direct superior from now on. */
  @ApiPropertyOptional({ type: String, format: 'uuid', nullable: true })
  @IsOptional()
  @IsUUID('all')
  superiorId?: string | null;
}

export class ChangePersonDto implements ChangePersonBody {
  /** 1–80 characters. */
  @ApiPropertyOptional({ minLength: 1, maxLength: 80 })
  @IfGiven()
  @IsString()
  @Length(1, 80)
  @Matches(/\S/, { message: 'name must not be blank' })
  name?: string;

  /** The whole set. */
  @ApiPropertyOptional({ enum: ROLES, isArray: true, minItems: 1 })
  @IfGiven()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(ROLES, { each: true })
  roles?: Role[];

  /** Null removes it. */
  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 254 })
  @IsOptional()
  @IsEmail()
  email?: string | null;

  /** Null removes it. */
  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 32 })
  @IsOptional()
  @IsString()
  @Length(1, 32)
  extension?: string | null;

  /** The whole list in order; the first is the default. */
  @ApiPropertyOptional({ type: [String], format: 'uuid', maxItems: 50 })
  @IfGiven()
  @IsArray()
  @ArrayMaxSize(50)
  @ArrayUnique()
  @IsUUID('all', { each: true })
  projectIds?: string[];

  /** False ends every session at once. */
  @ApiPropertyOptional()
  @IfGiven()
  @IsBoolean()
  active?: boolean;

  /** The version that the caller saw. */
  @SeenVersion()
  version?: number;
}

export class PeopleQuery extends PageQuery {
  /** Part of the name; fewer than 7 digits. */
  @ApiPropertyOptional({ minLength: 1, maxLength: 80 })
  @ValidateIf((_, value) => value !== undefined)
  @IsString()
  @Length(1, 80)
  @Matches(/^(?:\D*\d){0,6}\D*$/, { message: 'q must not hold 7 or more digits' })
  q?: string;

  /** Only people with this role. */
  @ApiPropertyOptional({ enum: ROLES })
  @IfGiven()
  @IsIn(ROLES)
  role?: Role;

  /** Only people of this project. */
  @ApiPropertyOptional({ format: 'uuid' })
  @IfGiven()
  @IsUUID('all')
  projectId?: string;

  /** `true` or `false`; both when left out. */
  @ApiPropertyOptional({ type: Boolean })
  @IfGiven()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  active?: boolean;
}

export class PeoplePageDto {
  /** By name. */
  @ApiProperty({ type: [PersonDto] })
  @Type(() => PersonDto)
  items: PersonDto[];
  /** Null on the last page. */
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}
