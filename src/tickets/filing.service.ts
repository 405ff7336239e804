import { Injectable } from '@nestjs/common';
import type { FeedbackForm } from '@upline/contracts/forms';
import type { TicketAnswer } from '@upline/contracts/ticket';
import type { EntityManager } from 'typeorm';
import { CustomersService, type SealedCustomer } from '../customers/customers.service';
import { CHAIN_START } from '../kernel/chain';
import { newId } from '../kernel/ids';
import { toDate } from '../kernel/instant';
import { Refusal } from '../kernel/refusal';
import { WriteOnce, type WriteContext } from '../kernel/write';
import { OutboxService, type ToldRow } from '../outbox/outbox.service';
import { routeFiling, type LineFacts } from '../people/routing.rules';
import { firstDue } from './clocks.rules';
import { clocksAtFiling, fileTicket, refuseForm, type FiledForm } from './feedback-form.rules';
import { FilingLookup, type FilingFacts } from './filing.facts';
import { isAbove } from './passing.rules';
import { RestrictedRows } from './restricted-rows';
import type { EventText, TicketEvent, TicketFacts } from './ticket.facts';
import { NO_RELATION } from './ticket.policy';
import type { StoredTicket } from './ticket.rows';
import { TicketStore, type FiledExtras } from './ticket.store';
import { viewOf, type Joined, type ViewFacts } from './ticket.view';

interface Asked {
  filerId: string;
  form: FeedbackForm;
  customer: SealedCustomer;
  facts: FilingFacts;
}

/** A form that may be filed: judged and routed, not yet written. */
interface Ready {
  ticket: StoredTicket;
  events: TicketEvent[];
  extras: FiledExtras;
  view: ViewFacts;
  joined: Omit<Joined, 'relation' | 'texts'>;
  texts: EventText[];
}

/** The road of a new form: look up, judge, route, write, answer. */
@Injectable()
export class FilingService {
  constructor(
    private readonly writes: WriteOnce,
    private readonly customers: CustomersService,
    private readonly lookup: FilingLookup,
    private readonly store: TicketStore,
    private readonly restricted: RestrictedRows,
    private readonly outbox: OutboxService,
  ) {}

  /** Files a form for the actor; once for each `Idempotency-Key`. */
  async file(write: WriteContext, form: FeedbackForm): Promise<TicketAnswer> {
    let told: ToldRow[] = [];
    const filerId = write.actor.id;
    const customer = this.customers.prepare(contactOf(form));
    const lookUp = (tx: EntityManager): Promise<FilingFacts> => this.lookup.facts(tx, askedBy(filerId, form));
    const filed = this.writes.runAhead(write, lookUp, async (tx, facts) => {
      const ready = await this.ready(tx, { filerId, form, customer, facts });
      const { ticket, events, extras } = ready;
      const audience = [ticket.filerId, ticket.holderId];
      // Last, because everybody who files to one lead waits for that lead's sequence from here to the commit.
      const finish = async (): Promise<void> => {
        told = await this.store.file(tx, ticket, events, audience, extras);
      };
      const body = viewOf(ticket, { ...ready.joined, ...filersJoin(ready) }, ready.view);
      return { status: 201, body, resourceId: ticket.id, version: ticket.version, finish };
    });
    const answer = await filed.catch((error: unknown) => this.shownInstead(write, error));
    this.outbox.hint(told);
    return answer;
  }

  /** A refusal that shows the restricted row of the call's open ticket has shown it like any other. */
  private async shownInstead(write: WriteContext, error: unknown): Promise<never> {
    if (error instanceof SameCall) await this.restricted.shown(write.actor, error.row);
    throw error;
  }

  private async ready(tx: EntityManager, { filerId, form, customer, facts }: Asked): Promise<Ready> {
    const policy = await this.lookup.policy(tx, facts.policyId);
    const filed: FiledForm = {
      ...form,
      callStartedAt: toDate(form.callStartedAt),
      promisedReplyAt: form.promisedReplyAt ? toDate(form.promisedReplyAt) : null,
      channel: customer.channel,
    };
    refuseForm(filed, facts.at, policy);
    const known = refuseFacts(form, facts);
    const line = await this.lookup.line(tx, [filerId], known.projectId, facts);
    const recusedIds = await this.lookup.recusedIds(tx, form.aboutPersonId ?? null, facts.at);
    const texts = textsOf(form);
    const { ticket, events } = fileTicket(filed, {
      id: newId(),
      number: Number(facts.number),
      at: facts.at,
      filerId,
      assignment: routeFiling(line, filerId, recusedIds, firstDue(clocksAtFiling(filed, facts.at, policy), facts.at)),
      topicId: known.topicId,
      projectId: known.projectId,
      contactMasked: customer.masked,
      policy,
      texts,
    });
    return {
      ticket: { ...ticket, sequence: 0, chainHash: CHAIN_START },
      events,
      texts,
      extras: { customer, outsideHoursReason: form.outsideHoursReason ?? null, draftId: form.draftId ?? null },
      view: {
        line: await this.wholeLine(tx, line, ticket, facts),
        recusedIds,
        actorId: filerId,
        policy,
        at: facts.at,
      },
      joined: joinedOf(ticket, form, known, line),
    };
  }

  /** A deputy or a post stands in no line above the filer; what the answer says of them needs their own. */
  private async wholeLine(
    tx: EntityManager,
    line: LineFacts,
    { filerId, holderId, onBehalfOfId, projectId }: TicketFacts,
    facts: FilingFacts,
  ): Promise<LineFacts> {
    if (isAbove(line, holderId, filerId)) return line;
    return this.lookup.line(tx, [filerId, holderId, onBehalfOfId ?? holderId], projectId, facts);
  }
}

function joinedOf(ticket: TicketFacts, form: FeedbackForm, known: Known, line: LineFacts): Ready['joined'] {
  const nameOf = (id: string | null): string => (id === null ? '' : (line.people.get(id)?.name ?? ''));
  const { projectKey, projectName, topicName } = known;
  return {
    filerName: nameOf(ticket.filerId),
    filerActive: true,
    holderName: nameOf(ticket.holderId),
    onBehalfOfName: nameOf(ticket.onBehalfOfId),
    projectKey,
    projectName,
    topicName,
    customerName: form.customer.name ?? null,
    links: [],
    mergedInto: null,
    pausedBy: null,
  };
}

/** What the filer's own view needs; a manager's form may land with a last resort below them. */
function filersJoin({ ticket, texts, view }: Ready): Pick<Joined, 'relation' | 'texts'> {
  const recused = view.recusedIds.has(ticket.filerId);
  const aboveHolder = isAbove(view.line, ticket.filerId, ticket.holderId);
  const relation = { ...NO_RELATION, isFiler: true, aboveHolder, recused };
  const by = { id: ticket.filerId, name: '' };
  return { relation, texts: texts.map((text) => ({ ...text, at: ticket.createdAt.toISOString(), by })) };
}

const askedBy = (filerId: string, form: FeedbackForm): Parameters<FilingLookup['facts']>[1] => ({
  filerId,
  projectId: form.projectId ?? null,
  topicId: form.topicId ?? null,
  aboutPersonId: form.aboutPersonId ?? null,
  callId: form.callId ?? null,
});

function contactOf({ customer }: FeedbackForm): Parameters<CustomersService['prepare']>[0] {
  const { phone, contact } = customer;
  if (phone !== undefined && contact) throw Refusal.invalid('customer.contact', 'Give either `phone` or `contact`.');
  if (phone === undefined && !contact)
    throw Refusal.invalid('customer', 'A contact is required; `none` is one, with its reason.', 'required');
  if (contact?.channel === 'none' && contact.value)
    throw Refusal.invalid('customer.contact.value', 'The channel `none` has no value.');
  return { channel: contact?.channel ?? 'phone', value: phone ?? contact?.value ?? null, name: customer.name ?? null };
}

type Known = Record<'projectId' | 'projectKey' | 'projectName' | 'topicId' | 'topicName', string>;

function refuseFacts(form: FeedbackForm, facts: FilingFacts): Known {
  const { projectId, projectKey, projectName, topicId, topicName } = facts;
  if (!projectId || !projectKey || !projectName)
    throw Refusal.invalid(
      'projectId',
      form.projectId ? 'There is no such project.' : 'You belong to no project; name one.',
    );
  if (facts.projectEnded)
    throw Refusal.invalid('projectId', 'This project has ended; nothing new is filed for it.', 'ended');
  if (!topicId || !topicName) throw Refusal.invalid('topicId', 'There is no such topic in this project.');
  if (!facts.accusedKnown) throw Refusal.invalid('aboutPersonId', 'There is no such person.');
  if (facts.sameCall && !form.separateReason) {
    throw new SameCall(facts.sameCall);
  }
  return { projectId, projectKey, projectName, topicId, topicName };
}

class SameCall extends Refusal {
  constructor(readonly row: NonNullable<FilingFacts['sameCall']>) {
    const { id: _, ...shown } = row;
    const [promisedReplyAt, createdAt] = [utc(row.promisedReplyAt), utc(row.createdAt)];
    super('same_call', 'An open ticket has this call already; say why yours is a separate matter.', {
      similar: { ...shown, promisedReplyAt, createdAt, restricted: true },
    });
  }
}

const utc = (text: string | null): string | null => (text === null ? null : new Date(text).toISOString());

function textsOf(form: FeedbackForm): Parameters<typeof fileTicket>[1]['texts'] {
  const content = { id: newId(), field: 'content' as const, visibility: 'all' as const, body: form.content };
  const reasons = [form.separateReason, form.lateReason].filter((reason): reason is string => Boolean(reason));
  return [
    content,
    ...reasons.map((body) => ({ id: newId(), field: 'reason' as const, visibility: 'all' as const, body })),
  ];
}
