import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ChangeProjectBody, ProjectBody, ProjectView } from '@upline/contracts/people';
import { ArrayMaxSize, ArrayUnique, IsArray, IsOptional, IsString, IsUUID, Length, Matches } from 'class-validator';
import { IsDay } from './day';
import { IfGiven } from './optional';
import { PersonRefDto, ProjectRefDto } from './people.dto';
import { SeenVersion } from './seen-version';

const KEY = /^[A-Za-z0-9][A-Za-z0-9_-]{0,19}$/;
const KEY_MESSAGE = 'key has 1–20 characters of A-Z a-z 0-9 _ -';

export class ProjectBodyDto implements ProjectBody {
  /** 1–80 characters. */
  @ApiProperty({ minLength: 1, maxLength: 80 })
  @IsString()
  @Length(1, 80)
  @Matches(/\S/, { message: 'name must not be blank' })
  name: string;

  /** 1–20 of `A-Z a-z 0-9 _ -`, unique. */
  @ApiProperty({ pattern: KEY.source })
  @IsString()
  @Matches(KEY, { message: KEY_MESSAGE })
  key: string;

  /** Who holds a form when nobody in the line can; active. */
  @ApiPropertyOptional({ type: String, format: 'uuid', nullable: true })
  @IsOptional()
  @IsUUID('all')
  escalationContactId?: string | null;

  /** Persons of the project's appeal desk; active. */
  @ApiPropertyOptional({ type: [String], format: 'uuid', maxItems: 20 })
  @IfGiven()
  @IsArray()
  @ArrayMaxSize(20)
  @ArrayUnique()
  @IsUUID('all', { each: true })
  appealDesk?: string[];

  /** Last calendar day on which forms are filed; null: no end. */
  @ApiPropertyOptional({ type: String, format: 'date', nullable: true })
  @IsOptional()
  @IsDay()
  endsOn?: string | null;
}

export class ChangeProjectDto implements ChangeProjectBody {
  /** 1–80 characters. */
  @ApiPropertyOptional({ minLength: 1, maxLength: 80 })
  @IfGiven()
  @IsString()
  @Length(1, 80)
  @Matches(/\S/, { message: 'name must not be blank' })
  name?: string;

  /** 1–20 of `A-Z a-z 0-9 _ -`, unique. */
  @ApiPropertyOptional({ pattern: KEY.source })
  @IfGiven()
  @IsString()
  @Matches(KEY, { message: KEY_MESSAGE })
  key?: string;

  /** Null removes it. */
  @ApiPropertyOptional({ type: String, format: 'uuid', nullable: true })
  @IsOptional()
  @IsUUID('all')
  escalationContactId?: string | null;

  /** The whole list. */
  @ApiPropertyOptional({ type: [String], format: 'uuid', maxItems: 20 })
  @IfGiven()
  @IsArray()
  @ArrayMaxSize(20)
  @ArrayUnique()
  @IsUUID('all', { each: true })
  appealDesk?: string[];

  /** Null: no end. */
  @ApiPropertyOptional({ type: String, format: 'date', nullable: true })
  @IsOptional()
  @IsDay()
  endsOn?: string | null;

  /** The version that the caller saw. */
  @SeenVersion()
  version?: number;
}

export class ProjectDto extends ProjectRefDto implements ProjectView {
  /** Who holds a form when nobody in the line can. */
  @ApiProperty({ type: PersonRefDto, nullable: true })
  escalationContact: PersonRefDto | null;
  /** Persons of the project's appeal desk. */
  @ApiProperty({ type: [String], format: 'uuid' })
  appealDesk: string[];
  /** Last calendar day on which forms are filed; null: no end. */
  @ApiProperty({ type: String, format: 'date', nullable: true })
  endsOn: string | null;
  /** Rises with every change. */
  @ApiProperty({ type: 'integer' })
  version: number;
  /** RFC 3339 UTC. */
  @ApiProperty({ format: 'date-time' })
  createdAt: string;
}

export class ProjectPageDto {
  /** By key. */
  @ApiProperty({ type: [ProjectDto] })
  items: ProjectDto[];
  /** Null on the last page. */
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}
