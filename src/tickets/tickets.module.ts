import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { AuthModule } from '../auth/auth.module';
import { CatalogModule } from '../catalog/catalog.module';
import { CustomersModule } from '../customers/customers.module';
import { DeadlinesModule } from '../deadlines/deadlines.module';
import { KernelModule } from '../kernel/kernel.module';
import { OutboxModule } from '../outbox/outbox.module';
import { PeopleModule } from '../people/people.module';
import { CustomerCalledService } from './customer-called.service';
import { FilingLookup } from './filing.facts';
import { FilingService } from './filing.service';
import { OutsideSightController } from './outside-sight.controller';
import { RestrictedRows } from './restricted-rows';
import { SimilarService } from './similar.service';
import { TicketActionsController } from './ticket-actions.controller';
import { TicketGather } from './ticket.gather';
import { TicketLists } from './ticket.lists';
import { TicketQueries } from './ticket.queries';
import { TicketStore } from './ticket.store';
import { TicketTimeline } from './ticket.timeline';
import { TicketsController } from './tickets.controller';
import { TicketsService } from './tickets.service';
import { TimersService } from './timers.service';

@Module({
  imports: [
    KernelModule,
    AuditModule,
    OutboxModule,
    PeopleModule,
    AuthModule,
    CustomersModule,
    CatalogModule,
    DeadlinesModule,
  ],
  controllers: [TicketsController, TicketActionsController, OutsideSightController],
  providers: [
    CustomerCalledService,
    FilingLookup,
    FilingService,
    RestrictedRows,
    SimilarService,
    TicketGather,
    TicketLists,
    TicketQueries,
    TicketStore,
    TicketTimeline,
    TicketsService,
    TimersService,
  ],
  exports: [FilingService, TicketsService, TicketQueries, TimersService],
})
export class TicketsModule {}
