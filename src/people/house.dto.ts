import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { HouseBody, HouseView } from '@upline/contracts/people';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsOptional,
  IsString,
  IsTimeZone,
  IsUUID,
  Length,
  Matches,
} from 'class-validator';
import { IfGiven } from './optional';

const asOne = (id: unknown): unknown => (typeof id === 'string' ? id.toLowerCase() : id);

export class HouseBodyDto implements HouseBody {
  /** 1–80 characters. */
  @ApiPropertyOptional({ minLength: 1, maxLength: 80 })
  @IfGiven()
  @IsString()
  @Length(1, 80)
  @Matches(/\S/, { message: 'name must not be blank' })
  name?: string;

  /** IANA name such as `Asia/Shanghai`. */
  @ApiPropertyOptional()
  @IfGiven()
  @IsString()
  @Length(1, 64)
  @IsTimeZone()
  timeZone?: string;

  /** At least two different active people, in the order in which they are asked. */
  @ApiPropertyOptional({ type: [String], format: 'uuid', minItems: 2, maxItems: 20, uniqueItems: true })
  @IfGiven()
  @IsArray()
  @ArrayMinSize(2)
  @ArrayMaxSize(20)
  @ArrayUnique(asOne)
  @IsUUID('all', { each: true })
  lastResortIds?: string[];

  /** Active people. */
  @ApiPropertyOptional({ type: [String], format: 'uuid', maxItems: 20, uniqueItems: true })
  @IfGiven()
  @IsArray()
  @ArrayMaxSize(20)
  @ArrayUnique(asOne)
  @IsUUID('all', { each: true })
  appealDeskIds?: string[];

  /** Null removes it. */
  @ApiPropertyOptional({ type: String, format: 'uuid', nullable: true })
  @IsOptional()
  @IsUUID('all')
  appealOutsiderId?: string | null;
}

export class HouseDto implements HouseView {
  /** Of the call centre. */
  @ApiProperty()
  name: string;
  /** IANA name. */
  @ApiProperty()
  timeZone: string;
  /** In the order in which they are asked. */
  @ApiProperty({ type: [String], format: 'uuid' })
  lastResortIds: string[];
  /** Who handles appeals for the house. */
  @ApiProperty({ type: [String], format: 'uuid' })
  appealDeskIds: string[];
  /** Who handles an appeal that nobody inside may. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  appealOutsiderId: string | null;
}
