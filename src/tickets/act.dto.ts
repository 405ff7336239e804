import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import * as forms from '@upline/contracts/forms';
import { IsInt, IsOptional, IsString, Length, Matches, Max, Min } from 'class-validator';

const { min, max } = forms.TEXT_LENGTH;
const VERSION_MAX = 2_147_483_647;

/** A text of 1–4000 characters that is not only blanks. */
export const Text = (): PropertyDecorator => (target, property) => {
  ApiProperty({ type: String, minLength: min, maxLength: max })(target, property);
  IsString()(target, property as string);
  Length(min, max)(target, property as string);
  Matches(/\S/, { message: 'must not be blank' })(target, property as string);
};
/** The same, where it may be left out or null. */
export const OptionalText = (): PropertyDecorator => (target, property) => {
  ApiPropertyOptional({ type: String, nullable: true, minLength: min, maxLength: max })(target, property);
  IsOptional()(target, property as string);
  IsString()(target, property as string);
  Length(min, max)(target, property as string);
};

/** Body of an act that others decide on. */
export class VersionedDto implements forms.Versioned {
  /** The ticket's version that the caller saw; another one is a 409 `stale_version`. */
  @ApiProperty({ type: 'integer', minimum: 1 })
  @IsInt()
  @Min(1)
  @Max(VERSION_MAX)
  version: number;
}

/** Body of an act that commutes: a version is accepted and ignored. */
export class CommutingDto {
  @ApiPropertyOptional({ type: 'integer', minimum: 1 })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(VERSION_MAX)
  version?: number;
}

/** `acknowledge`, `release`, `confirm`: a reason that is not needed is accepted. */
export class PlainActDto extends VersionedDto {
  @OptionalText()
  reason?: string | null;
}
export class ReasonDto extends VersionedDto implements forms.ReasonForm {
  /** Why, for the timeline. */
  @Text()
  reason: string;
}
