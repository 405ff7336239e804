import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ABSENCE_ENDS,
  type AbsenceBody,
  type AbsenceEnd,
  type AbsenceView,
  type ChangeAbsenceBody,
} from '@upline/contracts/people';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsIn, IsOptional, IsUUID } from 'class-validator';
import { IsInstant } from '../kernel/instant';
import { IfGiven } from './optional';
import { PersonRefDto } from './people.dto';
import { SeenVersion } from './seen-version';

/** Ids of some projects, at least one; null is every project. */
const SomeProjects = (): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({ type: [String], format: 'uuid', nullable: true, minItems: 1, maxItems: 50 }),
    IsOptional(),
    IsArray(),
    ArrayMinSize(1),
    ArrayMaxSize(50),
    ArrayUnique(),
    IsUUID('all', { each: true }),
  );

export class AbsenceBodyDto implements AbsenceBody {
  /** First instant away. */
  @ApiProperty({ format: 'date-time' })
  @IsInstant()
  from: string;

  /** First instant back; after `from` and not over. */
  @ApiProperty({ format: 'date-time' })
  @IsInstant()
  to: string;

  /** Active, with a leading role unless a superior names them; null: forms go to the next superior. */
  @ApiPropertyOptional({ type: String, format: 'uuid', nullable: true })
  @IsOptional()
  @IsUUID('all')
  deputyId?: string | null;

  /** Null or left out: every project. */
  @SomeProjects()
  projectIds?: string[] | null;

  /** Whether forms still with the deputy come back at the end; `return` when left out. */
  @ApiPropertyOptional({ enum: ABSENCE_ENDS })
  @IfGiven()
  @IsIn(ABSENCE_ENDS)
  atEnd?: AbsenceEnd;
}

export class ChangeAbsenceDto implements ChangeAbsenceBody {
  /** First instant away. */
  @ApiPropertyOptional({ format: 'date-time' })
  @IfGiven()
  @IsInstant()
  from?: string;

  /** First instant back. */
  @ApiPropertyOptional({ format: 'date-time' })
  @IfGiven()
  @IsInstant()
  to?: string;

  /** Null: forms go to the next superior. */
  @ApiPropertyOptional({ type: String, format: 'uuid', nullable: true })
  @IsOptional()
  @IsUUID('all')
  deputyId?: string | null;

  /** Null: every project. */
  @SomeProjects()
  projectIds?: string[] | null;

  /** Whether forms still with the deputy come back at the end. */
  @ApiPropertyOptional({ enum: ABSENCE_ENDS })
  @IfGiven()
  @IsIn(ABSENCE_ENDS)
  atEnd?: AbsenceEnd;

  /** The version that the caller saw. */
  @SeenVersion()
  version?: number;
}

export class AbsenceDto implements AbsenceView {
  /** Absence. */
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** Who is away. */
  @ApiProperty({ format: 'uuid' })
  personId: string;
  /** First instant away. */
  @ApiProperty({ format: 'date-time' })
  from: string;
  /** First instant back. */
  @ApiProperty({ format: 'date-time' })
  to: string;
  /** Who stands in; null for nobody. */
  @ApiProperty({ type: PersonRefDto, nullable: true })
  deputy: PersonRefDto | null;
  /** Null: every project. */
  @ApiProperty({ type: [String], format: 'uuid', nullable: true })
  projectIds: string[] | null;
  /** Whether forms still with the deputy come back at the end. */
  @ApiProperty({ enum: ABSENCE_ENDS })
  atEnd: AbsenceEnd;
  /** Who named the deputy. */
  @ApiProperty({ type: PersonRefDto })
  namedBy: PersonRefDto;
  /** Rises with every change. */
  @ApiProperty({ type: 'integer' })
  version: number;
  /** RFC 3339 UTC. */
  @ApiProperty({ format: 'date-time' })
  createdAt: string;
}

export class AbsencePageDto {
  /** Latest first. */
  @ApiProperty({ type: [AbsenceDto] })
  items: AbsenceDto[];
  /** Null on the last page. */
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}
