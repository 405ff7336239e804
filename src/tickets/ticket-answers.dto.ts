import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { OFFERED_ACTIONS, type OfferedAction } from '@upline/contracts/actions';
import { TIMELINE_TYPES, type TicketEventType, type TimelineEntry } from '@upline/contracts/events';
import * as several from '@upline/contracts/several';
import * as vocabulary from '@upline/contracts/ticket';
import { PersonRefDto, ProjectRefDto } from '../people/people.dto';
import { PausedDto } from './paused.dto';
import { RemedyDto } from './ticket-actions.dto';

const Id = () => ApiProperty({ type: String, format: 'uuid' });
const NullableId = () => ApiProperty({ type: String, format: 'uuid', nullable: true });
const Instant = () => ApiProperty({ type: String, format: 'date-time' });
const NullableInstant = () => ApiProperty({ type: String, format: 'date-time', nullable: true });
const Whole = () => ApiProperty({ type: 'integer' });
const Text = () => ApiProperty({ type: String });
const NullableText = () => ApiProperty({ type: String, nullable: true });

export class HolderRefDto extends PersonRefDto implements vocabulary.HolderRef {
  /** The absent person whom the holder stands in for. */
  @ApiProperty({ type: PersonRefDto, nullable: true }) onBehalfOf: PersonRefDto | null;
  @ApiProperty({ enum: vocabulary.HOLDER_WHYS }) why: vocabulary.HolderWhy;
}
export class TopicRefDto {
  @Id() id: string;
  @Text() name: string;
}
export class CustomerViewDto implements vocabulary.CustomerView {
  @NullableText() name: string | null;
  @ApiProperty({ enum: vocabulary.CHANNELS }) channel: vocabulary.Channel;
  @NullableText() phoneMasked: string | null;
  @NullableText() contactMasked: string | null;
  @ApiProperty({ enum: vocabulary.BEST_TIMES }) bestTime: vocabulary.BestTime;
}
export class ClockViewDto implements vocabulary.ClockView {
  @ApiProperty({ enum: vocabulary.CLOCK_KINDS }) kind: vocabulary.ClockKind;
  @Whole() occurrence: number;
  @Instant() dueAt: string;
  @ApiProperty({ enum: vocabulary.DUE_STATES }) state: vocabulary.DueState;
  @NullableInstant() settledAt: string | null;
}
export class NextDueDto implements vocabulary.NextDueView {
  @ApiProperty({ enum: vocabulary.CLOCK_KINDS }) kind: vocabulary.ClockKind;
  @Instant() dueAt: string;
  /** Who gets it when the clock is missed; null at the top of the line. */
  @ApiProperty({ type: PersonRefDto, nullable: true }) thenHolder: PersonRefDto | null;
}
export class QuestionDto implements vocabulary.QuestionView {
  @NullableText() text: string | null;
  @ApiProperty({ type: PersonRefDto }) by: PersonRefDto;
  @Instant() at: string;
}
export class DecisionDto implements vocabulary.DecisionView {
  @ApiProperty({ enum: vocabulary.FINAL_OUTCOMES }) outcome: vocabulary.FinalOutcome;
  @NullableId() rootCauseId: string | null;
  @NullableText() answerForCustomer: string | null;
  @ApiProperty({ type: RemedyDto, nullable: true }) remedy: RemedyDto | null;
}
export class ResolutionDto implements vocabulary.ResolutionView {
  @ApiProperty({ enum: vocabulary.FINAL_OUTCOMES }) outcome: vocabulary.FinalOutcome;
  @NullableId() rootCauseId: string | null;
  @NullableText() answerForCustomer: string | null;
  @ApiProperty({ enum: vocabulary.SATISFACTIONS }) customerSatisfied: vocabulary.Satisfaction;
  @NullableText() lesson: string | null;
  @Instant() resolvedAt: string;
}

export class TicketRefDto implements several.TicketRef {
  @Id() id: string;
  @Whole() number: number;
}
export class LinkDto extends TicketRefDto implements several.LinkView {
  @ApiProperty({ enum: several.LINK_RELATIONS }) relation: several.LinkRelation;
  /** `out`: this ticket was linked to the other; `in`: the other way round. */
  @ApiProperty({ enum: ['out', 'in'] }) direction: 'out' | 'in';
}

class TicketHead {
  @Id() id: string;
  /** 单号. */
  @Whole() number: number;
  /** Rises with what others decide on. */
  @Whole() version: number;
  /** Rises with every act. */
  @Whole() activity: number;
  @ApiProperty({ enum: vocabulary.TICKET_STATES }) state: vocabulary.TicketState;
  /** By when the customer was promised an answer. */
  @NullableInstant() promisedReplyAt: string | null;
  /** What the reader may do now. */
  @ApiProperty({ enum: OFFERED_ACTIONS, isArray: true }) allowedActions: OfferedAction[];
  @Instant() createdAt: string;
  @Instant() updatedAt: string;
  /** The note or contact that this act made; only in the answer of such an act. */
  @ApiPropertyOptional({ type: String, format: 'uuid' }) createdId?: string;
}

export class TicketDto extends TicketHead implements vocabulary.TicketView {
  @ApiProperty({ type: Boolean, enum: [false] }) restricted: false;
  @ApiProperty({ enum: vocabulary.TICKET_KINDS }) kind: vocabulary.TicketKind;
  @ApiProperty({ enum: vocabulary.SEVERITIES }) severity: vocabulary.Severity;
  /** Steps up the line; 0 is the direct superior. */
  @Whole() level: number;
  @ApiProperty({ type: PersonRefDto }) filer: PersonRefDto;
  @ApiProperty({ type: HolderRefDto }) holder: HolderRefDto;
  @ApiProperty({ type: ProjectRefDto }) project: ProjectRefDto;
  @ApiProperty({ type: TopicRefDto }) topic: TopicRefDto;
  /** Null after its text was erased. */
  @NullableText() content: string | null;
  @Instant() callStartedAt: string;
  @NullableText() callId: string | null;
  @NullableId() aboutPersonId: string | null;
  @ApiProperty({ type: CustomerViewDto }) customer: CustomerViewDto;
  @ApiProperty({ enum: vocabulary.WANTS, isArray: true }) wants: vocabulary.Want[];
  @ApiProperty({ enum: vocabulary.RISKS, isArray: true }) risks: vocabulary.Risk[];
  @ApiProperty({ type: [ClockViewDto] }) clocks: ClockViewDto[];
  @ApiProperty({ type: NextDueDto, nullable: true }) nextDue: NextDueDto | null;
  /** The holder's open question to the filer. */
  @ApiProperty({ type: QuestionDto, nullable: true }) question: QuestionDto | null;
  @ApiProperty({ type: DecisionDto, nullable: true }) decision: DecisionDto | null;
  @ApiProperty({ type: ResolutionDto, nullable: true }) resolution: ResolutionDto | null;
  /** The pause of the resolve clock; null while nothing is paused. */
  @ApiProperty({ type: PausedDto, nullable: true }) paused: PausedDto | null;
  @Whole() disputes: number;
  /** How often the customer called again (再次来电). */
  @Whole() recontacts: number;
  /** Other tickets that it is linked with, and that the reader sees. */
  @ApiProperty({ type: [LinkDto] }) links: LinkDto[];
  /** The ticket that goes on in its place, where the reader sees that one. */
  @ApiProperty({ type: TicketRefDto, nullable: true }) mergedInto: TicketRefDto | null;
}

export class RestrictedQuestionDto {
  @NullableText() text: string | null;
  @Instant() at: string;
}
/** What a filer sees who is the accused. */
export class RestrictedTicketDto extends TicketHead implements vocabulary.RestrictedTicketView {
  @ApiProperty({ type: Boolean, enum: [true] }) restricted: true;
  @ApiProperty({ enum: vocabulary.FINAL_OUTCOMES, nullable: true }) outcome: vocabulary.FinalOutcome | null;
  @ApiProperty({ type: RestrictedQuestionDto, nullable: true }) question: RestrictedQuestionDto | null;
}

/** What anybody who files a form about the same call learns of the open ticket. */
export class SimilarTicketDto {
  @Whole() number: number;
  @ApiProperty({ enum: vocabulary.TICKET_STATES }) state: vocabulary.TicketState;
  @Text() holderName: string;
  @NullableInstant() promisedReplyAt: string | null;
  @Instant() createdAt: string;
  @ApiProperty({ type: Boolean, enum: [true] }) restricted: true;
}

/** Schema of an answer that is a ticket, whole or restricted. */
export const TICKET_ANSWER = {
  oneOf: [{ $ref: getSchemaPath(TicketDto) }, { $ref: getSchemaPath(RestrictedTicketDto) }],
};
export const TicketModels = () => ApiExtraModels(TicketDto, RestrictedTicketDto, SimilarTicketDto);

/** One row of a list: no name of a customer, no text but the beginning of the content. */
export class TicketListItem {
  @ApiProperty({ type: Boolean }) restricted: boolean;
  @Id() id: string;
  @Whole() number: number;
  @Whole() version: number;
  @Whole() activity: number;
  @ApiProperty({ enum: vocabulary.TICKET_STATES }) state: vocabulary.TicketState;
  @ApiProperty({ enum: vocabulary.TICKET_KINDS, nullable: true }) kind: vocabulary.TicketKind | null;
  @ApiProperty({ enum: vocabulary.SEVERITIES, nullable: true }) severity: vocabulary.Severity | null;
  @ApiProperty({ type: 'integer', nullable: true }) level: number | null;
  @ApiProperty({ type: PersonRefDto, nullable: true }) filer: PersonRefDto | null;
  @ApiProperty({ type: HolderRefDto, nullable: true }) holder: HolderRefDto | null;
  @ApiProperty({ type: ProjectRefDto, nullable: true }) project: ProjectRefDto | null;
  @ApiProperty({ type: TopicRefDto, nullable: true }) topic: TopicRefDto | null;
  /** First 80 characters of the content. */
  @NullableText() excerpt: string | null;
  @NullableText() contactMasked: string | null;
  @NullableInstant() promisedReplyAt: string | null;
  @ApiProperty({ enum: vocabulary.CLOCK_KINDS, nullable: true }) nextDueKind: vocabulary.ClockKind | null;
  @NullableInstant() nextDueAt: string | null;
  @Instant() createdAt: string;
  @Instant() updatedAt: string;
}
export class TicketPage {
  @ApiProperty({ type: [TicketListItem] }) items: TicketListItem[];
  @NullableText() nextCursor: string | null;
}

/** How many tickets of a view there are, by state; nothing outside the reader's sight is counted. */
export class TicketCounts {
  @Whole() total: number;
  @Whole() submitted: number;
  @Whole() in_progress: number;
  @Whole() callback_due: number;
  @Whole() returned: number;
  @Whole() resolved: number;
  @Whole() closed: number;
  @Whole() withdrawn: number;
  /** Open ones whose next clock is past or was missed. */
  @Whole() overdue: number;
  /** States of which there may be more than the number says: of what is done, a hundred are counted. */
  @ApiProperty({ enum: vocabulary.TICKET_STATES, isArray: true }) more: vocabulary.TicketState[];
}

export class TimelineText {
  @Id() id: string;
  @Text() field: string;
  /** Null when erased, or when `hidden`. */
  @NullableText() text: string | null;
  /** Exists, but is not for the reader. */
  @ApiProperty({ type: Boolean }) hidden: boolean;
}
const FACT = {
  anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }, { type: 'array', items: { type: 'string' } }],
  nullable: true,
};
export class TimelineEntryDto implements TimelineEntry {
  @Whole() sequence: number;
  @ApiProperty({ enum: TIMELINE_TYPES }) type: TicketEventType;
  @Instant() at: string;
  @ApiProperty({ type: PersonRefDto, nullable: true }) by: PersonRefDto | null;
  @ApiProperty({ type: PersonRefDto, nullable: true }) onBehalfOf: PersonRefDto | null;
  @Whole() version: number;
  @ApiProperty({
    type: 'object',
    description:
      'Facts of the event by name: ids, codes, numbers and times; change and clocks are what it did to the ticket.',
    additionalProperties: {
      anyOf: [
        { type: 'string' },
        { type: 'number' },
        { type: 'boolean' },
        { type: 'object', description: 'change: fields by name', additionalProperties: FACT },
        {
          type: 'array',
          description: 'clocks: one entry a change',
          items: { type: 'object', additionalProperties: FACT },
        },
      ],
      nullable: true,
    },
  })
  data: Record<string, unknown>;
  @ApiProperty({ type: [TimelineText] }) texts: TimelineText[];
  @Text() hash: string;
  @Text() prevHash: string;
}
export class TimelinePage {
  @ApiProperty({ type: [TimelineEntryDto] }) items: TimelineEntryDto[];
  /** Give it as `after` for what comes next; null when that was all. */
  @NullableText() nextCursor: string | null;
}
