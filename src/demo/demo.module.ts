import { Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../audit/audit.module';
import { AuthModule } from '../auth/auth.module';
import { CatalogModule } from '../catalog/catalog.module';
import { Config } from '../config';
import { appDataSource } from '../data-source';
import { DeadlinesModule } from '../deadlines/deadlines.module';
import { EscalationModule } from '../escalation/escalation.module';
import { KernelModule } from '../kernel/kernel.module';
import { PeopleModule } from '../people/people.module';
import { TicketsModule } from '../tickets/tickets.module';
import { DemoHouse, DemoPeople } from './demo-house';
import { DemoMarks } from './demo-marks';
import { DemoTickets } from './demo-tickets';

/** The services that the builder works through: no port, no worker, no heartbeat. */
@Module({})
export class DemoModule {
  static with(config: Config): DynamicModule {
    const settings = { provide: Config, useValue: config };
    return {
      module: DemoModule,
      global: true,
      imports: [
        TypeOrmModule.forRoot({
          ...appDataSource(config.DATABASE_URL, config.UPLINE_POOL, 'upline demo'),
          retryAttempts: 0,
        }),
        KernelModule,
        AuditModule,
        PeopleModule,
        AuthModule,
        CatalogModule,
        DeadlinesModule,
        TicketsModule,
        EscalationModule,
      ],
      providers: [settings, DemoPeople, DemoHouse, DemoMarks, DemoTickets],
      exports: [settings],
    };
  }
}
