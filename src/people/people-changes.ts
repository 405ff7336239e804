import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** Somebody who leaves in this transaction. */
export interface Departure {
  byId: string;
  /** Null: what they had falls to the next superior. */
  successorId: string | null;
}
type AfterCommit = () => void;
/** May return what is to be done after the commit. */
type InTransaction = (tx: EntityManager, personId: string, departure: Departure) => Promise<AfterCommit | void>;
type Listener = (personId: string) => void;

/** Lets modules above `people` take part: in the transaction that deactivates somebody, and after the commit of any change. */
@Injectable()
export class PeopleChanges {
  private readonly deactivations: InTransaction[] = [];
  private readonly listeners: Listener[] = [];

  whenDeactivated(take: InTransaction): void {
    this.deactivations.push(take);
  }

  onChanged(listener: Listener): void {
    this.listeners.push(listener);
  }

  /** Returns what is to be called after the commit. */
  async deactivated(tx: EntityManager, personId: string, departure: Departure): Promise<AfterCommit[]> {
    const after: AfterCommit[] = [];
    for (const take of this.deactivations) {
      const later = await take(tx, personId, departure);
      if (later) after.push(later);
    }
    return after;
  }

  changed(personId: string): void {
    for (const listener of this.listeners) listener(personId);
  }
}
