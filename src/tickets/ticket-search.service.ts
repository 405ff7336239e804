import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CustomersService } from '../customers/customers.service';
import { runHot, type HotStatement } from '../kernel/hot-statement';
import { hourOf } from './lexemes.rules';
import { readQuery, type Cut, type SearchQuery } from './ticket-search.rules';
import type { Search, SearchWindow } from './ticket-search.statement';
import type { Span } from './search-windows.rules';
import { SIGHT_CTES, isWide } from './ticket.sight';
import { cutterOf } from './word-cutter';

/** `$2` is the version of the house's words that this process has. */
const AHEAD: HotStatement = {
  name: 'ticket_search_ahead',
  text: `with ${SIGHT_CTES}
    select w.version, case when w.version <> $2 then w.words end as words, ${isWide} as wide,
      (select reltuples::float8 from pg_class where oid = 'ticket'::regclass) as tickets,
      (select min(created_at) from ticket) as first, (select max(created_at) from ticket) as last
    from search_words w`,
};

interface AheadRow {
  version: number;
  words: string[] | null;
  wide: boolean;
  tickets: number;
  first: Date | null;
  last: Date | null;
}

/** What a search must know before it looks. */
export interface Sought {
  query: Search['query'];
  /** Whether the reader sees more than what is theirs. */
  wide: boolean;
  span: Span;
}

/** Reads what was typed, by the house's words. */
@Injectable()
export class TicketSearch {
  private known: { version: number; cut: Cut } = { version: 0, cut: cutterOf([]) };

  constructor(private readonly customers: CustomersService) {}

  /** Null when there is nothing to look for. */
  async read(m: EntityManager, readerId: string, typed: string): Promise<Sought | null> {
    const [ahead] = await runHot<AheadRow>(m, AHEAD, [readerId, this.known.version]);
    if (ahead!.words) this.known = { version: ahead!.version, cut: cutterOf(ahead!.words) };
    const query = readQuery(typed, this.known.cut);
    if (!query || !ahead!.first || !ahead!.last) return null;
    const span = { tickets: ahead!.tickets, firstHour: hourOf(ahead!.first), lastHour: hourOf(ahead!.last) };
    return { query: this.sealed(query), wide: ahead!.wide, span };
  }

  private sealed({ words, digits }: SearchQuery): Search['query'] {
    return {
      words,
      digits: digits.map(({ phone, lastFour, number, text }) => ({
        phone: phone === null ? null : this.customers.phoneIndex(phone),
        lastFour: lastFour === null ? null : this.customers.lastFourIndex(lastFour),
        number,
        text,
      })),
    };
  }
}

/** Prepared statements are kept by shape; of rare shapes none is kept. */
export const shapeOf = ({ words, digits }: Search['query'], window: SearchWindow | null): string | null =>
  digits.length > 1
    ? null
    : [
        '_q',
        words ? 'w' : '',
        ...digits.map((one) => `d${one.phone ? 'p' : ''}${one.lastFour ? 'f' : ''}${one.number ? 'n' : ''}`),
        window ? `_${window.hours ? 'part' : 'all'}${window.before === null ? '' : '_before'}` : '_asked',
      ].join('');
