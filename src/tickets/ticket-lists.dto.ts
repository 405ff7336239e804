import { ApiPropertyOptional } from '@nestjs/swagger';
import { SEARCH_LENGTH } from '@upline/contracts/search';
import * as vocabulary from '@upline/contracts/ticket';
import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, IsUUID, Length, Max, Min } from 'class-validator';
import { IsInstant } from '../kernel/instant';
import { PageQuery, queryInt } from '../kernel/page';

export const TICKET_VIEWS = ['queue', 'filed', 'team', 'watching', 'all'] as const;
export type TicketListView = (typeof TICKET_VIEWS)[number];
export const TICKET_SORTS = ['nextDueAt', '-createdAt', '-severity'] as const;
export type TicketSort = (typeof TICKET_SORTS)[number];

/** Query of `GET /tickets/counts`. */
export class TicketViewQuery {
  /** Whose: what I hold or cover, what I filed, what my team filed or holds, what I help on or watch, all that I see. */
  @ApiPropertyOptional({ enum: TICKET_VIEWS, default: 'all' })
  @IsOptional()
  @IsIn(TICKET_VIEWS)
  view: TicketListView = 'all';
}

/** Query of `GET /tickets` and body of `POST /tickets/search`. */
export class TicketListQuery extends PageQuery {
  @ApiPropertyOptional({ enum: TICKET_VIEWS, default: 'all' })
  @IsOptional()
  @IsIn(TICKET_VIEWS)
  view: TicketListView = 'all';

  @ApiPropertyOptional({ enum: vocabulary.TICKET_STATES })
  @IsOptional()
  @IsIn(vocabulary.TICKET_STATES)
  state?: vocabulary.TicketState;

  @ApiPropertyOptional({ enum: vocabulary.TICKET_KINDS })
  @IsOptional()
  @IsIn(vocabulary.TICKET_KINDS)
  kind?: vocabulary.TicketKind;

  @ApiPropertyOptional({ enum: vocabulary.SEVERITIES })
  @IsOptional()
  @IsIn(vocabulary.SEVERITIES)
  severity?: vocabulary.Severity;

  @ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: 100 })
  @IsOptional()
  @Transform(queryInt)
  @IsInt()
  @Min(0)
  @Max(100)
  level?: number;

  @ApiPropertyOptional({ type: String, format: 'uuid' })
  @IsOptional()
  @IsUUID()
  projectId?: string;

  @ApiPropertyOptional({ type: String, format: 'uuid' })
  @IsOptional()
  @IsUUID()
  topicId?: string;

  @ApiPropertyOptional({ type: String, format: 'uuid' })
  @IsOptional()
  @IsUUID()
  holderId?: string;

  @ApiPropertyOptional({ type: String, format: 'uuid' })
  @IsOptional()
  @IsUUID()
  filerId?: string;

  /** Only tickets whose next clock is of this kind. */
  @ApiPropertyOptional({ enum: vocabulary.CLOCK_KINDS })
  @IsOptional()
  @IsIn(vocabulary.CLOCK_KINDS)
  clock?: vocabulary.ClockKind;

  /** Only tickets whose next clock is due before this instant. */
  @ApiPropertyOptional({ type: String, format: 'date-time' })
  @IsOptional()
  @IsInstant()
  dueBefore?: string;

  /**
   * Words that its texts hold, its 单号, the customer's phone in any spelling or the last four digits of it; all of them
   * together. There is no syntax in it. With seven digits or more it goes into the body of `POST /tickets/search`.
   */
  @ApiPropertyOptional({ type: String, minLength: SEARCH_LENGTH.min, maxLength: SEARCH_LENGTH.max })
  @IsOptional()
  @IsString()
  @Length(SEARCH_LENGTH.min, SEARCH_LENGTH.max)
  q?: string;

  /** `nextDueAt` lists open tickets only; the default is `nextDueAt` for the queue, `-createdAt` elsewhere. */
  @ApiPropertyOptional({ enum: TICKET_SORTS })
  @IsOptional()
  @IsIn(TICKET_SORTS)
  sort?: TicketSort;
}

/** Query of a timeline. */
export class TimelineQuery {
  /** The last `sequence` that the reader has. */
  @ApiPropertyOptional({ type: 'integer', minimum: 0, default: 0 })
  @IsOptional()
  @Transform(queryInt)
  @IsInt()
  @Min(0)
  @Max(2_147_483_647)
  after = 0;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 100, default: 50 })
  @IsOptional()
  @Transform(queryInt)
  @IsInt()
  @Min(1)
  @Max(100)
  limit = 50;
}
