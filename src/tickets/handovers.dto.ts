import { ApiProperty } from '@nestjs/swagger';
import { HANDOVER_MAX, type HandoverBody, type HandoverResult, type HandoverView } from '@upline/contracts/handovers';
import { REFUSAL_STATUS, type RefusalCode } from '@upline/contracts/refusals';
import { IsUUID, ValidateBy, isUUID } from 'class-validator';
import { PersonRefDto } from '../people/people.dto';
import { Text } from './act.dto';

const IDS = { type: 'array', items: { type: 'string', format: 'uuid' }, minItems: 1, maxItems: HANDOVER_MAX };

const isTicketIds = (value: unknown): boolean => {
  if (value === 'all') return true;
  if (!Array.isArray(value) || value.length === 0 || value.length > HANDOVER_MAX) return false;
  const ids = value.map((id: unknown) => (isUUID(id, 'all') ? String(id).toLowerCase() : null));
  return !ids.includes(null) && new Set(ids).size === ids.length;
};

export class HandoverBodyDto implements HandoverBody {
  /** Who gets them: active, with a leading role. */
  @ApiProperty({ format: 'uuid' })
  @IsUUID('all')
  toPersonId: string;

  /** What the next shift must know; on the timeline of each ticket. */
  @Text()
  note: string;

  /** 1–500 different ids, or `all` of the queue. */
  @ApiProperty({ oneOf: [IDS as never, { type: 'string', enum: ['all'] }] })
  @ValidateBy({
    name: 'isTicketIds',
    validator: {
      validate: isTicketIds,
      defaultMessage: () => `must be \`all\`, or 1–${HANDOVER_MAX} different ids of tickets`,
    },
  })
  ticketIds: string[] | 'all';
}

export class HandoverResultDto implements HandoverResult {
  /** Ticket. */
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** 单号; null for what the caller does not see. */
  @ApiProperty({ type: 'integer', nullable: true })
  number: number | null;
  /** Whether it was handed over. */
  @ApiProperty()
  ok: boolean;
  /** Why not. */
  @ApiProperty({ type: String, enum: [...Object.keys(REFUSAL_STATUS), null], nullable: true })
  code: RefusalCode | null;
  /** A sentence about it. */
  @ApiProperty({ type: String, nullable: true })
  detail: string | null;
}

export class HandoverDto implements HandoverView {
  /** Who got them. */
  @ApiProperty({ type: PersonRefDto })
  to: PersonRefDto;
  /** How many were handed over. */
  @ApiProperty({ type: 'integer', minimum: 0 })
  handedOver: number;
  /** One for each ticket. */
  @ApiProperty({ type: [HandoverResultDto] })
  results: HandoverResultDto[];
}
