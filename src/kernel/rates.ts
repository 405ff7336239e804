import {
  Injectable,
  SetMetadata,
  UseGuards,
  applyDecorators,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiTooManyRequestsResponse } from '@nestjs/swagger';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from './actor';
import { runHot, type HotStatement } from './hot-statement';
import { Refusal } from './refusal';
import { reading } from './transaction';

/** How often one person may do something within a window; counted in PostgreSQL, so that all processes share it. */
export interface Rate {
  /** Name of what is counted, unique in the product. */
  what: string;
  max: number;
  seconds: number;
}

/** A window begins with the first act and ends by itself; then the next act begins another one. */
const RUNNING = `r.since + make_interval(secs => $3) > upline_now()`;
const LEFT = `ceil(extract(epoch from r.since + make_interval(secs => $3) - upline_now()))::integer as left`;

const TAKE: HotStatement = {
  name: 'rate_take',
  text: `insert into rate_count as r (person_id, what, since, taken) values ($1, $2, upline_now(), 1)
    on conflict (person_id, what) do update set taken = case when ${RUNNING} then r.taken + 1 else 1 end,
      since = case when ${RUNNING} then r.since else excluded.since end
    returning r.taken, ${LEFT}`,
};
const PEEK: HotStatement = {
  name: 'rate_peek',
  text: `select r.taken, ${LEFT} from rate_count r where r.person_id = $1 and r.what = $2 and ${RUNNING}`,
};

interface Count {
  taken: number;
  left: number;
}

/** Counts one act; refuses with 429 beyond the rate. A transaction that is rolled back has counted nothing. */
export async function takeRate(tx: EntityManager, personId: string, { what, max, seconds }: Rate): Promise<void> {
  const [count] = await runHot<Count>(tx, TAKE, [personId, what, seconds]);
  if (count!.taken > max) throw tooMany(count!);
}

const tooMany = ({ left }: Count): Refusal =>
  new Refusal('too_many_requests', 'Too often; wait before the next one.', { retryAfter: Math.max(1, left) });

const RATED = 'upline:rated';
interface Rated {
  rate: Rate;
  counts: (body: unknown) => boolean;
}

/** Refuses in its turn, after 401 and before anything is looked up; what is done behind it counts by `takeRate`. */
@Injectable()
export class RateGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly db: DataSource,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { rate, counts } = this.reflector.get<Rated>(RATED, context.getHandler());
    const { actor, body } = context.switchToHttp().getRequest<{ actor: Actor; body: unknown }>();
    if (!counts(body)) return true;
    const asked = [actor.id, rate.what, rate.seconds];
    const [count] = await reading(this.db, (m) => runHot<Count>(m, PEEK, asked));
    if (count && count.taken >= rate.max) throw tooMany(count);
    return true;
  }
}

/** A rated route; `counts` says whether a body is of the kind that is counted. Stand it above the other guards. */
export const Limited = (rate: Rate, counts: Rated['counts'] = () => true): MethodDecorator =>
  applyDecorators(SetMetadata(RATED, { rate, counts }), UseGuards(RateGuard), ApiTooManyRequestsResponse());
