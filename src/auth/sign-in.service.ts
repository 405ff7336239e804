import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { reading } from '../kernel/transaction';
import { OneAtATime } from './one-at-a-time';
import { Passwords } from './passwords';
import { ThrottleService, type Attempt } from './throttle.service';

/** Who proved to know a password, and the very hash that proved it. */
export interface Proof {
  personId: string;
  passwordHash: string;
}

/** Holds a login and a password against what is stored; one answer and one time for every kind of wrong. */
@Injectable()
export class SignInService {
  private readonly tries = new OneAtATime();

  constructor(
    private readonly db: DataSource,
    private readonly passwords: Passwords,
    private readonly throttle: ThrottleService,
  ) {}

  /** Null when login and password do not belong together; refuses with 429 while somebody has to wait. */
  prove(attempt: Attempt, password: string): Promise<Proof | null> {
    return this.tries.run(attempt.login, async () => {
      await this.throttle.admit(attempt);
      const [known] = await reading(this.db, (m) =>
        m.query<{ id: string; password_hash: string }[]>(
          `select p.id, c.password_hash from person p join auth_credential c on c.person_id = p.id
           where p.login = $1 and p.active`,
          [attempt.login],
        ),
      );
      const right = await this.passwords.matches(password, known?.password_hash ?? null);
      if (!known || !right) {
        await this.throttle.failed(attempt);
        return null;
      }
      await this.throttle.succeeded(attempt);
      return { personId: known.id, passwordHash: known.password_hash };
    });
  }
}

/** How a login is looked up, however it was typed. */
export const typedLogin = (login: string): string => login.normalize('NFKC').trim().toLowerCase();
