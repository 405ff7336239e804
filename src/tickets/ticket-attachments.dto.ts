import { ApiProperty } from '@nestjs/swagger';
import { FILE_TYPES, type AttachmentView } from '@upline/contracts/attachments';
import { PersonRefDto } from '../people/people.dto';

/** A file of a ticket. */
export class AttachmentDto implements AttachmentView {
  /** Attachment. */
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** Cleaned of paths and of characters that deceive. */
  @ApiProperty()
  name: string;
  /** Bytes. */
  @ApiProperty({ type: 'integer', minimum: 1 })
  size: number;
  /** Media type, found out from the bytes. */
  @ApiProperty({ enum: Object.keys(FILE_TYPES) })
  type: string;
  /** Who put it there. */
  @ApiProperty({ type: PersonRefDto })
  by: PersonRefDto;
  /** RFC 3339 UTC. */
  @ApiProperty({ format: 'date-time' })
  at: string;
}

export class AttachmentPageDto {
  /** Oldest first. */
  @ApiProperty({ type: [AttachmentDto] })
  items: AttachmentDto[];
  /** Null on the last page. */
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}
