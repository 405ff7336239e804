import { ApiProperty } from '@nestjs/swagger';
import { IMPORT_ENCODINGS } from '@upline/contracts/people-import';
import { ROTA_VERDICTS, type RotaImportView, type RotaRowView } from '@upline/contracts/rota-import';
import { FieldErrorDto } from './imports.dto';

export class RotaRowDto implements RotaRowView {
  /** Line of the file; the header's is 1. */
  @ApiProperty({ type: 'integer' })
  row: number;
  /** As it is looked up: lower case. */
  @ApiProperty()
  login: string;
  /** What becomes of the line. */
  @ApiProperty({ enum: ROTA_VERDICTS })
  verdict: RotaRowView['verdict'];
  /** What is wrong with an `error`. */
  @ApiProperty({ type: [FieldErrorDto] })
  errors: FieldErrorDto[];
}

export class RotaCountsDto {
  /** Windows that were not there. */
  @ApiProperty({ type: 'integer' })
  created: number;
  /** Windows that were there already. */
  @ApiProperty({ type: 'integer' })
  unchanged: number;
  /** Lines with faults. */
  @ApiProperty({ type: 'integer' })
  error: number;
}

export class RotaImportDto implements RotaImportView {
  /** As asked. */
  @ApiProperty()
  dryRun: boolean;
  /** How the file was read. */
  @ApiProperty({ enum: IMPORT_ENCODINGS })
  encoding: RotaImportView['encoding'];
  /** Lines by verdict. */
  @ApiProperty({ type: RotaCountsDto })
  counts: RotaCountsDto;
  /** In the order of the file. */
  @ApiProperty({ type: [RotaRowDto] })
  rows: RotaRowDto[];
}
