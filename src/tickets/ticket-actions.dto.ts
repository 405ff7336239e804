import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type * as forms from '@upline/contracts/forms';
import * as vocabulary from '@upline/contracts/ticket';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsUUID,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { IsInstant } from '../kernel/instant';
import { CommutingDto, OptionalText, Text, VersionedDto } from './act.dto';

export class ReturnDto extends VersionedDto implements forms.ReturnForm {
  /** What the filer must still say. */
  @Text()
  question: string;
}
export class SupplyDto extends VersionedDto implements forms.SupplyForm {
  /** The answer to the holder's question. */
  @Text()
  content: string;
}
export class NoteDto extends CommutingDto implements forms.NoteForm {
  @Text()
  text: string;

  /** `superiors`: the filer sees that the note exists, not its text. */
  @ApiPropertyOptional({ enum: vocabulary.NOTE_VISIBILITIES, default: 'all' })
  @IsOptional()
  @IsIn(vocabulary.NOTE_VISIBILITIES)
  visibility?: vocabulary.NoteVisibility;

  /** People who are told; each must see the ticket. */
  @ApiPropertyOptional({ type: [String], format: 'uuid' })
  @IsOptional()
  @IsArray()
  @ArrayUnique()
  @ArrayMaxSize(20)
  @IsUUID(undefined, { each: true })
  mentions?: string[];
}
export class ContactActDto extends CommutingDto implements forms.ContactForm {
  @ApiProperty({ enum: vocabulary.CONTACT_OUTCOMES })
  @IsIn(vocabulary.CONTACT_OUTCOMES)
  outcome: vocabulary.ContactOutcome;

  /** The customer got the answer; only with `reached`. */
  @ApiPropertyOptional({ type: Boolean, default: false })
  @IsOptional()
  @IsBoolean()
  answered?: boolean;

  @OptionalText()
  note?: string;

  /** With `callback_agreed`: the new promised instant. */
  @ApiPropertyOptional({ type: String, format: 'date-time' })
  @IsOptional()
  @IsInstant()
  promisedReplyAt?: string;
}
export class RemedyDto implements vocabulary.RemedyView {
  @ApiProperty({ enum: vocabulary.REMEDY_KINDS })
  @IsIn(vocabulary.REMEDY_KINDS)
  kind: vocabulary.RemedyKind;

  /** In minor units (fen, cents). */
  @ApiProperty({ type: 'integer', minimum: 0 })
  @IsInt()
  @Min(0)
  @Max(100_000_000_000)
  amountMinor: number;

  /** ISO 4217. */
  @ApiProperty({ type: String, pattern: '^[A-Z]{3}$' })
  @Matches(/^[A-Z]{3}$/)
  currency: string;
}
export class DecideDto extends VersionedDto implements forms.DecideForm {
  @ApiProperty({ enum: vocabulary.OUTCOMES })
  @IsIn(vocabulary.OUTCOMES)
  outcome: vocabulary.Outcome;

  @ApiPropertyOptional({ type: String, format: 'uuid', nullable: true })
  @IsOptional()
  @IsUUID()
  rootCauseId?: string | null;

  /** What the customer is going to be told. */
  @Text()
  answerForCustomer: string;

  @ApiPropertyOptional({ type: RemedyDto, nullable: true })
  @IsOptional()
  @ValidateNested()
  @Type(() => RemedyDto)
  remedy?: RemedyDto | null;
}
export class ResolveDto extends VersionedDto implements forms.ResolveForm {
  @ApiProperty({ enum: vocabulary.OUTCOMES })
  @IsIn(vocabulary.OUTCOMES)
  outcome: vocabulary.Outcome;

  @ApiPropertyOptional({ type: String, format: 'uuid', nullable: true })
  @IsOptional()
  @IsUUID()
  rootCauseId?: string | null;

  /** What the customer was told. */
  @Text()
  answerForCustomer: string;

  /** Whether the answer solved it, in the customer's words; `no` is confirmed by the next superior. */
  @ApiProperty({ enum: vocabulary.SATISFACTIONS })
  @IsIn(vocabulary.SATISFACTIONS)
  customerSatisfied: vocabulary.Satisfaction;

  /** What others may learn from it (H-A2). */
  @OptionalText()
  lesson?: string | null;
}
export class EscalateDto extends VersionedDto implements forms.EscalateForm {
  @Text()
  reason: string;

  /** What was tried so far. */
  @Text()
  tried: string;
}
export class TransferDto extends VersionedDto implements forms.TransferForm {
  /** Who gets it: active, present, with a leading role. */
  @ApiProperty({ type: String, format: 'uuid' })
  @IsUUID()
  toPersonId: string;

  @Text()
  reason: string;
}
