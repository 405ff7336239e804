import { Injectable } from '@nestjs/common';
import type { OrgHealthPeople } from '@upline/contracts/people';
import { DataSource } from 'typeorm';
import { reading } from '../kernel/transaction';
import { OrgHealthService } from '../people/org-health.service';

/** Gathers what every module knows about the health of the organisation. */
@Injectable()
export class OrgHealthReader {
  constructor(
    private readonly db: DataSource,
    private readonly people: OrgHealthService,
  ) {}

  read(): Promise<OrgHealthPeople> {
    return reading(this.db, (manager) => this.people.facts(manager));
  }
}
