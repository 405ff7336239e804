import { Body, Controller } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { TicketAnswer } from '@upline/contracts/ticket';
import { Write, type WriteContext } from '../kernel/write';
import { Act } from './act.route';
import { LinkActDto, MergeDto } from './pairs.dto';
import { PairsService } from './pairs.service';
import { SightedTicket } from './ticket-sight.guard';

/** Acts on two tickets. */
@ApiTags('tickets')
@Controller('tickets')
export class PairsController {
  constructor(private readonly pairs: PairsService) {}

  /** Links it to another one; whoever sees both. Linked already is no error. */
  @Act('link')
  link(@Write() write: WriteContext, @SightedTicket() id: string, @Body() body: LinkActDto): Promise<TicketAnswer> {
    return this.pairs.link(write, id, body);
  }

  /** Ends it as a duplicate of another one, which goes on for both callers and both filers. */
  @Act('merge')
  merge(@Write() write: WriteContext, @SightedTicket() id: string, @Body() body: MergeDto): Promise<TicketAnswer> {
    return this.pairs.merge(write, id, body);
  }
}
