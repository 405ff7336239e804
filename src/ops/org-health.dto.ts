import { ApiProperty } from '@nestjs/swagger';
import type { DeadDeputyFact, OrgHealthPeople, SpanFact } from '@upline/contracts/people';
import { PersonRefDto, ProjectRefDto } from '../people/people.dto';

export class SpanDto extends PersonRefDto implements SpanFact {
  /** Direct reports now. */
  @ApiProperty({ type: 'integer', minimum: 0 })
  reports: number;
}

export class DeadDeputyDto implements DeadDeputyFact {
  /** Absence whose deputy cannot stand in. */
  @ApiProperty({ format: 'uuid' })
  absenceId: string;
  /** Who is away. */
  @ApiProperty({ type: PersonRefDto })
  person: PersonRefDto;
  /** Who was named. */
  @ApiProperty({ type: PersonRefDto })
  deputy: PersonRefDto;
  /** The deputy is inactive, or away themselves with nobody behind. */
  @ApiProperty({ enum: ['inactive', 'away'] })
  why: DeadDeputyFact['why'];
}

/** What in the organisation would make a form go astray. */
export class OrgHealthDto implements OrgHealthPeople {
  /** Active agents and leads without a superior. */
  @ApiProperty({ type: [PersonRefDto] })
  withoutSuperior: PersonRefDto[];
  /** Team leads with fewer than 10 or more than 13 direct reports. */
  @ApiProperty({ type: [SpanDto] })
  spans: SpanDto[];
  /** Absences, now or to come, whose deputy cannot stand in. */
  @ApiProperty({ type: [DeadDeputyDto] })
  deadDeputies: DeadDeputyDto[];
  /** Active last resorts that are missing to two. */
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 2 })
  missingLastResorts: number;
  /** Projects without an active escalation contact. */
  @ApiProperty({ type: [ProjectRefDto] })
  projectsWithoutContact: ProjectRefDto[];
}
