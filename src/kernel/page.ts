import { ApiPropertyOptional } from '@nestjs/swagger';
import { PAGE_LIMIT, type Page } from '@upline/contracts/pages';
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';
import { encodeCursor, type CursorValue } from './cursor';

/** Digits of a query become a number; everything else stays what it is and is refused by `@IsInt`. */
export const queryInt = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;

/** The two parameters of every list. */
export class PageQuery {
  /** Rows of a page, 1–100. */
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: PAGE_LIMIT.max, default: PAGE_LIMIT.default })
  @IsOptional()
  @Transform(queryInt)
  @IsInt()
  @Min(1)
  @Max(PAGE_LIMIT.max)
  limit: number = PAGE_LIMIT.default;

  /** `nextCursor` of the page before; opaque. */
  @ApiPropertyOptional({ type: String, maxLength: 1024 })
  @IsOptional()
  @IsString()
  @Length(1, 1024)
  cursor?: string;
}

/** Makes a page of `limit + 1` rows that were read: the extra row only says that there are more. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  view: (row: Row) => Item,
  cursorOf: (row: Row) => readonly CursorValue[],
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items: shown.map(view), nextCursor: more ? encodeCursor(cursorOf(last)) : null };
}
