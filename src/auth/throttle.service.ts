import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Refusal } from '../kernel/refusal';
import { inTransaction, reading } from '../kernel/transaction';

/** Failures within `WINDOW` after which a counter makes its owner wait. */
export const FAILURES = { login: 5, address: 50 } as const;
const WINDOW = '5 minutes';
const FIRST_WAIT = '30 seconds';
const LONGEST_WAIT = '15 minutes';
/** How long an address from which somebody signed in counts as theirs. */
const FAMILIAR = '30 days';

/** Who tries, and from where. */
export interface Attempt {
  login: string;
  /** IP address; an IPv6 one counts by its /64. */
  address: string;
}

/**
 * Counts failed sign-ins in the database, so that all processes share them. A login that is tried from an address from
 * which its owner has signed in before has a counter of its own there: a stranger elsewhere can slow down other
 * strangers for ever, but never the owner at their desk.
 */
@Injectable()
export class ThrottleService {
  constructor(private readonly db: DataSource) {}

  /** Refuses with 429 while the login or the address has to wait. */
  async admit(attempt: Attempt): Promise<void> {
    const [row] = await reading(this.db, (m) =>
      m.query<{ wait: number | null }[]>(
        `select ceil(extract(epoch from max(blocked_until) - upline_now()))::int as wait from auth_throttle
         where blocked_until > upline_now() and key in ($1, ${LOGIN_KEY('$2', '$3', '$4')})`,
        [addressKey(attempt), ...loginKeys(attempt)],
      ),
    );
    if (!row?.wait) return;
    throw new Refusal('too_many_requests', 'Too many failed sign-ins: wait before the next try.', {
      retryAfter: row.wait,
    });
  }

  async failed(attempt: Attempt): Promise<void> {
    await inTransaction(this.db, async (tx) => {
      // Always the login before the address, so that two failures never wait for each other.
      await tx.query(count(LOGIN_KEY('$1', '$2', '$3'), '$4'), [...loginKeys(attempt), FAILURES.login]);
      const [first] = await tx.query<{ failures: number }[]>(count('$1', '$2'), [
        addressKey(attempt),
        FAILURES.address,
      ]);
      if (first?.failures === 1) await tx.query(PURGE);
    });
  }

  /** Forgets the failures of the login where it was tried, and remembers the address as its owner's. */
  async succeeded(attempt: Attempt): Promise<void> {
    await inTransaction(this.db, async (tx) => {
      const keys = loginKeys(attempt);
      await tx.query(`delete from auth_throttle where key = ${LOGIN_KEY('$1', '$2', '$3')}`, keys);
      await tx.query(
        `insert into auth_throttle (key, failures, first_at) values ($1, 0, upline_now())
         on conflict (key) do update set first_at = excluded.first_at`,
        [keys[0]],
      );
    });
  }
}

/** Of a familiar address: `pair:`, else `login:`. */
const LOGIN_KEY = (familiar: string, pair: string, login: string): string => `(
  select case when exists (
    select from auth_throttle f where f.key = ${familiar}::text and f.first_at > upline_now() - interval '${FAMILIAR}'
  ) then ${pair}::text else ${login}::text end)`;

const loginKeys = ({ login, address }: Attempt): [familiar: string, pair: string, login: string] => {
  const pair = `${login}@${networkOf(address)}`;
  return [`familiar:${pair}`, `pair:${pair}`, `login:${login}`];
};
const addressKey = ({ address }: Attempt): string => `address:${networkOf(address)}`;

/** A counter starts anew five minutes after its first failure, or a quarter of an hour after its last wait. */
function count(key: string, limit: string): string {
  const stale = `greatest(t.first_at + interval '${WINDOW}', t.blocked_until + interval '${LONGEST_WAIT}') < upline_now()`;
  const failures = `case when ${stale} then 1 else t.failures + 1 end`;
  return `
    insert into auth_throttle as t (key, failures, first_at) values (${key}, 1, upline_now())
    on conflict (key) do update set
      failures = ${failures},
      first_at = case when ${stale} then upline_now() else t.first_at end,
      blocked_until = case when ${failures} >= ${limit}::int then upline_now()
        + least(interval '${LONGEST_WAIT}', interval '${FIRST_WAIT}' * power(2, least(20, ${failures} - ${limit}::int))) end
    returning t.failures`;
}

const PURGE = `
  delete from auth_throttle where key in (
    select key from auth_throttle
    where first_at < upline_now() - case when key like 'familiar:%' then interval '${FAMILIAR}' else interval '1 day' end
    limit 200
  )`;

/** The part of an address that one household or one machine has to itself. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (!plain.includes(':')) return plain;
  const [head = '', tail] = plain.split('::');
  const front = head.split(':').filter(Boolean);
  const back = tail?.split(':').filter(Boolean) ?? [];
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length);
  const groups = [...front, ...Array<string>(zeros).fill('0'), ...back];
  return `${groups
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
