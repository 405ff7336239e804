import { Body, Controller, HttpCode, Post, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiParam, ApiProperty, ApiTags } from '@nestjs/swagger';
import * as several from '@upline/contracts/several';
import { IsIn } from 'class-validator';
import { CurrentActor, Requires, type Actor } from '../kernel/actor';
import { Limited } from '../kernel/rates';
import { Text } from './act.dto';
import { REVEALS, RevealService } from './reveal.service';
import { SightedTicket, TicketSightGuard } from './ticket-sight.guard';

export class RevealDto implements several.RevealForm {
  /** `phone` only of a ticket that has one; `contact` is whatever way there is to reach the customer. */
  @ApiProperty({ enum: several.REVEAL_FIELDS })
  @IsIn(several.REVEAL_FIELDS)
  field: several.RevealField;

  /** What for; it is on the timeline. */
  @Text()
  reason: string;
}
export class RevealAnswerDto implements several.RevealAnswer {
  @ApiProperty({ enum: several.REVEAL_FIELDS }) field: several.RevealField;
  /** As the customer gave it. */
  @ApiProperty({ type: String }) value: string;
  /** Of a phone: what is dialled. */
  @ApiProperty({ type: String, nullable: true }) e164: string | null;
  /** Mask it again then. */
  @ApiProperty({ type: String, format: 'date-time' }) until: string;
}

@ApiTags('tickets')
@Controller('tickets')
export class RevealController {
  constructor(private readonly reveals: RevealService) {}

  /** Name or number in plain for a minute, with a reason, on record; rated, and no `Idempotency-Key` keeps the answer. */
  @Post(':id/reveal')
  @HttpCode(200)
  @Requires('signed_in', 'no_token')
  @UseGuards(TicketSightGuard)
  @Limited(REVEALS)
  @ApiParam({ name: 'id', description: 'Id or 单号', schema: { type: 'string' } })
  @ApiOkResponse({ type: RevealAnswerDto })
  reveal(@CurrentActor() actor: Actor, @SightedTicket() id: string, @Body() body: RevealDto): Promise<RevealAnswerDto> {
    return this.reveals.reveal(actor, id, body);
  }
}
