import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentActor, Requires, type Actor } from '../kernel/actor';
import { EventsQuery, PersonEvents } from './events.dto';
import { OutboxService } from './outbox.service';

@ApiTags('events')
@Controller('events')
export class EventsController {
  constructor(private readonly outbox: OutboxService) {}

  /** The caller's own events after a number: the truth that the socket only makes fast. */
  @Get()
  @Requires('signed_in', 'events:read')
  @ApiOkResponse({ type: PersonEvents })
  async after(@CurrentActor() actor: Actor, @Query() query: EventsQuery): Promise<PersonEvents> {
    const rows = await this.outbox.after(actor.id, query.after, query.limit + 1);
    return { items: rows.slice(0, query.limit), more: rows.length > query.limit };
  }
}
