import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Res, UseGuards } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { TicketAnswer } from '@upline/contracts/ticket';
import type { FastifyReply } from 'fastify';
import { CurrentActor, Requires, type Actor } from '../kernel/actor';
import { Refusal } from '../kernel/refusal';
import { Write, type WriteContext } from '../kernel/write';
import { FeedbackFormDto } from './feedback-form.dto';
import { FilingService } from './filing.service';
import { TICKET_ANSWER, TicketCounts, TicketModels, TicketPage, TimelinePage } from './ticket-answers.dto';
import { TicketListQuery, TicketViewQuery, TimelineQuery } from './ticket-lists.dto';
import { SightedTicket, TicketSightGuard } from './ticket-sight.guard';
import { PERSONAL_DIGITS, digitsIn } from './ticket-search.rules';
import { TicketLists } from './ticket.lists';
import { TicketQueries } from './ticket.queries';
import { TicketTimeline } from './ticket.timeline';

/** An address is logged on its way; a number of somebody's does not belong into one. */
function refusePersonal(q: string | null | undefined): void {
  if (typeof q === 'string' && digitsIn(q) >= PERSONAL_DIGITS)
    throw Refusal.invalid('q', 'With seven digits or more it goes into the body of POST /tickets/search.', 'personal');
}

@ApiTags('tickets')
@TicketModels()
@Controller('tickets')
export class TicketsController {
  constructor(
    private readonly filing: FilingService,
    private readonly queries: TicketQueries,
    private readonly lists: TicketLists,
    private readonly timelines: TicketTimeline,
  ) {}

  /** Files a difficult call feedback form; it lands with the filer's direct superior. `Idempotency-Key` is required. */
  @Post()
  @Requires('signed_in', 'tickets:file')
  @ApiCreatedResponse({ schema: TICKET_ANSWER })
  file(@Write({ keyRequired: true }) write: WriteContext, @Body() form: FeedbackFormDto): Promise<TicketAnswer> {
    return this.filing.file(write, form);
  }

  @Get()
  @Requires('signed_in', 'tickets:read')
  @ApiOkResponse({ type: TicketPage })
  list(@CurrentActor() actor: Actor, @Query() query: TicketListQuery): Promise<TicketPage> {
    refusePersonal(query.q);
    return this.lists.list(actor, query);
  }

  /** The same as `GET /tickets`, in a body. */
  @Post('search')
  @HttpCode(200)
  @Requires('signed_in', 'tickets:read')
  @ApiOkResponse({ type: TicketPage })
  search(@CurrentActor() actor: Actor, @Body() query: TicketListQuery): Promise<TicketPage> {
    return this.lists.list(actor, query);
  }

  @Get('counts')
  @Requires('signed_in', 'tickets:read')
  @ApiOkResponse({ type: TicketCounts })
  counts(@CurrentActor() actor: Actor, @Query() query: TicketViewQuery): Promise<TicketCounts> {
    return this.lists.counts(actor, query.view);
  }

  /** One ticket by its id or its 单号. */
  @Get(':id')
  @Requires('signed_in', 'tickets:read')
  @UseGuards(TicketSightGuard)
  @Header('Cache-Control', 'private, no-cache')
  @ApiOkResponse({ schema: TICKET_ANSWER })
  async one(
    @Param('id') _id: string,
    @SightedTicket() id: string,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TicketAnswer> {
    const ticket = await this.queries.one(actor, id);
    void reply.header('ETag', `"${ticket.version}.${ticket.activity}"`);
    return ticket;
  }

  /** What happened to it, oldest first. */
  @Get(':id/timeline')
  @Requires('signed_in', 'tickets:read')
  @UseGuards(TicketSightGuard)
  @ApiOkResponse({ type: TimelinePage })
  timeline(
    @Param('id') _id: string,
    @SightedTicket() id: string,
    @CurrentActor() actor: Actor,
    @Query() query: TimelineQuery,
  ): Promise<TimelinePage> {
    return this.timelines.page(actor, id, query);
  }
}
