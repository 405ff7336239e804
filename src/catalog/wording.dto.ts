import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import * as Wire from '@upline/contracts/catalog';
import { TICKET_KINDS, type TicketKind } from '@upline/contracts/ticket';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsOptional, IsString, IsUUID, Length, Matches, ValidateNested } from 'class-validator'; // prettier-ignore
import { IfGiven } from '../people/optional';
import { CatalogQuery, ChangeRootCauseDto, RootCauseBodyDto, RootCauseDto } from './catalog.dto';

const CONTENT = { minLength: 1, maxLength: 2000 } as const;
const PHRASE = { minLength: 1, maxLength: 500 } as const;

export class TemplateQuery extends CatalogQuery {
  /** Only templates for this topic, or for every one. */
  @ApiPropertyOptional({ type: String, format: 'uuid' })
  @IfGiven()
  @IsUUID()
  topicId?: string;

  /** Only templates for this kind, or for every one. */
  @ApiPropertyOptional({ enum: TICKET_KINDS })
  @IfGiven()
  @IsIn(TICKET_KINDS)
  kind?: TicketKind;
}
export class PhraseQuery extends CatalogQuery {
  /** Only phrases for this field. */
  @ApiPropertyOptional({ enum: Wire.PHRASE_PLACES })
  @IfGiven()
  @IsIn(Wire.PHRASE_PLACES)
  where?: Wire.PhrasePlace;
}

export class TemplateSlotDto implements Wire.TemplateSlot {
  /** As between the braces of the content: 1–20 letters, digits and `_`. */
  @ApiProperty({ minLength: 1, maxLength: 20 })
  @IsString()
  @Length(1, 20)
  name: string;

  /** For people, 1–40 characters. */
  @ApiProperty({ minLength: 1, maxLength: 40 })
  @IsString()
  @Length(1, 40)
  label: string;

  /** The form is not sent while it is blank. */
  @ApiProperty()
  @IsBoolean()
  required: boolean;

  /** What may be put in. */
  @ApiProperty({ enum: Wire.SLOT_KINDS })
  @IsIn(Wire.SLOT_KINDS)
  kind: Wire.SlotKind;

  /** Of a `choice`: 2–20 different ones; else empty. */
  @ApiProperty({ type: [String], maxItems: 20 })
  @IsArray()
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @Length(1, 40, { each: true })
  choices: string[];
}

export class TemplateDto extends RootCauseDto implements Wire.TemplateView {
  /** Null: for every topic. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  topicId: string | null;
  /** Null: for every kind. */
  @ApiProperty({ enum: TICKET_KINDS, type: String, nullable: true })
  kind: TicketKind | null;
  /** With blanks like `{{订单号}}`. */
  @ApiProperty()
  content: string;
  /** In the order of the Tab key. */
  @ApiProperty({ type: [TemplateSlotDto] })
  slots: TemplateSlotDto[];
}
export class TemplateBodyDto extends RootCauseBodyDto implements Wire.TemplateBody {
  /** A topic of the house, or of the same project; null for every one. */
  @ApiPropertyOptional({ type: String, format: 'uuid', nullable: true })
  @IsOptional()
  @IsUUID()
  topicId?: string | null;

  /** Null: for every kind. */
  @ApiPropertyOptional({ enum: TICKET_KINDS, type: String, nullable: true })
  @IsOptional()
  @IsIn(TICKET_KINDS)
  kind?: TicketKind | null;

  /** 1–2000 characters with blanks like `{{订单号}}`. */
  @ApiProperty(CONTENT)
  @IsString()
  @Length(CONTENT.minLength, CONTENT.maxLength)
  content: string;

  /** Exactly the blanks of the content. */
  @ApiPropertyOptional({ type: [TemplateSlotDto], maxItems: Wire.TEMPLATE_SLOTS })
  @IfGiven()
  @IsArray()
  @ArrayMaxSize(Wire.TEMPLATE_SLOTS)
  @ValidateNested({ each: true })
  @Type(() => TemplateSlotDto)
  slots?: TemplateSlotDto[];
}
/** Body of `PATCH /templates/:id`; what is left out stays. */
export class ChangeTemplateDto extends ChangeRootCauseDto implements Wire.ChangeTemplateBody {
  /** Null: for every topic. */
  @ApiPropertyOptional({ type: String, format: 'uuid', nullable: true })
  @IsOptional()
  @IsUUID()
  topicId?: string | null;

  /** Null: for every kind. */
  @ApiPropertyOptional({ enum: TICKET_KINDS, type: String, nullable: true })
  @IsOptional()
  @IsIn(TICKET_KINDS)
  kind?: TicketKind | null;

  /** 1–2000 characters. */
  @ApiPropertyOptional(CONTENT)
  @IfGiven()
  @IsString()
  @Length(CONTENT.minLength, CONTENT.maxLength)
  content?: string;

  /** Exactly the blanks of the content. */
  @ApiPropertyOptional({ type: [TemplateSlotDto], maxItems: Wire.TEMPLATE_SLOTS })
  @IfGiven()
  @IsArray()
  @ArrayMaxSize(Wire.TEMPLATE_SLOTS)
  @ValidateNested({ each: true })
  @Type(() => TemplateSlotDto)
  slots?: TemplateSlotDto[];
}

export class PhraseDto extends RootCauseDto implements Wire.PhraseView {
  /** May name facts of the call, `{{客户称呼}}`. */
  @ApiProperty()
  text: string;
  /** Field that it is for. */
  @ApiProperty({ enum: Wire.PHRASE_PLACES })
  where: Wire.PhrasePlace;
}
export class PhraseBodyDto extends RootCauseBodyDto implements Wire.PhraseBody {
  /** 1–500 characters; blanks only of the known facts of the call. */
  @ApiProperty(PHRASE)
  @IsString()
  @Length(PHRASE.minLength, PHRASE.maxLength)
  @Matches(/\S/, { message: 'text must not be blank' })
  text: string;

  /** Field that it is for. */
  @ApiProperty({ enum: Wire.PHRASE_PLACES })
  @IsIn(Wire.PHRASE_PLACES)
  where: Wire.PhrasePlace;
}
/** Body of `PATCH /phrases/:id`; what is left out stays. */
export class ChangePhraseDto extends ChangeRootCauseDto implements Wire.ChangePhraseBody {
  /** 1–500 characters. */
  @ApiPropertyOptional(PHRASE)
  @IfGiven()
  @IsString()
  @Length(PHRASE.minLength, PHRASE.maxLength)
  @Matches(/\S/, { message: 'text must not be blank' })
  text?: string;

  /** Field that it is for. */
  @ApiPropertyOptional({ enum: Wire.PHRASE_PLACES })
  @IfGiven()
  @IsIn(Wire.PHRASE_PLACES)
  where?: Wire.PhrasePlace;
}

export class TemplatePageDto {
  /** By reading. */
  @ApiProperty({ type: [TemplateDto] })
  items: TemplateDto[];
  /** Null on the last page. */
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}
export class PhrasePageDto {
  /** By reading. */
  @ApiProperty({ type: [PhraseDto] })
  items: PhraseDto[];
  /** Null on the last page. */
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}
