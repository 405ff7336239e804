import { HttpCode, Post, UseGuards, applyDecorators } from '@nestjs/common';
import { ApiOkResponse, ApiParam } from '@nestjs/swagger';
import { Requires } from '../kernel/actor';
import { TICKET_ANSWER } from './ticket-answers.dto';
import { TicketSightGuard } from './ticket-sight.guard';

/** A route of one act on one ticket. */
export const Act = (path: string): MethodDecorator =>
  applyDecorators(
    Post(`:id/${path}`),
    HttpCode(200),
    Requires('signed_in', 'tickets:act'),
    UseGuards(TicketSightGuard),
    ApiParam({ name: 'id', description: 'Id or 单号', schema: { type: 'string' } }),
    ApiOkResponse({ schema: TICKET_ANSWER }),
  );
