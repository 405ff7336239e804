import { Injectable } from '@nestjs/common';
import { LEADING_ROLES, type Role } from '@upline/contracts/roles';
import type { ContactOutcome } from '@upline/contracts/ticket';
import type { EntityManager } from 'typeorm';
import { DeadlinesService } from '../deadlines/deadlines.service';
import { runHot, type HotStatement } from '../kernel/hot-statement';
import { LineService } from '../people/line.service';
import type { DecisionFacts, Relation, TicketCommand } from './ticket.facts';
import { clocksJson, toTicket, type ClockRow, type StoredTicket, type TicketRow } from './ticket.rows';
import { SIGHT_CTES, relationJson, sees } from './ticket.sight';

const FACTS: HotStatement = {
  name: 'ticket_facts',
  text: `with ${SIGHT_CTES}
    select upline_now() as at, (select version from org_version) as "orgVersion", ${sees('t')} as sees, ${relationJson('t')} as relation, ${clocksJson('t')} as clocks,
      (select p.active from person p where p.id = t.filer_id) as "filerActive",
      coalesce((select jsonb_agg(jsonb_build_object('at', k.at, 'outcome', k.outcome) order by k.at) from ticket_contact k
        where k.ticket_id = t.id and k.promise_occurrence = (select coalesce(max(d.occurrence), 0) from due d
          where d.subject_kind = 'ticket' and d.subject_id = t.id and d.kind = 'promise')), '[]') as attempts,
      coalesce((select jsonb_agg(g.person_id) from ticket_grant g where g.ticket_id = t.id and g.reason = 'assist'
        and (g.until is null or g.until > upline_now())), '[]') as assistants,
      coalesce((select jsonb_agg(g.person_id) from ticket_grant g where g.ticket_id = t.id and g.reason = 'watch'
        and (g.until is null or g.until > upline_now())), '[]') as watchers,
      (select jsonb_build_object('id', p.id, 'active', p.active, 'roles', p.roles, 'away', exists (
          select 1 from absence a where a.person_id = p.id and a.cancelled_at is null and a.from_at <= upline_now() and a.to_at > upline_now()
            and (a.project_ids is null or t.project_id = any (a.project_ids))))
        from person p where p.id = $3::uuid) as target,
      ($4::uuid is null or exists (select 1 from root_cause r where r.id = $4::uuid and r.active
        and (r.project_id is null or r.project_id = t.project_id))) as "rootCauseKnown"
    from ticket t where t.id = $2`,
};

/** Whether one person sees one ticket: asked for everybody who is mentioned. */
const SEES: HotStatement = {
  name: 'ticket_sees',
  text: `with ${SIGHT_CTES} select ${sees('t')} as sees from ticket t where t.id = $2`,
};

interface FactsRow {
  at: Date;
  orgVersion: string;
  sees: boolean;
  relation: Relation;
  clocks: ClockRow[];
  filerActive: boolean;
  attempts: { at: string; outcome: ContactOutcome }[];
  assistants: string[];
  watchers: string[];
  target: { id: string; active: boolean; roles: Role[]; away: boolean } | null;
  rootCauseKnown: boolean;
}

export interface Gathered {
  ticket: StoredTicket;
  /** The database's clock after the lock was held. */
  at: Date;
  sees: boolean;
  facts: DecisionFacts;
  /** Who is told of everything: filer, holder, assistants and watchers, without the recused. */
  audience: string[];
}

/** Who never acts: timers have no actor, and relate to nothing. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Reads, after the lock, everything that `decide` may need. */
@Injectable()
export class TicketGather {
  constructor(
    private readonly lines: LineService,
    private readonly deadlines: DeadlinesService,
  ) {}

  async gather(
    tx: EntityManager,
    row: TicketRow,
    actorId: string | null,
    asked: Asked = NOTHING_ASKED,
  ): Promise<Gathered> {
    const values = [actorId ?? NOBODY, row.id, asked.targetId, asked.rootCauseId];
    const [found] = await runHot<FactsRow>(tx, FACTS, values);
    if (!found) throw new Error('a locked ticket does not vanish');
    const ticket = toTicket(row, found.clocks);
    const recusedIds = await this.lines.recusedIds(tx, ticket.aboutPersonId, ticket.createdAt);
    const fromIds = [ticket.onBehalfOfId ?? ticket.holderId, ...(asked.targetId ? [asked.targetId] : [])];
    const line = await this.lines.gather(tx, {
      fromIds,
      projectId: ticket.projectId,
      at: found.at,
      orgVersion: found.orgVersion,
    });
    return {
      ticket,
      at: found.at,
      sees: found.sees,
      audience: await this.audience(tx, ticket, found, recusedIds),
      facts: {
        relation: found.relation,
        policy: await this.deadlines.policy(tx, ticket.policyId),
        line,
        recusedIds,
        filerActive: found.filerActive,
        attempts: found.attempts.map(({ at, outcome }) => ({ at: new Date(at), outcome })),
        target: found.target && {
          ...found.target,
          leading: found.target.roles.some((role) => (LEADING_ROLES as readonly Role[]).includes(role)),
        },
        blindMentions: await this.blind(tx, row.id, asked.mentions),
        rootCauseKnown: found.rootCauseKnown,
      },
    };
  }

  /** To watch gives no sight: a watcher hears of what they still see. */
  private async audience(
    tx: EntityManager,
    { id: ticketId, filerId, holderId }: StoredTicket,
    { assistants, watchers }: Pick<FactsRow, 'assistants' | 'watchers'>,
    recusedIds: ReadonlySet<string>,
  ): Promise<string[]> {
    const blind = await this.blind(tx, ticketId, watchers);
    const told = [filerId, holderId, ...assistants, ...watchers.filter((id) => !blind.includes(id))];
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
const NOTHING_ASKED: Asked = { targetId: null, rootCauseId: null, mentions: [] };

export function askedBy(
  command: Pick<TicketCommand, 'type'> &
    Partial<Record<'toPersonId' | 'rootCauseId', string | null>> & { mentions?: string[] },
): Asked {
  return {
    targetId: command.toPersonId ?? null,
    rootCauseId: command.rootCauseId ?? null,
    mentions: command.mentions ?? [],
  };
}
