import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { CONTENT_LENGTH } from '@upline/contracts/forms';
import * as similar from '@upline/contracts/similar';
import { IsIn, IsOptional, IsString, IsUUID, Length, Matches, MaxLength } from 'class-validator';
import { IsInstant } from '../kernel/instant';
import { CommutingDto } from './act.dto';
import { SimilarTicketDto, TicketListItem } from './ticket-answers.dto';

/** Body of `POST /tickets/similar`: at least one of the three. */
export class SimilarFormDto implements similar.SimilarForm {
  /** The caller's, in any spelling. */
  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 60 })
  @IsOptional()
  @IsString()
  @MaxLength(60)
  phone?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, format: 'uuid' })
  @IsOptional()
  @IsUUID()
  topicId?: string | null;

  /** What is being written. */
  @ApiPropertyOptional({ type: String, nullable: true, minLength: 1, maxLength: CONTENT_LENGTH.max })
  @IsOptional()
  @IsString()
  @Length(1, CONTENT_LENGTH.max)
  content?: string | null;
}

/** A ticket within the reader's sight. */
export class SimilarItemDto extends TicketListItem {
  /** What it has in common with the form. */
  @ApiProperty({ enum: similar.SIMILAR_WHYS }) because: similar.SimilarWhy;
}
export class SimilarAnswerDto {
  /** Open ones first, then the newest; behind them the restricted rows of the exact phone. */
  @ApiProperty({
    type: 'array',
    items: { oneOf: [{ $ref: getSchemaPath(SimilarItemDto) }, { $ref: getSchemaPath(SimilarTicketDto) }] },
  })
  items: (SimilarItemDto | similar.RestrictedRow)[];
}
export const SimilarModels = () => ApiExtraModels(SimilarItemDto, SimilarTicketDto);

/** Body of `POST /tickets/:id/customer-called`. */
export class CustomerCalledDto extends CommutingDto implements similar.CustomerCalledForm {
  /** When this call began; at most seven days ago. */
  @ApiProperty({ type: String, format: 'date-time' })
  @IsInstant()
  callStartedAt: string;

  /** What the customer said. */
  @ApiProperty({ type: String, minLength: 1, maxLength: CONTENT_LENGTH.max })
  @IsString()
  @Length(1, CONTENT_LENGTH.max)
  @Matches(/\S/, { message: 'must not be blank' })
  content: string;

  /** The telephone system's id of this call. */
  @ApiPropertyOptional({ type: String, nullable: true, minLength: 1, maxLength: 200 })
  @IsOptional()
  @IsString()
  @Length(1, 200)
  callId?: string | null;

  @ApiProperty({ enum: similar.RECALL_WANTS })
  @IsIn(similar.RECALL_WANTS)
  wants: similar.RecallWant;
}
export class CustomerCalledAnswerDto implements similar.CustomerCalledAnswer {
  @ApiProperty({ type: 'integer' }) number: number;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) promisedReplyAt: string | null;
  /** A sentence to read out, in the reader's language and the house's time zone. */
  @ApiProperty({ type: String }) phraseForCustomer: string;
}
