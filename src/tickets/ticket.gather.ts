import { Injectable } from '@nestjs/common';
import { LEADING_ROLES, type Role } from '@upline/contracts/roles';
import type { ContactOutcome } from '@upline/contracts/ticket';
import type { EntityManager } from 'typeorm';
import { DeadlinesService } from '../deadlines/deadlines.service';
import { runHot, type HotStatement } from '../kernel/hot-statement';
import { Refusal } from '../kernel/refusal';
import { LineService } from '../people/line.service';
import type { LineFacts } from '../people/routing.rules';
import type { TicketCommand } from './ticket.commands';
import type { DecisionFacts, Relation } from './ticket.facts';
import { NO_RELATION } from './ticket.policy';
import { clocksJson, toTicket, type ClockRow, type StoredTicket, type TicketRow } from './ticket.rows';
import { SIGHT_CTES, relationJson, sees } from './ticket.sight';

/** What both a person's act and a timer need of ticket `t`. */
const SHARED = `upline_now() as at, (select version from org_version) as "orgVersion", ${clocksJson('t')} as clocks,
      (select p.active from person p where p.id = t.filer_id) as "filerActive",
      coalesce((select jsonb_agg(jsonb_build_object('at', k.at, 'outcome', k.outcome) order by k.at) from ticket_contact k
        where k.ticket_id = t.id and k.promise_occurrence = (select coalesce(max(d.occurrence), 0) from due d
          where d.subject_kind = 'ticket' and d.subject_id = t.id and d.kind = 'promise')), '[]') as attempts,
      coalesce((select jsonb_agg(g.person_id) from ticket_grant g where g.ticket_id = t.id and g.reason = 'assist'
        and (g.until is null or g.until > upline_now())), '[]') as assistants,
      coalesce((select jsonb_agg(g.person_id) from ticket_grant g where g.ticket_id = t.id and g.reason = 'watch'
        and (g.until is null or g.until > upline_now())), '[]') as watchers,
      coalesce((select jsonb_agg(g.person_id) from ticket_grant g where g.ticket_id = t.id and g.reason = 'co_filer'), '[]') as "coFilers"`;

const FACTS: HotStatement = {
  name: 'ticket_facts',
  text: `with ${SIGHT_CTES}
    select ${SHARED}, ${sees('t')} as sees, ${relationJson('t')} as relation,
      (select jsonb_build_object('id', p.id, 'active', p.active, 'roles', p.roles, 'away', exists (
          select 1 from absence a where a.person_id = p.id and a.cancelled_at is null and a.from_at <= upline_now() and a.to_at > upline_now()
            and (a.project_ids is null or t.project_id = any (a.project_ids))))
        from person p where p.id = $3::uuid) as target,
      ($4::uuid is null or exists (select 1 from root_cause r where r.id = $4::uuid and r.active
        and (r.project_id is null or r.project_id = t.project_id))) as "rootCauseKnown"
    from ticket t where t.id = $2`,
};

const TIMER_FACTS: HotStatement = {
  name: 'ticket_timer_facts',
  text: `select t.id, ${SHARED} from ticket t where t.id = any ($1::uuid[])`,
};

/** Whether one person sees one ticket: asked for everybody who is mentioned. */
const SEES: HotStatement = {
  name: 'ticket_sees',
  text: `with ${SIGHT_CTES} select ${sees('t')} as sees from ticket t where t.id = $2`,
};

interface SharedRow {
  at: Date;
  orgVersion: string;
  clocks: ClockRow[];
  filerActive: boolean;
  attempts: { at: string; outcome: ContactOutcome }[];
  assistants: string[];
  watchers: string[];
  coFilers: string[];
}
interface FactsRow extends SharedRow {
  sees: boolean;
  relation: Relation;
  target: { id: string; active: boolean; roles: Role[]; away: boolean } | null;
  rootCauseKnown: boolean;
}

export interface Gathered {
  ticket: StoredTicket;
  /** The database's clock after the lock was held. */
  at: Date;
  facts: DecisionFacts;
  /** Who is told of everything: filer, holder, filers of merged forms, assistants and watchers, without the recused. */
  audience: string[];
}

type LineOf = (asked: Parameters<LineService['gather']>[1]) => Promise<LineFacts>;

/** Reads, after the lock, everything that `decide` may need. */
@Injectable()
export class TicketGather {
  constructor(
    private readonly lines: LineService,
    private readonly deadlines: DeadlinesService,
  ) {}

  /** For a person's act; refuses whoever does not see the ticket. */
  async gather(tx: EntityManager, row: TicketRow, actorId: string, asked: Asked): Promise<Gathered> {
    const values = [actorId, row.id, asked.targetId, asked.rootCauseId];
    const [found] = await runHot<FactsRow>(tx, FACTS, values);
    if (!found?.sees) throw Refusal.notFound();
    const shared = await this.shared(tx, row, found, asked.targetId ? [asked.targetId] : []);
    const { target, relation, rootCauseKnown } = found;
    const blindMentions = await this.blind(tx, row.id, asked.mentions);
    const leading = target?.roles.some((role) => (LEADING_ROLES as readonly Role[]).includes(role)) ?? false;
    const onlyAdmin = target?.roles.every((role) => role === 'admin') ?? false;
    const own = { relation, rootCauseKnown, blindMentions, target: target && { ...target, leading, onlyAdmin } };
    return { ...shared, facts: { ...shared.facts, ...own } };
  }

  /** For timers, of many locked tickets at once. */
  async gatherForTimers(tx: EntityManager, rows: readonly TicketRow[]): Promise<Gathered[]> {
    const found = await runHot<SharedRow & { id: string }>(tx, TIMER_FACTS, [rows.map(({ id }) => id)]);
    const byId = new Map(found.map((one) => [one.id, one]));
    const gathered: Gathered[] = [];
    for (const row of rows) {
      const one = byId.get(row.id);
      if (one) gathered.push(await this.shared(tx, row, one, []));
    }
    return gathered;
  }

  /**
   * For many locked tickets in a transaction that has itself changed the line: kept lines know nothing of that, and must not
   * learn it before the commit. Each line is read once.
   */
  async gatherUncommitted(tx: EntityManager, rows: readonly TicketRow[], alsoFrom: string[]): Promise<Gathered[]> {
    const lines = new Map<string, Promise<LineFacts>>();
    const once: LineOf = ({ orgVersion: _, ...asked }) => {
      const key = `${asked.projectId} ${asked.fromIds.join(' ')}`;
      const line = lines.get(key) ?? this.lines.gather(tx, asked);
      lines.set(key, line);
      return line;
    };
    const found = await runHot<SharedRow & { id: string }>(tx, TIMER_FACTS, [rows.map(({ id }) => id)]);
    const byId = new Map(found.map((one) => [one.id, one]));
    // Sent together, so that thousands do not wait for each other's answers.
    return Promise.all(rows.map((row) => this.shared(tx, row, byId.get(row.id)!, alsoFrom, once)));
  }

  private async shared(
    tx: EntityManager,
    row: TicketRow,
    found: SharedRow,
    alsoFrom: string[],
    lineOf: LineOf = (asked) => this.lines.gather(tx, asked),
  ): Promise<Gathered> {
    const { at, orgVersion, filerActive } = found;
    const ticket = toTicket(row, found.clocks);
    const recusedIds = await this.lines.recusedIds(tx, ticket.aboutPersonId, ticket.createdAt);
    const fromIds = [ticket.onBehalfOfId ?? ticket.holderId, ...alsoFrom];
    const line = await lineOf({ fromIds, projectId: ticket.projectId, at, orgVersion });
    const policy = await this.deadlines.policy(tx, ticket.policyId);
    const attempts = found.attempts.map((attempt) => ({ ...attempt, at: new Date(attempt.at) }));
    const audience = await this.audience(tx, ticket, found, recusedIds);
    const nothingAsked = {
      relation: NO_RELATION,
      target: null,
      blindMentions: [],
      rootCauseKnown: true,
      agreement: null,
    };
    return { ticket, at, audience, facts: { policy, line, recusedIds, filerActive, attempts, ...nothingAsked } };
  }

  /** To watch gives no sight: a watcher hears of what they still see. */
  private async audience(
    tx: EntityManager,
    { id: ticketId, filerId, holderId }: StoredTicket,
    { assistants, watchers, coFilers }: Pick<SharedRow, 'assistants' | 'watchers' | 'coFilers'>,
    recusedIds: ReadonlySet<string>,
  ): Promise<string[]> {
    const blind = await this.blind(tx, ticketId, watchers);
    const told = [filerId, holderId, ...coFilers, ...assistants, ...watchers.filter((id) => !blind.includes(id))];
    return told.filter((id) => id === filerId || !recusedIds.has(id));
  }

  private async blind(tx: EntityManager, ticketId: string, mentions: readonly string[]): Promise<string[]> {
    const blind: string[] = [];
    for (const personId of mentions) {
      const [row] = await runHot<{ sees: boolean }>(tx, SEES, [personId, ticketId]);
      if (!row?.sees) blind.push(personId);
    }
    return blind;
  }
}

/** What a command names beside the ticket. */
export interface Asked {
  targetId: string | null;
  rootCauseId: string | null;
  mentions: readonly string[];
}

export function askedBy(
  command: Pick<TicketCommand, 'type'> &
    Partial<Record<'toPersonId' | 'personId' | 'rootCauseId', string | null>> & { mentions?: string[] },
): Asked {
  return {
    targetId: command.toPersonId ?? command.personId ?? null,
    rootCauseId: command.rootCauseId ?? null,
    mentions: command.mentions ?? [],
  };
}
