import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

type InTransaction = (tx: EntityManager, personId: string) => Promise<void>;
type AfterCommit = (personId: string) => void;

/** Lets modules above `people` take part: in the transaction that deactivates somebody, and after the commit of any change. */
@Injectable()
export class PeopleChanges {
  private readonly deactivations: InTransaction[] = [];
  private readonly listeners: AfterCommit[] = [];

  whenDeactivated(take: InTransaction): void {
    this.deactivations.push(take);
  }

  onChanged(listener: AfterCommit): void {
    this.listeners.push(listener);
  }

  async deactivated(tx: EntityManager, personId: string): Promise<void> {
    for (const take of this.deactivations) await take(tx, personId);
  }

  changed(personId: string): void {
    for (const listener of this.listeners) listener(personId);
  }
}
