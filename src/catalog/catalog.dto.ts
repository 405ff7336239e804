import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type * as Wire from '@upline/contracts/catalog';
import { SEVERITIES, type Severity } from '@upline/contracts/ticket';
import { IsBoolean, IsIn, IsOptional, IsString, IsUUID, Length, Matches } from 'class-validator';
import { PageQuery } from '../kernel/page';
import { IfGiven } from '../people/optional';
import { SeenVersion } from '../people/seen-version';

export const ACTIVES = ['true', 'false', 'all'] as const;

/** Query of the catalogue's lists. */
export class CatalogQuery extends PageQuery {
  /** Only what this project offers: its own, and the house's. */
  @ApiPropertyOptional({ type: String, format: 'uuid' })
  @IfGiven()
  @IsUUID()
  projectId?: string;

  /** Part of the name, or how its reading or its first letters begin; fewer than 7 digits. */
  @ApiPropertyOptional({ minLength: 1, maxLength: 80 })
  @IfGiven()
  @IsString()
  @Length(1, 80)
  @Matches(/^(?:\D*\d){0,6}\D*$/, { message: 'q must not hold 7 or more digits' })
  q?: string;

  /** `false`: what is no longer offered; `all`: both. */
  @ApiPropertyOptional({ enum: ACTIVES, default: 'true' })
  @IfGiven()
  @IsIn(ACTIVES)
  active?: (typeof ACTIVES)[number];
}

/** What every row has. */
export class RootCauseDto implements Wire.RootCauseView {
  /** Row of the catalogue. */
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** Null: for the whole house. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  projectId: string | null;
  /** Once a project. */
  @ApiProperty()
  name: string;
  /** Reading of the name without tones and spaces; `ü` is `v`. */
  @ApiProperty()
  pinyin: string;
  /** First letters of the reading. */
  @ApiProperty()
  initials: string;
  /** False: no longer offered. */
  @ApiProperty()
  active: boolean;
  /** Rises with every change. */
  @ApiProperty({ type: 'integer' })
  version: number;
}
export class TopicDto extends RootCauseDto implements Wire.TopicView {
  /** What a form gets that names no topic. */
  @ApiProperty()
  isOther: boolean;
  /** What a form begins with. */
  @ApiProperty({ enum: SEVERITIES })
  severity: Severity;
}

/** Body of `POST /root-causes`. */
export class RootCauseBodyDto implements Wire.RootCauseBody {
  /** 1–80 characters. */
  @ApiProperty({ minLength: 1, maxLength: 80 })
  @IsString()
  @Length(1, 80)
  @Matches(/\S/, { message: 'name must not be blank' })
  name: string;

  /** Left out or null: for the whole house. */
  @ApiPropertyOptional({ type: String, format: 'uuid', nullable: true })
  @IsOptional()
  @IsUUID()
  projectId?: string | null;
}
/** Body of `POST /topics`. */
export class TopicBodyDto extends RootCauseBodyDto implements Wire.TopicBody {
  /** At most one a project. */
  @ApiPropertyOptional({ default: false })
  @IfGiven()
  @IsBoolean()
  isOther?: boolean;

  /** What a form begins with. */
  @ApiPropertyOptional({ enum: SEVERITIES, default: 'normal' })
  @IfGiven()
  @IsIn(SEVERITIES)
  severity?: Severity;
}

/** Body of `PATCH /root-causes/:id`; what is left out stays. */
export class ChangeRootCauseDto implements Wire.ChangeRootCauseBody {
  /** 1–80 characters. */
  @ApiPropertyOptional({ minLength: 1, maxLength: 80 })
  @IfGiven()
  @IsString()
  @Length(1, 80)
  @Matches(/\S/, { message: 'name must not be blank' })
  name?: string;

  /** False: no longer offered; it stays where it was chosen. */
  @ApiPropertyOptional()
  @IfGiven()
  @IsBoolean()
  active?: boolean;

  /** The version that the caller saw. */
  @SeenVersion()
  version?: number;
}
/** Body of `PATCH /topics/:id`; what is left out stays. */
export class ChangeTopicDto extends ChangeRootCauseDto implements Wire.ChangeTopicBody {
  /** What a form begins with. */
  @ApiPropertyOptional({ enum: SEVERITIES })
  @IfGiven()
  @IsIn(SEVERITIES)
  severity?: Severity;
}

export class TopicPageDto {
  /** By reading; what is chosen when nothing else fits comes last. */
  @ApiProperty({ type: [TopicDto] })
  items: TopicDto[];
  /** Null on the last page. */
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}
export class RootCausePageDto {
  /** By reading. */
  @ApiProperty({ type: [RootCauseDto] })
  items: RootCauseDto[];
  /** Null on the last page. */
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}
