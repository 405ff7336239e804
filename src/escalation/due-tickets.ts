import { Injectable } from '@nestjs/common';
import { CLOCK_KINDS, type ClockKind } from '@upline/contracts/ticket';
import type { DataSource } from 'typeorm';
import type { DueRow } from '../deadlines/deadlines.service';
import { TicketsService, type UnstampedTimer } from '../tickets/tickets.service';

/** Turns a due row of a ticket into the timer's command; kinds that come later are left alone. */
export function commandOf({ kind, occurrence }: Pick<DueRow, 'kind' | 'occurrence'>): UnstampedTimer | null {
  if ((CLOCK_KINDS as readonly string[]).includes(kind))
    return { type: 'clockMissed', clock: kind as ClockKind, occurrence };
  if (kind === 'return_end') return { type: 'returnEnded', occurrence };
  if (kind === 'auto_close') return { type: 'autoClosed', occurrence };
  return null;
}

@Injectable()
export class DueTickets {
  constructor(private readonly tickets: TicketsService) {}

  /** Whether the row led to an event; false when somebody was faster or has the ticket locked. */
  async handle(db: DataSource, row: DueRow): Promise<boolean> {
    const command = commandOf(row);
    if (!command) return false;
    return (await this.tickets.actByTimer(db, row.subjectId, command)).length > 0;
  }
}
