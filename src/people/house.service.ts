import { Injectable } from '@nestjs/common';
import type { HouseBody, HouseView } from '@upline/contracts/people';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '../audit/audit.service';
import { reading } from '../kernel/transaction';
import { WriteOnce, type WriteContext } from '../kernel/write';
import { requireActive } from './person.queries';

const SELECT = `select name, time_zone as "timeZone", last_resort_ids as "lastResortIds", appeal_desk_ids as "appealDeskIds",
  appeal_outsider_id as "appealOutsiderId" from house`;

/** What the whole house has one of. */
@Injectable()
export class HouseService {
  constructor(
    private readonly db: DataSource,
    private readonly once: WriteOnce,
    private readonly audit: AuditService,
  ) {}

  get(): Promise<HouseView> {
    return reading(this.db, (m) => houseOf(m));
  }

  async put(write: WriteContext, body: HouseBody): Promise<HouseView> {
    return this.once.run(write, async (tx) => ({ status: 200, body: await this.putIn(tx, write.actor.id, body) }));
  }

  /** Changes the house inside a transaction of the caller; `actorId` null is the system. */
  async putIn(tx: EntityManager, actorId: string | null, body: HouseBody): Promise<HouseView> {
    await tx.query('select 1 from house for update');
    if (body.lastResortIds) await requireActive(tx, body.lastResortIds, 'lastResortIds');
    if (body.appealDeskIds) await requireActive(tx, body.appealDeskIds, 'appealDeskIds');
    if (body.appealOutsiderId) await requireActive(tx, [body.appealOutsiderId], 'appealOutsiderId');
    const before = await houseOf(tx);
    const after = { ...before, ...Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) };
    await tx.query(
      'update house set name = $1, time_zone = $2, last_resort_ids = $3, appeal_desk_ids = $4, appeal_outsider_id = $5',
      [after.name, after.timeZone, after.lastResortIds, after.appealDeskIds, after.appealOutsiderId],
    );
    const data = { from: before, to: after };
    await this.audit.record(tx, { actorId, act: 'house.changed', subjectKind: 'house', subjectId: null, data });
    return houseOf(tx);
  }
}

async function houseOf(m: EntityManager): Promise<HouseView> {
  const [row] = await m.query<HouseView[]>(SELECT);
  if (!row) throw new Error('the row of the house is missing');
  return row;
}
