import { Module, type DynamicModule } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LoggerModule } from 'nestjs-pino';
import { Config } from './config';
import { appDataSource } from './data-source';
import { KernelModule } from './kernel/kernel.module';
import { logging } from './kernel/logging';
import { OpsModule } from './ops/ops.module';

/** The only file that knows every module. */
@Module({})
export class AppModule {
  static with(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [
        SettingsModule.with(config),
        LoggerModule.forRoot(logging(config.UPLINE_LOG_LEVEL)),
        TypeOrmModule.forRoot({ ...appDataSource(config.DATABASE_URL, config.UPLINE_POOL), retryAttempts: 0 }),
        DiscoveryModule,
        KernelModule,
        OpsModule,
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
