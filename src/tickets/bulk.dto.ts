import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import * as bulk from '@upline/contracts/bulk';
import { REFUSAL_STATUS, type RefusalCode } from '@upline/contracts/refusals';
import { NOTE_VISIBILITIES, type NoteVisibility } from '@upline/contracts/ticket';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsOptional,
  IsUUID,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { CommutingDto, Text } from './act.dto';

export class BulkItemDto extends CommutingDto implements bulk.BulkItem {
  /** Ticket. */
  @ApiProperty({ type: String, format: 'uuid' })
  @IsUUID('all')
  id: string;
}
/** `Text`, left out where the act has none. */
const Words = (): PropertyDecorator => (target, property) => {
  Text()(target, property);
  ApiPropertyOptional({ type: String, required: false })(target, property);
};
const transfers = ({ action }: BulkFormDto): boolean => action === 'transfer';
const notes = ({ action }: BulkFormDto): boolean => action === 'note';
const idOf = ({ id }: bulk.BulkItem): string => String(id).toLowerCase();

export class BulkFormDto implements bulk.BulkForm {
  @ApiProperty({ enum: bulk.BULK_ACTIONS })
  @IsIn(bulk.BULK_ACTIONS)
  action: bulk.BulkAction;

  /** 1–200 different tickets. */
  @ApiProperty({ type: [BulkItemDto], minItems: 1, maxItems: bulk.BULK_MAX })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(bulk.BULK_MAX)
  @ArrayUnique(idOf)
  @ValidateNested({ each: true })
  @Type(() => BulkItemDto)
  items: BulkItemDto[];

  /** Of a transfer. */
  @ApiPropertyOptional({ type: String, format: 'uuid' })
  @ValidateIf(transfers)
  @IsUUID()
  toPersonId?: string;

  /** Of a transfer. */
  @ValidateIf(transfers)
  @Words()
  reason?: string;

  /** Of a note. */
  @ValidateIf(notes)
  @Words()
  text?: string;

  @ApiPropertyOptional({ enum: NOTE_VISIBILITIES, default: 'all' })
  @IsOptional()
  @IsIn(NOTE_VISIBILITIES)
  visibility?: NoteVisibility;
}
export class BulkResultDto implements bulk.BulkResult {
  @ApiProperty({ type: String, format: 'uuid' }) id: string;
  @ApiProperty({ type: 'integer' }) status: number;
  @ApiProperty({ type: String, enum: [...Object.keys(REFUSAL_STATUS), null], nullable: true }) code: RefusalCode | null;
  /** As the ticket stands; null where the caller does not see it. */
  @ApiProperty({ type: 'integer', nullable: true }) version: number | null;
}
export class BulkDto implements bulk.BulkView {
  /** In the order of `items`. */
  @ApiProperty({ type: [BulkResultDto] }) results: BulkResultDto[];
}
