import { ApiProperty } from '@nestjs/swagger';
import type * as forms from '@upline/contracts/forms';
import * as vocabulary from '@upline/contracts/ticket';
import { IsIn, IsUUID } from 'class-validator';
import { IsInstant } from '../kernel/instant';
import { VersionedDto } from './act.dto';

export class PauseDto extends VersionedDto implements forms.PauseForm {
  /** For whom it waits. */
  @ApiProperty({ enum: vocabulary.PAUSE_REASONS })
  @IsIn(vocabulary.PAUSE_REASONS)
  reason: vocabulary.PauseReason;

  /** When it ends by itself, within the policy's caps. */
  @ApiProperty({ type: String, format: 'date-time' })
  @IsInstant()
  until: string;
}
export class PromiseDto extends VersionedDto implements forms.PromiseForm {
  /** The new promised instant, ahead. */
  @ApiProperty({ type: String, format: 'date-time' })
  @IsInstant()
  promisedReplyAt: string;

  /** A contact of this ticket with outcome `reached`, since the last promise: there the customer agreed. */
  @ApiProperty({ type: String, format: 'uuid' })
  @IsUUID()
  contactId: string;
}
