import { Module } from '@nestjs/common';
import { DeadlinesModule } from '../deadlines/deadlines.module';
import { KernelModule } from '../kernel/kernel.module';
import { TicketsModule } from '../tickets/tickets.module';
import { DueTickets } from './due-tickets';
import { SweeperPool } from './sweeper-pool';
import { SweeperReport } from './sweeper-report';
import { Sweeper } from './sweeper.service';

@Module({
  imports: [DeadlinesModule, KernelModule, TicketsModule],
  providers: [DueTickets, Sweeper, SweeperPool, SweeperReport],
  exports: [Sweeper],
})
export class EscalationModule {}
