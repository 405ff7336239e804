import { Body, Controller } from '@nestjs/common';
import { ApiTags, ApiTooManyRequestsResponse } from '@nestjs/swagger';
import type { TicketAnswer } from '@upline/contracts/ticket';
import { Write, type WriteContext } from '../kernel/write';
import { Act } from './act.route';
import { eventText } from './event-text';
import { AssistDto, NudgeDto, WatchDto } from './ticket-people.dto';
import { SightedTicket } from './ticket-sight.guard';
import { TicketsService, type ActAnswer } from './tickets.service';
import { WatchService } from './watch.service';

/** Acts that draw people in; all of them commute. */
@ApiTags('tickets')
@Controller('tickets')
export class TicketPeopleController {
  constructor(
    private readonly tickets: TicketsService,
    private readonly watchers: WatchService,
  ) {}

  /** Asks the holder to hurry (催单); half an hour lies between two. */
  @Act('nudge')
  @ApiTooManyRequestsResponse()
  nudge(@Write() write: WriteContext, @SightedTicket() id: string, @Body() body: NudgeDto): Promise<ActAnswer> {
    const reason = body.reason ? eventText('reason', body.reason) : null;
    return this.tickets.act(write, id, { type: 'nudge', version: null, reason });
  }

  /** Asks a colleague, who sees, notes and contacts from now on, and does not hold it (H-A5). */
  @Act('assist')
  assist(@Write() write: WriteContext, @SightedTicket() id: string, @Body() body: AssistDto): Promise<ActAnswer> {
    const ask = eventText('ask', body.ask);
    return this.tickets.act(write, id, { type: 'assist', version: null, personId: body.personId, ask });
  }

  /** The reader hears of everything that happens to it, as long as they see it. */
  @Act('watch')
  watch(@Write() write: WriteContext, @SightedTicket() id: string, @Body() _body: WatchDto): Promise<TicketAnswer> {
    return this.watchers.set(write, id, 'watch');
  }

  @Act('unwatch')
  unwatch(@Write() write: WriteContext, @SightedTicket() id: string, @Body() _body: WatchDto): Promise<TicketAnswer> {
    return this.watchers.set(write, id, 'unwatch');
  }
}
