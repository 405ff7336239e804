import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LoggerModule } from 'nestjs-pino';
import { AttachmentsModule } from './attachments/attachments.module';
import { AuditModule } from './audit/audit.module';
import { AuthModule } from './auth/auth.module';
import { CatalogModule } from './catalog/catalog.module';
import { Config } from './config';
import { CustomersModule } from './customers/customers.module';
import { appDataSource } from './data-source';
import { DeadlinesModule } from './deadlines/deadlines.module';
import { EscalationModule } from './escalation/escalation.module';
import { KernelModule } from './kernel/kernel.module';
import { logging } from './kernel/logging';
import { OpsModule } from './ops/ops.module';
import { OutboxModule } from './outbox/outbox.module';
import { PeopleModule } from './people/people.module';
import { RealtimeModule } from './realtime/realtime.module';
import { TicketsModule } from './tickets/tickets.module';

/** The only file that knows every module. */
@Module({})
export class AppModule {
  static with(config: Config, beside: Type[] = []): DynamicModule {
    return {
      module: AppModule,
      imports: [
        SettingsModule.with(config),
        LoggerModule.forRoot(logging(config.UPLINE_LOG_LEVEL)),
        TypeOrmModule.forRoot({ ...appDataSource(config.DATABASE_URL, config.UPLINE_POOL), retryAttempts: 0 }),
        DiscoveryModule,
        KernelModule,
        OutboxModule,
        AuditModule,
        AttachmentsModule,
        CustomersModule,
        PeopleModule,
        AuthModule,
        CatalogModule,
        DeadlinesModule,
        TicketsModule,
        EscalationModule,
        RealtimeModule,
        OpsModule,
        ...beside,
      ],
    };
  }
}

/** Gives `Config`, whose values were read and validated before the app, to everybody. */
@Module({})
export class SettingsModule {
  static with(config: Config): DynamicModule {
    const provider = { provide: Config, useValue: config };
    return { module: SettingsModule, global: true, providers: [provider], exports: [Config] };
  }
}
