import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, IsUUID, Length } from 'class-validator';
import { PageQuery } from '../kernel/page';

/** Query of `GET /audit`. */
export class AuditQuery extends PageQuery {
  /** Only acts of this person. */
  @ApiPropertyOptional({ type: String, format: 'uuid' })
  @IsOptional()
  @IsUUID()
  actorId?: string;

  /** Only acts on this thing. */
  @ApiPropertyOptional({ type: String, format: 'uuid' })
  @IsOptional()
  @IsUUID()
  subjectId?: string;

  /** Only this act, such as `people.created`. */
  @ApiPropertyOptional({ type: String, minLength: 1, maxLength: 60 })
  @IsOptional()
  @IsString()
  @Length(1, 60)
  act?: string;
}

/** One act on record. */
export class AuditEntryDto {
  @ApiProperty({ type: String, format: 'uuid' })
  id: string;
  @ApiProperty({ type: String, format: 'date-time' })
  at: string;
  /** Null for the system itself. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  actorId: string | null;
  /** The integration token that the person acted through; null for none. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  tokenId: string | null;
  @ApiProperty({ type: String })
  act: string;
  @ApiProperty({ type: String })
  subjectKind: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  subjectId: string | null;
  /** Ids, old and new values by name. */
  @ApiProperty({ type: 'object', description: 'Ids, old and new values by name.', additionalProperties: true })
  data: Record<string, unknown>;
}
export class AuditPage {
  @ApiProperty({ type: [AuditEntryDto] })
  items: AuditEntryDto[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}
