import { Injectable, createParamDecorator, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Actor } from '../kernel/actor';
import { TicketQueries } from './ticket.queries';

interface SightedRequest {
  actor: Actor;
  params: { id: string };
  ticketId?: string;
}

/** Turns `:id` (an id or a 单号) into the ticket's id, or refuses with the 404 that comes before any look at the body. */
@Injectable()
export class TicketSightGuard implements CanActivate {
  constructor(private readonly queries: TicketQueries) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<SightedRequest>();
    request.ticketId = await this.queries.find(request.actor, request.params.id);
    return true;
  }
}

/** The id that the guard found. */
export const SightedTicket = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const { ticketId } = context.switchToHttp().getRequest<SightedRequest>();
  if (!ticketId) throw new Error('@SightedTicket() needs TicketSightGuard on the route');
  return ticketId;
});
