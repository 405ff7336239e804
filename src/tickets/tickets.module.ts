import { Module } from '@nestjs/common';
import { AttachmentsModule } from '../attachments/attachments.module';
import { AuditModule } from '../audit/audit.module';
import { AuthModule } from '../auth/auth.module';
import { CatalogModule } from '../catalog/catalog.module';
import { CustomersModule } from '../customers/customers.module';
import { DeadlinesModule } from '../deadlines/deadlines.module';
import { KernelModule } from '../kernel/kernel.module';
import { OutboxModule } from '../outbox/outbox.module';
import { PeopleModule } from '../people/people.module';
import { BulkController } from './bulk.controller';
import { BulkService } from './bulk.service';
import { CustomerCalledService } from './customer-called.service';
import { ActGather } from './act.gather';
import { FilingLookup } from './filing.facts';
import { FilingService } from './filing.service';
import { HandoversController } from './handovers.controller';
import { HandoversService } from './handovers.service';
import { OutsideSightController } from './outside-sight.controller';
import { PairsController } from './pairs.controller';
import { PairsService } from './pairs.service';
import { RehomingService } from './rehoming.service';
import { RestrictedRows } from './restricted-rows';
import { RevealController } from './reveal.controller';
import { RevealService } from './reveal.service';
import { SimilarService } from './similar.service';
import { TicketAttachmentsController } from './ticket-attachments.controller';
import { TicketAttachmentsQueries } from './ticket-attachments.queries';
import { TicketAttachmentsService } from './ticket-attachments.service';
import { TicketActionsController } from './ticket-actions.controller';
import { TicketPeopleController } from './ticket-people.controller';
import { TicketTimeController } from './ticket-time.controller';
import { TicketGather } from './ticket.gather';
import { TicketLists } from './ticket.lists';
import { TicketOnlookers } from './ticket.onlookers';
import { TicketQueries } from './ticket.queries';
import { TicketSearch } from './ticket-search.service';
import { TicketStore } from './ticket.store';
import { TicketTimeline } from './ticket.timeline';
import { TicketsController } from './tickets.controller';
import { TicketsService } from './tickets.service';
import { TimersService } from './timers.service';
import { WatchService } from './watch.service';

@Module({
  imports: [
    KernelModule,
    AuditModule,
    AttachmentsModule,
    OutboxModule,
    PeopleModule,
    AuthModule,
    CustomersModule,
    CatalogModule,
    DeadlinesModule,
  ],
  controllers: [
    TicketsController,
    TicketActionsController,
    TicketTimeController,
    TicketPeopleController,
    TicketAttachmentsController,
    OutsideSightController,
    PairsController,
    BulkController,
    RevealController,
    HandoversController,
  ],
  providers: [
    BulkService,
    CustomerCalledService,
    ActGather,
    FilingLookup,
    FilingService,
    HandoversService,
    PairsService,
    RehomingService,
    RestrictedRows,
    RevealService,
    SimilarService,
    TicketAttachmentsQueries,
    TicketAttachmentsService,
    TicketGather,
    TicketLists,
    TicketOnlookers,
    TicketQueries,
    TicketSearch,
    TicketStore,
    TicketTimeline,
    TicketsService,
    TimersService,
    WatchService,
  ],
  exports: [FilingService, TicketsService, TicketOnlookers, TicketQueries, TimersService],
})
export class TicketsModule {}
