import { Injectable } from '@nestjs/common';
import type { FeedbackForm } from '@upline/contracts/forms';
import type { TicketAnswer } from '@upline/contracts/ticket';
import type { EntityManager } from 'typeorm';
import { CustomersService } from '../customers/customers.service';
import { DeadlinesService } from '../deadlines/deadlines.service';
import { CHAIN_START } from '../kernel/chain';
import { newId } from '../kernel/ids';
import { toDate } from '../kernel/instant';
import { Refusal } from '../kernel/refusal';
import { WriteOnce, type WriteContext } from '../kernel/write';
import { OutboxService, type ToldRow } from '../outbox/outbox.service';
import { LineService } from '../people/line.service';
import { routeFiling } from '../people/routing.rules';
import { fileTicket, refuseForm, type FiledForm } from './feedback-form.rules';
import { FilingLookup, type FilingFacts } from './filing.facts';
import { TicketQueries } from './ticket.queries';
import { TicketStore } from './ticket.store';

interface Filed {
  answer: TicketAnswer;
  told: ToldRow[];
}

/** The road of a new form: look up, judge, route, write, answer. */
@Injectable()
export class FilingService {
  constructor(
    private readonly writes: WriteOnce,
    private readonly ports: FilingPorts,
    private readonly lines: LineService,
    private readonly deadlines: DeadlinesService,
    private readonly queries: TicketQueries,
    private readonly outbox: OutboxService,
  ) {}

  /** Files a form for the actor; once for each `Idempotency-Key`. */
  async file(write: WriteContext, form: FeedbackForm): Promise<TicketAnswer> {
    let told: ToldRow[] = [];
    const answer = await this.writes.run(write, async (tx) => {
      const filed = await this.fileIn(tx, write, form);
      told = filed.told;
      return { status: 201, body: filed.answer, resourceId: filed.answer.id, version: filed.answer.version };
    });
    this.outbox.hint(told);
    return answer;
  }

  private async fileIn(tx: EntityManager, write: WriteContext, form: FeedbackForm): Promise<Filed> {
    const filerId = write.actor.id;
    const customer = this.ports.customers.prepare(contactOf(form));
    const asked = {
      filerId,
      projectId: form.projectId ?? null,
      topicId: form.topicId ?? null,
      aboutPersonId: form.aboutPersonId ?? null,
      callId: form.callId ?? null,
    };
    const facts = await this.ports.lookup.facts(tx, asked);
    const policy = await this.deadlines.housePolicy(tx);
    const filed: FiledForm = {
      ...form,
      callStartedAt: toDate(form.callStartedAt),
      promisedReplyAt: form.promisedReplyAt ? toDate(form.promisedReplyAt) : null,
      channel: customer.channel,
    };
    refuseForm(filed, facts.at, policy);
    const { projectId, topicId } = refuseFacts(form, facts);
    const line = await this.lines.gather(tx, { fromIds: [filerId], projectId, at: facts.at });
    const recusedIds = await this.lines.recusedIds(tx, asked.aboutPersonId, facts.at);
    const { ticket, events } = fileTicket(filed, {
      id: newId(),
      number: Number(facts.number),
      at: facts.at,
      filerId,
      assignment: routeFiling(line, filerId, recusedIds),
      topicId,
      projectId,
      contactMasked: customer.masked,
      policy,
      texts: textsOf(form),
    });
    const stored = { ...ticket, bestTime: form.customer.bestTime ?? 'any', sequence: 0, chainHash: CHAIN_START };
    const extras = { customer, outsideHoursReason: form.outsideHoursReason ?? null, draftId: form.draftId ?? null };
    const told = await this.ports.store.file(tx, stored, events, [filerId, stored.holderId], extras);
    return { answer: await this.queries.view(tx, write.actor, stored.id), told };
  }
}

/** What only filing uses, in one hand. */
@Injectable()
export class FilingPorts {
  constructor(
    readonly customers: CustomersService,
    readonly lookup: FilingLookup,
    readonly store: TicketStore,
  ) {}
}

function contactOf({ customer }: FeedbackForm): Parameters<CustomersService['prepare']>[0] {
  const { phone, contact } = customer;
  if (phone !== undefined && contact) throw Refusal.invalid('customer.contact', 'Give either `phone` or `contact`.');
  if (phone === undefined && !contact)
    throw Refusal.invalid('customer', 'A contact is required; `none` is one, with its reason.', 'required');
  if (contact?.channel === 'none' && contact.value)
    throw Refusal.invalid('customer.contact.value', 'The channel `none` has no value.');
  return { channel: contact?.channel ?? 'phone', value: phone ?? contact?.value ?? null, name: customer.name ?? null };
}

function refuseFacts(form: FeedbackForm, facts: FilingFacts): { projectId: string; topicId: string } {
  if (!facts.projectId)
    throw Refusal.invalid(
      'projectId',
      form.projectId ? 'There is no such project.' : 'You belong to no project; name one.',
    );
  if (facts.projectEnded)
    throw Refusal.invalid('projectId', 'This project has ended; nothing new is filed for it.', 'ended');
  if (!facts.topicId) throw Refusal.invalid('topicId', 'There is no such topic in this project.');
  if (!facts.accusedKnown) throw Refusal.invalid('aboutPersonId', 'There is no such person.');
  if (facts.sameCall && !form.separateReason) {
    const similar = {
      ...facts.sameCall,
      promisedReplyAt: utc(facts.sameCall.promisedReplyAt),
      createdAt: utc(facts.sameCall.createdAt),
      restricted: true,
    };
    throw new Refusal('same_call', 'An open ticket has this call already; say why yours is a separate matter.', {
      similar,
    });
  }
  return { projectId: facts.projectId, topicId: facts.topicId };
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
