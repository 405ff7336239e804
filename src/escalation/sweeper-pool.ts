import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Config } from '../config';
import { appDataSource } from '../data-source';

/** Connections of the sweeper: a rush of requests that takes every other connection must not stop a clock. */
const CONNECTIONS = 2;

@Injectable()
export class SweeperPool implements OnModuleInit {
  readonly db: DataSource;

  constructor(config: Config) {
    this.db = new DataSource(appDataSource(config.DATABASE_URL, CONNECTIONS, 'upline-sweeper'));
  }

  async onModuleInit(): Promise<void> {
    await this.db.initialize();
  }

  /** By the sweeper, after its last look. */
  async close(): Promise<void> {
    if (this.db.isInitialized) await this.db.destroy();
  }
}
