import { Injectable } from '@nestjs/common';
import { CLOCK_KINDS, type ClockKind } from '@upline/contracts/ticket';
import type { DataSource } from 'typeorm';
import type { DueRow } from '../deadlines/deadlines.service';
import { TimersService, type UnstampedTimer } from '../tickets/timers.service';

/** Turns a due row of a ticket into the timer's command; kinds that come later are left alone. */
export function commandOf({ kind, occurrence }: Pick<DueRow, 'kind' | 'occurrence'>): UnstampedTimer | null {
  if ((CLOCK_KINDS as readonly string[]).includes(kind))
    return { type: 'clockMissed', clock: kind as ClockKind, occurrence };
  if (kind === 'return_end') return { type: 'returnEnded', occurrence };
  if (kind === 'auto_close') return { type: 'autoClosed', occurrence };
  if (kind === 'pause_end') return { type: 'pauseEnded', occurrence };
  return null;
}

@Injectable()
export class DueTickets {
  constructor(private readonly timers: TimersService) {}

  /** On how many tickets the rows led to an event; those that somebody was faster on, or has locked, do not count. */
  async handle(db: DataSource, rows: readonly DueRow[]): Promise<number> {
    const acts = rows.flatMap((row) => {
      const command = commandOf(row);
      return command ? [{ ticketId: row.subjectId, command }] : [];
    });
    return acts.length > 0 ? this.timers.act(db, acts) : 0;
  }
}
