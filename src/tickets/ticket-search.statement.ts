import { hourStart, lexemesBetween } from './lexemes.rules';
import type { SearchQuery } from './ticket-search.rules';
import { readsForSuperiors, recused } from './ticket.sight';

/** Longest tsvector that we make, of the megabyte that PostgreSQL allows: texts beyond are not found any more. */
const MOST_BYTES = 900_000;

/** Adds words to what tickets are found by; `rows` is a `SearchRow[]` as JSON. */
export const searchCte = (rows: string): string => `
  search_out as (
    insert into ticket_search as s (ticket_id, words, words_superiors, bytes)
    select ticket_id, array_to_tsvector(words), case when cardinality(superiors) > 0 then array_to_tsvector(words || superiors) end, bytes
    from jsonb_to_recordset(${rows}::jsonb) as f(ticket_id uuid, words text[], superiors text[], bytes integer)
    on conflict (ticket_id) do update set words = s.words || excluded.words, bytes = s.bytes + excluded.bytes,
      words_superiors = case when s.words_superiors is not null or excluded.words_superiors is not null
        then coalesce(s.words_superiors, s.words) || coalesce(excluded.words_superiors, excluded.words) end
    where s.bytes + excluded.bytes <= ${MOST_BYTES}
  )`;

/** Takes a value of the statement and gives its `$n`. */
export type Give = (value: unknown) => string;

/** A part of time; the newest part is looked at first. */
export interface SearchWindow {
  /** Hours that are named in the index; null for all there are. */
  hours: { first: number; last: number } | null;
  /** Only tickets before this hour. */
  before: number | null;
}

/** What was asked for, with the blind indexes of its numbers. */
export interface Search {
  query: Omit<SearchQuery, 'digits'> & { digits: DigitsSought[] };
  /** Ask each ticket of a list that is short anyway, or the index of words for the tickets. */
  by: 'ticket' | 'index';
  window: SearchWindow | null;
  /** Names the shape of the statement; null when it is a rare one. */
  shape: string | null;
}
export interface DigitsSought {
  /** Blind indexes of the phone and of the last four. */
  phone: Buffer | null;
  lastFour: Buffer | null;
  number: string | null;
  text: string;
}

/** A scalar, because PostgreSQL would turn an `exists` round and begin with every ticket that has the word. */
const textHit = (query: string): string => `((select true from ticket_search s where s.ticket_id = t.id
  and (s.words @@ ${query} or (s.words_superiors @@ ${query} and ${readsForSuperiors('t')})) limit 1) is true)`;

const customersOf = ({ phone, lastFour }: DigitsSought, give: Give): string | null => {
  const by = [phone && `blind_index = ${give(phone)}`, lastFour && `last_four_index = ${give(lastFour)}`];
  const either = by.filter(Boolean).join(' or ');
  return either === '' ? null : `(select id from customer where ${either})`;
};

function digitsHit(digits: DigitsSought, give: Give): string {
  const customers = customersOf(digits, give);
  const ways = [
    customers && `t.customer_id in ${customers}`,
    digits.number && `t.number = ${give(digits.number)}::bigint`,
    textHit(`${give(digits.text)}::tsquery`),
  ];
  return `(${ways.filter(Boolean).join(' or ')})`;
}

/** A recused filer finds what they filed by its number alone: words would tell what they may not read. */
const unveiledTo = ({ digits }: Search['query'], give: Give): string => {
  const number = digits.find((one) => one.number !== null)?.number;
  const restricted = `(t.filer_id = $1 and ${recused('t')})`;
  return number ? `(not ${restricted} or t.number = ${give(number)}::bigint)` : `not ${restricted}`;
};

/** Conditions on a ticket `t` that say whether it is found. */
export function hitOf({ query }: Search, give: Give): string {
  const parts = [
    ...(query.words ? [textHit(`${give(query.words)}::tsquery`)] : []),
    ...query.digits.map((digits) => digitsHit(digits, give)),
    unveiledTo(query, give),
  ];
  return parts.map((part) => `and ${part}`).join(' ');
}

/** Tickets by the index of words, as a CTE `hits`, the from clause that reads it, and what is left to ask of each ticket. */
export function hitsOf({ query, window }: Search, give: Give): { cte: string; from: string; where: string } {
  const { words, digits } = query;
  const [first, ...others] = digits;
  const ways = words ? byText(within(words, window), give) : byDigits(first!, window, give);
  const left = [...(words ? digits : others).map((one) => digitsHit(one, give)), unveiledTo(query, give)];
  return {
    cte: `hits as materialized (select ticket_id, bool_or(plain) as plain from (${ways.join(' union all ')}) way group by ticket_id)`,
    from: 'hits h join ticket t on t.id = h.ticket_id',
    where: [`and (h.plain or ${readsForSuperiors('t')})`, ...left.map((one) => `and ${one}`), ...bounds(window, give)].join(' '), // prettier-ignore
  };
}

function byText(words: string, give: Give): string[] {
  const query = `${give(words)}::tsquery`;
  return [
    `select ticket_id, true as plain from ticket_search where words @@ ${query}`,
    `select ticket_id, false from ticket_search where words_superiors @@ ${query}`,
  ];
}

function byDigits(digits: DigitsSought, window: SearchWindow | null, give: Give): string[] {
  const customers = customersOf(digits, give);
  const ways = byText(within(digits.text, window), give);
  if (customers) ways.push(`select id, true from ticket where customer_id in ${customers}`);
  if (digits.number) ways.push(`select id, true from ticket where number = ${give(digits.number)}::bigint`);
  return ways;
}

/** The words in one part of time: its hours and days are lexemes, so that the index never reads the others'. */
function within(words: string, window: SearchWindow | null): string {
  if (!window?.hours) return words;
  const times = lexemesBetween(window.hours.first, window.hours.last).map((lexeme) => `'${lexeme}'`);
  return `${words} & (${times.join(' | ')})`;
}

function bounds(window: SearchWindow | null, give: Give): string[] {
  if (!window) return [];
  const parts: string[] = [];
  if (window.hours) parts.push(`and t.created_at >= ${give(hourStart(window.hours.first))}::timestamptz`);
  if (window.before !== null) parts.push(`and t.created_at < ${give(hourStart(window.before))}::timestamptz`);
  return parts;
}
