import { DataSource } from 'typeorm';
import { inTransaction } from '../../src/kernel/transaction';
import { HouseService } from '../../src/people/house.service';
import { SuperiorsService } from '../../src/people/superiors.service';
import type { House } from '../support/app';

interface Posts {
  /** A person with a superior of their own in one project. */
  own?: [personId: string, line: { superiorId: string; projectId?: string }];
  resorts: string[];
}

/** Sets, through the services, what is no part of a person. */
export async function inHouse(house: House, { own, resorts }: Posts): Promise<void> {
  const houses = house.app.get(HouseService, { strict: false });
  const superiors = house.app.get(SuperiorsService, { strict: false });
  await inTransaction(house.app.get(DataSource), async (tx) => {
    await houses.putIn(tx, null, { lastResortIds: resorts });
    if (own) await superiors.setIn(tx, null, own[0], own[1]);
  });
}
