import {
  Body,
  Controller,
  HttpCode,
  Injectable,
  Post,
  UseGuards,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentActor, Requires, type Actor } from '../kernel/actor';
import { Limited } from '../kernel/rates';
import { Write, type WriteContext } from '../kernel/write';
import { CustomerCalledService } from './customer-called.service';
import {
  CustomerCalledAnswerDto,
  CustomerCalledDto,
  SimilarAnswerDto,
  SimilarFormDto,
  SimilarModels,
} from './outside-sight.dto';
import { RestrictedRows } from './restricted-rows';
import { LOOK_UPS, SimilarService } from './similar.service';
import { SightedTicket } from './ticket-sight.guard';
import { named } from './ticket.queries';

/** Like `TicketSightGuard`, for whoever was shown the restricted row of the ticket as well. */
@Injectable()
export class MentionGuard implements CanActivate {
  constructor(private readonly restricted: RestrictedRows) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<{ actor: Actor; params: { id: string }; ticketId?: string }>();
    const { id, number } = named(request.params.id);
    request.ticketId = await this.restricted.find(request.actor, id, number);
    return true;
  }
}

const byPhone = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && 'phone' in body && body.phone !== null;

/** The one exception to "out of sight does not exist": a caller who is on the line for a ticket of somebody else. */
@ApiTags('tickets')
@SimilarModels()
@Controller('tickets')
export class OutsideSightController {
  constructor(
    private readonly similar: SimilarService,
    private readonly called: CustomerCalledService,
  ) {}

  /** Tickets of the same caller and the same topic; look-ups by a phone are rated. */
  @Post('similar')
  @HttpCode(200)
  @Requires('signed_in', 'tickets:read')
  @Limited(LOOK_UPS, byPhone)
  @ApiOkResponse({ type: SimilarAnswerDto })
  find(@CurrentActor() actor: Actor, @Body() form: SimilarFormDto): Promise<SimilarAnswerDto> {
    return this.similar.find(actor, form);
  }

  /** The customer called again (再次来电); for whoever sees the ticket or got its restricted row within the hour. */
  @Post(':id/customer-called')
  @HttpCode(200)
  @Requires('signed_in', 'tickets:act')
  @UseGuards(MentionGuard)
  @ApiParam({ name: 'id', description: 'Id or 单号', schema: { type: 'string' } })
  @ApiOkResponse({ type: CustomerCalledAnswerDto })
  customerCalled(
    @Write() write: WriteContext,
    @SightedTicket() id: string,
    @Body() form: CustomerCalledDto,
  ): Promise<CustomerCalledAnswerDto> {
    return this.called.note(write, id, form);
  }
}
