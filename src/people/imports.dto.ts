import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  IMPORT_COLUMNS,
  IMPORT_ENCODINGS,
  IMPORT_VERDICTS,
  OBSTACLES,
  type ImportColumn,
  type ImportCounts,
  type ImportObstacle,
  type ImportRowView,
  type ImportVerdict,
  type ImportView,
  type PeopleImportView,
} from '@upline/contracts/people-import';
import type { FieldError } from '@upline/contracts/refusals';
import { Transform } from 'class-transformer';
import { IsBoolean } from 'class-validator';
import { IfGiven } from './optional';
import { PersonRefDto } from './people.dto';

export class ImportQuery {
  /** `true`: judge and write nothing. */
  @ApiPropertyOptional({ type: Boolean, default: false })
  @IfGiven()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  dryRun?: boolean;
}

export class FieldErrorDto implements FieldError {
  /** The column; empty for the whole line. */
  @ApiProperty()
  path: string;
  /** Stable. */
  @ApiProperty()
  code: string;
  /** For an administrator; for a `cycle` the path of logins. */
  @ApiProperty()
  message: string;
}

export class ImportRowDto implements ImportRowView {
  /** Line of the file; the header's is 1. */
  @ApiProperty({ type: 'integer' })
  row: number;
  /** As it is looked up: lower case. */
  @ApiProperty()
  login: string;
  /** What becomes of the line. */
  @ApiProperty({ enum: IMPORT_VERDICTS })
  verdict: ImportVerdict;
  /** Columns whose value changes; none for an error. */
  @ApiProperty({ enum: IMPORT_COLUMNS, isArray: true })
  changes: ImportColumn[];
  /** What is wrong with an `error`. */
  @ApiProperty({ type: [FieldErrorDto] })
  errors: FieldErrorDto[];
}

class WrittenCountsDto implements Omit<ImportCounts, 'error'> {
  /** New people. */
  @ApiProperty({ type: 'integer' })
  created: number;
  /** People with other values, or another superior. */
  @ApiProperty({ type: 'integer' })
  changed: number;
  /** People who are as the file says already. */
  @ApiProperty({ type: 'integer' })
  unchanged: number;
}

export class ImportCountsDto extends WrittenCountsDto implements ImportCounts {
  /** Lines with faults. */
  @ApiProperty({ type: 'integer' })
  error: number;
}

export class PeopleImportDto implements PeopleImportView {
  /** Null when nothing was written. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  importId: string | null;
  /** As asked. */
  @ApiProperty()
  dryRun: boolean;
  /** How the file was read. */
  @ApiProperty({ enum: IMPORT_ENCODINGS })
  encoding: PeopleImportView['encoding'];
  /** Lines by verdict. */
  @ApiProperty({ type: ImportCountsDto })
  counts: ImportCountsDto;
  /** In the order of the file. */
  @ApiProperty({ type: [ImportRowDto] })
  rows: ImportRowDto[];
  /** 24 hours from now; null when nothing was written. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  undoableUntil: string | null;
}

export class ImportObstacleDto implements ImportObstacle {
  /** Stable. */
  @ApiProperty({ enum: OBSTACLES })
  code: ImportObstacle['code'];
  /** Null where it is the whole import. */
  @ApiProperty({ type: PersonRefDto, nullable: true })
  person: PersonRefDto | null;
  /** For an administrator. */
  @ApiProperty()
  message: string;
}

export class ImportDto implements ImportView {
  /** Import. */
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** Who did it. */
  @ApiProperty({ type: PersonRefDto })
  by: PersonRefDto;
  /** RFC 3339 UTC. */
  @ApiProperty({ format: 'date-time' })
  at: string;
  /** What it did. */
  @ApiProperty({ type: WrittenCountsDto })
  counts: WrittenCountsDto;
  /** Null unless it was undone. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  undoneAt: string | null;
  /** Null unless it was undone. */
  @ApiProperty({ type: PersonRefDto, nullable: true })
  undoneBy: PersonRefDto | null;
  /** Null when it was undone or its time is over. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  undoableUntil: string | null;
  /** What stands in the way of undoing it now, at most ten. */
  @ApiProperty({ type: [ImportObstacleDto] })
  obstacles: ImportObstacleDto[];
}

export class ImportPageDto {
  /** Latest first. */
  @ApiProperty({ type: [ImportDto] })
  items: ImportDto[];
  /** Null on the last page. */
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}
