import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '../audit/audit.service';
import { inTransaction, reading } from '../kernel/transaction';
import { PeopleService } from '../people/people.service';
import { SYSTEM } from './write-as';

const STARTED = 'demo.started';
const LOADED = 'demo.loaded';

/** What is in a database: nobody, the whole demo since an instant, a part of it, or somebody's own house. */
export type Found = 'nobody' | 'half' | 'others' | Date;

/** The demo's marks in the audit, by which a later start knows how far it got. */
@Injectable()
export class DemoMarks {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
    private readonly people: PeopleService,
  ) {}

  async found(): Promise<Found> {
    const { items } = await this.people.list(SYSTEM, { limit: 1 });
    if (items.length === 0) return 'nobody';
    return reading(this.db, async (m) => {
      const loaded = await this.audit.lastAt(m, LOADED);
      return loaded ?? ((await this.audit.lastAt(m, STARTED)) ? 'half' : 'others');
    });
  }

  /** In the transaction that makes the first people. */
  started(tx: EntityManager): Promise<void> {
    return this.record(tx, STARTED);
  }

  /** Last of all. */
  loaded(): Promise<void> {
    return inTransaction(this.db, (tx) => this.record(tx, LOADED));
  }

  private record(tx: EntityManager, act: string): Promise<void> {
    return this.audit.record(tx, { actorId: null, act, subjectKind: 'house', subjectId: null });
  }
}
