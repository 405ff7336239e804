import { Body, Controller } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { newId } from '../kernel/ids';
import { toDate } from '../kernel/instant';
import { Write, type WriteContext } from '../kernel/write';
import { PlainActDto, ReasonDto } from './act.dto';
import { Act } from './act.route';
import { eventText as text } from './event-text';
import * as dto from './ticket-actions.dto';
import { SightedTicket } from './ticket-sight.guard';
import { TicketsService, type ActAnswer } from './tickets.service';

/** `POST /tickets/:id/<action>`: who may do what from which state is in `ticket.decide.ts`. */
@ApiTags('tickets')
@Controller('tickets')
export class TicketActionsController {
  constructor(private readonly tickets: TicketsService) {}

  /** The holder takes it (受理). */
  @Act('acknowledge')
  acknowledge(
    @Write() write: WriteContext,
    @SightedTicket() id: string,
    @Body() body: PlainActDto,
  ): Promise<ActAnswer> {
    return this.tickets.act(write, id, { type: 'acknowledge', version: body.version });
  }

  /** The holder lets go of it. */
  @Act('release')
  release(@Write() write: WriteContext, @SightedTicket() id: string, @Body() body: PlainActDto): Promise<ActAnswer> {
    return this.tickets.act(write, id, { type: 'release', version: body.version });
  }

  /** Back to the filer with a question (退回补充). */
  @Act('return')
  return(@Write() write: WriteContext, @SightedTicket() id: string, @Body() body: dto.ReturnDto): Promise<ActAnswer> {
    return this.tickets.act(write, id, {
      type: 'return',
      version: body.version,
      question: text('question', body.question),
    });
  }

  /** Answers the holder's question. */
  @Act('supply')
  supply(@Write() write: WriteContext, @SightedTicket() id: string, @Body() body: dto.SupplyDto): Promise<ActAnswer> {
    return this.tickets.act(write, id, {
      type: 'supply',
      version: body.version,
      content: text('supplement', body.content),
    });
  }

  @Act('note')
  note(@Write() write: WriteContext, @SightedTicket() id: string, @Body() body: dto.NoteDto): Promise<ActAnswer> {
    const note = text('note', body.text, body.visibility ?? 'all');
    return this.tickets.act(write, id, { type: 'note', version: null, note, mentions: body.mentions ?? [] }, note.id);
  }

  /** An attempt to reach the customer, or the answer given. */
  @Act('contact')
  contact(
    @Write() write: WriteContext,
    @SightedTicket() id: string,
    @Body() body: dto.ContactActDto,
  ): Promise<ActAnswer> {
    const contactId = newId();
    const note = body.note ? text('contactNote', body.note) : null;
    const promisedReplyAt = body.promisedReplyAt ? toDate(body.promisedReplyAt) : null;
    const { outcome, answered = false } = body;
    return this.tickets.act(
      write,
      id,
      { type: 'contact', version: null, contactId, outcome, answered, note, promisedReplyAt },
      contactId,
    );
  }

  /** What is going to be done and said; the customer is told next. */
  @Act('decide')
  decide(@Write() write: WriteContext, @SightedTicket() id: string, @Body() body: dto.DecideDto): Promise<ActAnswer> {
    const { version, outcome, rootCauseId = null, remedy = null } = body;
    return this.tickets.act(write, id, {
      type: 'decide',
      version,
      outcome,
      rootCauseId,
      remedy,
      answer: text('answer', body.answerForCustomer),
    });
  }

  @Act('resolve')
  resolve(@Write() write: WriteContext, @SightedTicket() id: string, @Body() body: dto.ResolveDto): Promise<ActAnswer> {
    const { version, outcome, rootCauseId = null, customerSatisfied } = body;
    const lesson = body.lesson ? text('lesson', body.lesson) : null;
    return this.tickets.act(write, id, {
      type: 'resolve',
      version,
      outcome,
      rootCauseId,
      customerSatisfied,
      lesson,
      answer: text('answer', body.answerForCustomer),
    });
  }

  /** The filer says that the result holds. */
  @Act('confirm')
  confirm(@Write() write: WriteContext, @SightedTicket() id: string, @Body() body: PlainActDto): Promise<ActAnswer> {
    return this.tickets.act(write, id, { type: 'confirm', version: body.version });
  }

  /** The filer disagrees; a dissent on record (H-R6). */
  @Act('dispute')
  dispute(@Write() write: WriteContext, @SightedTicket() id: string, @Body() body: ReasonDto): Promise<ActAnswer> {
    return this.tickets.act(write, id, { type: 'dispute', version: body.version, reason: text('reason', body.reason) });
  }

  /** Up to the next superior (升级). */
  @Act('escalate')
  escalate(
    @Write() write: WriteContext,
    @SightedTicket() id: string,
    @Body() body: dto.EscalateDto,
  ): Promise<ActAnswer> {
    return this.tickets.act(write, id, {
      type: 'escalate',
      version: body.version,
      reason: text('reason', body.reason),
      tried: text('tried', body.tried),
    });
  }

  /** Sideways (转派). */
  @Act('transfer')
  transfer(
    @Write() write: WriteContext,
    @SightedTicket() id: string,
    @Body() body: dto.TransferDto,
  ): Promise<ActAnswer> {
    const { version, toPersonId } = body;
    return this.tickets.act(write, id, { type: 'transfer', version, toPersonId, reason: text('reason', body.reason) });
  }

  /** The filer takes it back (撤回). */
  @Act('withdraw')
  withdraw(@Write() write: WriteContext, @SightedTicket() id: string, @Body() body: ReasonDto): Promise<ActAnswer> {
    return this.tickets.act(write, id, {
      type: 'withdraw',
      version: body.version,
      reason: text('reason', body.reason),
    });
  }
}
