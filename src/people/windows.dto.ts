import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  WINDOWS_MAX,
  type DutyBody,
  type DutyView,
  type DutyWindow,
  type DutyWindowView,
  type ShiftsBody,
  type ShiftsView,
  type TimeWindow,
} from '@upline/contracts/shifts';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsDefined, IsObject, IsUUID, ValidateNested } from 'class-validator';
import { IsInstant } from '../kernel/instant';
import { IfGiven } from './optional';

/** Windows of one body. */
const Windows = (type: () => new () => TimeWindow): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ type: [type()], maxItems: WINDOWS_MAX.put }),
    IsDefined(),
    IsArray(),
    ArrayMaxSize(WINDOWS_MAX.put),
    IsObject({ each: true }),
    ValidateNested({ each: true }),
    Type(type),
  );

export class TimeWindowDto implements TimeWindow {
  /** First instant inside. */
  @ApiProperty({ format: 'date-time' })
  @IsInstant()
  from: string;

  /** First instant outside; after `from`. */
  @ApiProperty({ format: 'date-time' })
  @IsInstant()
  to: string;
}

export class WindowsQuery {
  /** Only windows that end after this instant. */
  @ApiPropertyOptional({ format: 'date-time' })
  @IfGiven()
  @IsInstant()
  from?: string;

  /** Only windows that begin before this instant. */
  @ApiPropertyOptional({ format: 'date-time' })
  @IfGiven()
  @IsInstant()
  to?: string;
}

/** What a body of windows replaces. */
class ReplacedRangeDto {
  /** First instant of the range that is replaced; left out: from the beginning. */
  @ApiPropertyOptional({ format: 'date-time' })
  @IfGiven()
  @IsInstant()
  from?: string;

  /** First instant behind the range that is replaced; left out: without end. */
  @ApiPropertyOptional({ format: 'date-time' })
  @IfGiven()
  @IsInstant()
  to?: string;
}

export class ShiftsBodyDto extends ReplacedRangeDto implements ShiftsBody {
  /** Inside the range, at most 7 days each, not overlapping; none: the person does not work then. */
  @Windows(() => TimeWindowDto)
  windows: TimeWindowDto[];
}

export class ShiftsDto implements ShiftsView {
  /** Whose they are. */
  @ApiProperty({ format: 'uuid' })
  personId: string;
  /** Earliest first, at most 1000; `from` and `to` of the query show others. */
  @ApiProperty({ type: [TimeWindowDto] })
  windows: TimeWindowDto[];
}

export class DutyWindowBodyDto extends TimeWindowDto implements DutyWindow {
  /** Who is on duty: active, with a leading role. */
  @ApiProperty({ format: 'uuid' })
  @IsUUID('all')
  personId: string;
}

export class DutyBodyDto extends ReplacedRangeDto implements DutyBody {
  /** Inside the range, at most 92 days each, not overlapping: one person is on duty at a time. */
  @Windows(() => DutyWindowBodyDto)
  windows: DutyWindowBodyDto[];
}

export class DutyWindowDto extends TimeWindowDto implements DutyWindowView {
  /** Who is on duty. */
  @ApiProperty({ format: 'uuid' })
  personId: string;
  /** As colleagues know them. */
  @ApiProperty()
  name: string;
}

export class DutyDto implements DutyView {
  /** Whose duty it is. */
  @ApiProperty({ format: 'uuid' })
  projectId: string;
  /** Earliest first, at most 1000; `from` and `to` of the query show others. */
  @ApiProperty({ type: [DutyWindowDto] })
  windows: DutyWindowDto[];
}
