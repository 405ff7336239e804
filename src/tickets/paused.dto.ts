import { ApiProperty } from '@nestjs/swagger';
import * as vocabulary from '@upline/contracts/ticket';
import { PersonRefDto } from '../people/people.dto';

/** The pause of a ticket's resolve clock. */
export class PausedDto implements vocabulary.PausedView {
  /** For whom it waits. */
  @ApiProperty({ enum: vocabulary.PAUSE_REASONS }) reason: vocabulary.PauseReason;
  @ApiProperty({ type: String, format: 'date-time' }) at: string;
  /** When it ends by itself. */
  @ApiProperty({ type: String, format: 'date-time' }) until: string;
  @ApiProperty({ type: PersonRefDto }) by: PersonRefDto;
}
