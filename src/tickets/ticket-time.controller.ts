import { Body, Controller } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { toDate } from '../kernel/instant';
import { Write, type WriteContext } from '../kernel/write';
import { PlainActDto } from './act.dto';
import { Act } from './act.route';
import * as dto from './ticket-time.dto';
import { SightedTicket } from './ticket-sight.guard';
import { TicketsService, type ActAnswer } from './tickets.service';

/** Acts on a ticket's clocks. */
@ApiTags('tickets')
@Controller('tickets')
export class TicketTimeController {
  constructor(private readonly tickets: TicketsService) {}

  /** The resolve clock waits (挂起), the promise to the customer does not. */
  @Act('pause')
  pause(@Write() write: WriteContext, @SightedTicket() id: string, @Body() body: dto.PauseDto): Promise<ActAnswer> {
    const { version, reason } = body;
    return this.tickets.act(write, id, { type: 'pause', version, reason, until: toDate(body.until) });
  }

  /** Before the pause ends by itself. */
  @Act('resume')
  resume(@Write() write: WriteContext, @SightedTicket() id: string, @Body() body: PlainActDto): Promise<ActAnswer> {
    return this.tickets.act(write, id, { type: 'resume', version: body.version });
  }

  /** Another promised time, which the customer agreed to. */
  @Act('promise')
  promise(@Write() write: WriteContext, @SightedTicket() id: string, @Body() body: dto.PromiseDto): Promise<ActAnswer> {
    const { version, contactId } = body;
    const promisedReplyAt = toDate(body.promisedReplyAt);
    return this.tickets.act(write, id, { type: 'promise', version, contactId, promisedReplyAt });
  }
}
