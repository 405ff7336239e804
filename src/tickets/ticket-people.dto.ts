import { ApiProperty } from '@nestjs/swagger';
import type * as forms from '@upline/contracts/forms';
import { IsUUID } from 'class-validator';
import { CommutingDto, OptionalText, Text } from './act.dto';

export class NudgeDto extends CommutingDto implements forms.NudgeForm {
  /** Why it is urgent. */
  @OptionalText()
  reason?: string | null;
}
export class AssistDto extends CommutingDto implements forms.AssistForm {
  /** An active colleague, neither filer nor holder. */
  @ApiProperty({ type: String, format: 'uuid' })
  @IsUUID()
  personId: string;

  /** What the colleague is asked for. */
  @Text()
  ask: string;
}
export class WatchDto extends CommutingDto {
  /** Not needed; accepted. */
  @OptionalText()
  reason?: string | null;
}
