import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { PersonEventView } from '@upline/contracts/events';
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { queryInt } from '../kernel/page';

/** Query of `GET /events`. */
export class EventsQuery {
  /** The last `seq` that the client has; 0 at first. */
  @ApiProperty({ type: 'integer', minimum: 0 })
  @Transform(queryInt)
  @IsInt()
  @Min(0)
  after: number;

  /** Events of an answer, 1–100. */
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 100, default: 50 })
  @IsOptional()
  @Transform(queryInt)
  @IsInt()
  @Min(1)
  @Max(100)
  limit = 50;
}

/** One personal event: a hint; content is fetched by the routes of its subject. */
export class PersonEvent implements PersonEventView {
  /** Number in this person's own sequence, without gaps. */
  @ApiProperty({ type: 'integer' })
  seq: number;
  /** A ticket event's type or a notification's own. */
  @ApiProperty({ type: String })
  type: string;
  /** Null for an event about no ticket. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  ticketId: string | null;
  /** 单号. */
  @ApiProperty({ type: 'integer', nullable: true })
  number: number | null;
  /** The ticket's version after the event. */
  @ApiProperty({ type: 'integer', nullable: true })
  version: number | null;
  /** When it happened, by the database's clock. */
  @ApiProperty({ type: String, format: 'date-time' })
  at: string;
}

export class PersonEvents {
  @ApiProperty({ type: [PersonEvent] })
  items: PersonEvent[];
  /** Whether more are there already; ask again with the last `seq`. */
  @ApiProperty({ type: Boolean })
  more: boolean;
}
