import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { LineAbsence, LineStep, LineView, SuperiorBody, SuperiorView } from '@upline/contracts/people';
import { ROLES, type Role } from '@upline/contracts/roles';
import { IsOptional, IsUUID, ValidateIf } from 'class-validator';
import { IsInstant } from '../kernel/instant';
import { IfGiven } from './optional';
import { PersonRefDto } from './people.dto';

export class LineQuery {
  /** The line of this project; left out: of every project without its own. */
  @ApiPropertyOptional({ format: 'uuid' })
  @IfGiven()
  @IsUUID('all')
  projectId?: string;
}

export class LineAbsenceDto implements LineAbsence {
  /** First instant at which the person is back. */
  @ApiProperty({ format: 'date-time' })
  until: string;
  /** Who stands in; null for nobody. */
  @ApiProperty({ type: PersonRefDto, nullable: true })
  deputy: PersonRefDto | null;
}

export class LineStepDto implements LineStep {
  /** Person. */
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** As colleagues know them. */
  @ApiProperty()
  name: string;
  /** A set. */
  @ApiProperty({ enum: ROLES, isArray: true })
  roles: Role[];
  /** False once the person has left; forms pass over them. */
  @ApiProperty()
  active: boolean;
  /** 1 = direct superior. */
  @ApiProperty({ type: 'integer', minimum: 1 })
  depth: number;
  /** Since when that has been so without a break. */
  @ApiProperty({ format: 'date-time' })
  since: string;
  /** Null when present. */
  @ApiProperty({ type: LineAbsenceDto, nullable: true })
  absence: LineAbsenceDto | null;
}

export class LineDto implements LineView {
  /** Whose line it is. */
  @ApiProperty({ type: PersonRefDto })
  person: PersonRefDto;
  /** Null: of every project without its own. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  projectId: string | null;
  /** The instant at which it stands so. */
  @ApiProperty({ format: 'date-time' })
  at: string;
  /** Nearest first. */
  @ApiProperty({ type: [LineStepDto] })
  steps: LineStepDto[];
}

export class SuperiorBodyDto implements SuperiorBody {
  /** Null: nobody is above from then on. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  @ValidateIf((_, value) => value !== null)
  @IsUUID('all')
  superiorId: string | null;

  /** RFC 3339 with an offset; a row that stands then ends there, a later one stays. */
  @ApiProperty({ format: 'date-time' })
  @IsInstant()
  from: string;

  /** The project that gets a superior of its own; null or left out: the general line. */
  @ApiPropertyOptional({ type: String, format: 'uuid', nullable: true })
  @IsOptional()
  @IsUUID('all')
  projectId?: string | null;
}

export class SuperiorDto implements SuperiorView {
  /** Row of the dated line. */
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** Who reports. */
  @ApiProperty({ format: 'uuid' })
  personId: string;
  /** To whom; null for nobody. */
  @ApiProperty({ type: PersonRefDto, nullable: true })
  superior: PersonRefDto | null;
  /** Null: the general line. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  projectId: string | null;
  /** First instant at which it holds. */
  @ApiProperty({ format: 'date-time' })
  from: string;
  /** First instant at which it no longer holds; null: until further notice. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  until: string | null;
}
