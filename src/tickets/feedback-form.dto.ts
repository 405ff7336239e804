import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { CONTENT_LENGTH, type CustomerForm, type FeedbackForm } from '@upline/contracts/forms';
import * as vocabulary from '@upline/contracts/ticket';
import { Type } from 'class-transformer';
import {
  ArrayUnique,
  IsArray,
  IsDefined,
  IsIn,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { IsInstant } from '../kernel/instant';

const LONG = 500;

/** `contact`: a way to reach the customer. */
export class ContactDto {
  /** `none` when there is no way, with `noReplyReason`. */
  @ApiProperty({ enum: vocabulary.CHANNELS })
  @IsIn(vocabulary.CHANNELS)
  channel: vocabulary.Channel;

  /** As the customer gave it; normalised and sealed here. */
  @ApiPropertyOptional({ type: String, maxLength: LONG })
  @IsOptional()
  @IsString()
  @MaxLength(LONG)
  value?: string;
}

/** Whom to answer. */
export class CustomerDto implements CustomerForm {
  /** As the customer gave it. */
  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 80 })
  @IsOptional()
  @IsString()
  @MaxLength(80)
  name?: string | null;

  /** Shorthand for a contact by phone: a Chinese mobile, landline, 400/800/95 number or E.164, in any spelling. */
  @ApiPropertyOptional({ type: String, maxLength: 60 })
  @IsOptional()
  @IsString()
  @MaxLength(60)
  phone?: string;

  @ApiPropertyOptional({ type: ContactDto })
  @IsOptional()
  @ValidateNested()
  @Type(() => ContactDto)
  contact?: ContactDto;

  /** When the customer likes to be called. */
  @ApiPropertyOptional({ enum: vocabulary.BEST_TIMES, default: 'any' })
  @IsOptional()
  @IsIn(vocabulary.BEST_TIMES)
  bestTime?: vocabulary.BestTime;
}

/** Body of `POST /tickets`: the difficult call feedback form (疑难反馈单), H-A1. */
export class FeedbackFormDto implements FeedbackForm {
  @ApiProperty({ enum: vocabulary.TICKET_KINDS })
  @IsIn(vocabulary.TICKET_KINDS)
  kind: vocabulary.TicketKind;

  /** When the call began; not in the future, at most 7 days ago. */
  @ApiProperty({ type: String, format: 'date-time' })
  @IsInstant()
  callStartedAt: string;

  /** What the call was about, 10–2000 characters. */
  @ApiProperty({ type: String, minLength: CONTENT_LENGTH.min, maxLength: CONTENT_LENGTH.max })
  @IsString()
  @Length(CONTENT_LENGTH.min, CONTENT_LENGTH.max)
  @Matches(/\S/, { message: 'must not be blank' })
  content: string;

  @ApiProperty({ type: CustomerDto })
  @IsDefined()
  @ValidateNested()
  @Type(() => CustomerDto)
  customer: CustomerDto;

  /** By when the customer was promised an answer (明确答复时间), H-A1t. */
  @ApiPropertyOptional({ type: String, format: 'date-time', nullable: true })
  @IsOptional()
  @IsInstant()
  promisedReplyAt?: string | null;

  /** Left out: the project's "other". */
  @ApiPropertyOptional({ type: String, format: 'uuid', nullable: true })
  @IsOptional()
  @IsUUID()
  topicId?: string | null;

  /** Left out: the filer's first project. */
  @ApiPropertyOptional({ type: String, format: 'uuid', nullable: true })
  @IsOptional()
  @IsUUID()
  projectId?: string | null;

  @ApiPropertyOptional({ enum: vocabulary.SEVERITIES, default: 'normal' })
  @IsOptional()
  @IsIn(vocabulary.SEVERITIES)
  severity?: vocabulary.Severity;

  /** What the customer wants. */
  @ApiPropertyOptional({ enum: vocabulary.WANTS, isArray: true })
  @IsOptional()
  @IsArray()
  @ArrayUnique()
  @IsIn(vocabulary.WANTS, { each: true })
  wants?: vocabulary.Want[];

  @ApiPropertyOptional({ enum: vocabulary.RISKS, isArray: true })
  @IsOptional()
  @IsArray()
  @ArrayUnique()
  @IsIn(vocabulary.RISKS, { each: true })
  risks?: vocabulary.Risk[];

  /** The colleague whom it is about: recused from the ticket. */
  @ApiPropertyOptional({ type: String, format: 'uuid', nullable: true })
  @IsOptional()
  @IsUUID()
  aboutPersonId?: string | null;

  /** The phone system's id of the call. */
  @ApiPropertyOptional({ type: String, nullable: true, minLength: 1, maxLength: 200 })
  @IsOptional()
  @IsString()
  @Length(1, 200)
  callId?: string | null;

  /** The draft that this form was. */
  @ApiPropertyOptional({ type: String, nullable: true, minLength: 1, maxLength: 64 })
  @IsOptional()
  @IsString()
  @Length(1, 64)
  draftId?: string | null;

  /** Why this is another matter than the open ticket of the same call. */
  @ApiPropertyOptional({ type: String, nullable: true, minLength: 1, maxLength: LONG })
  @IsOptional()
  @IsString()
  @Length(1, LONG)
  separateReason?: string | null;

  /** Why a time outside the policy's window was promised. */
  @ApiPropertyOptional({ enum: vocabulary.OUTSIDE_HOURS_REASONS, nullable: true })
  @IsOptional()
  @IsIn(vocabulary.OUTSIDE_HOURS_REASONS)
  outsideHoursReason?: vocabulary.OutsideHoursReason | null;

  /** Why a form is filed after the promised time. */
  @ApiPropertyOptional({ type: String, nullable: true, minLength: 1, maxLength: LONG })
  @IsOptional()
  @IsString()
  @Length(1, LONG)
  lateReason?: string | null;

  /** Why there is no contact. */
  @ApiPropertyOptional({ enum: vocabulary.NO_REPLY_REASONS, nullable: true })
  @IsOptional()
  @IsIn(vocabulary.NO_REPLY_REASONS)
  noReplyReason?: vocabulary.NoReplyReason | null;
}
