import { Module } from '@nestjs/common';
import { DeadlinesModule } from '../deadlines/deadlines.module';
import { TicketsModule } from '../tickets/tickets.module';
import { DueTickets } from './due-tickets';
import { SweeperPool } from './sweeper-pool';
import { Sweeper } from './sweeper.service';

@Module({
  imports: [DeadlinesModule, TicketsModule],
  providers: [DueTickets, Sweeper, SweeperPool],
  exports: [Sweeper],
})
export class EscalationModule {}
