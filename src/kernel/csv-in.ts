import { CsvError, parse, type Info } from 'csv-parse';
import type { FieldError } from '@upline/contracts/refusals';
import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { decodeText, type TextEncodingName } from './csv-encoding';
import { Refusal } from './refusal';

/** Lines of data of one file. */
export const MAX_ROWS = 5000;
/** Bytes of one line. */
const MAX_LINE = 8192;
/** Bytes that are parsed before others get their turn. */
const SLICE = 16 * 1024;
/** Empty lines and line breaks in cells that the quick count lets pass. */
const SPARE_LINES = 1000;

/** Columns by their name, each with other words for it; compared without regard to case and width. */
export type CsvColumns<Column extends string> = Record<Column, readonly string[]>;

export interface CsvRow<Column extends string> {
  /** Line of the file, the header's is 1. */
  row: number;
  /** Trimmed; a column that the file has not is left out. */
  cells: Partial<Record<Column, string>>;
  errors: FieldError[];
}
export interface CsvFile<Column extends string> {
  encoding: TextEncodingName;
  rows: CsvRow<Column>[];
}

/** Reads a file whose first line names the columns; what is wrong with the whole file is a 400, with a row its `errors`. */
export async function readCsv<Column extends string>(
  bytes: Buffer,
  columns: CsvColumns<Column>,
  required: readonly Column[],
): Promise<CsvFile<Column>> {
  if (bytes.length === 0) throw Refusal.invalid('file', 'is empty', 'required');
  refuseLong(bytes);
  const { text, encoding } = decodeText(bytes);
  if (text.includes('\0')) throw Refusal.invalid(`line ${lineOf(text, text.indexOf('\0'))}`, 'holds a NUL character');
  const records = await parsed(text);
  const [header, ...body] = records;
  if (!header) throw Refusal.invalid('file', 'is empty', 'required');
  if (body.length > MAX_ROWS) throw tooMany();
  const names = namesOf(header.record, columns);
  for (const name of required)
    if (!names.includes(name)) throw Refusal.invalid('line 1', `has no column ${name}`, 'column_missing');
  if (body.length === 0) throw Refusal.invalid('file', 'has no line below the header', 'required');
  return { encoding, rows: body.map(({ record, info }) => rowOf(record, info.lines, names)) };
}

const tooMany = (): Refusal => Refusal.invalid('file', `has more than ${MAX_ROWS} rows: divide it`, 'too_many_rows');

/** A file far beyond the limit is not even parsed. */
function refuseLong(bytes: Buffer): void {
  let lines = 0;
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) {
    if (++lines > MAX_ROWS + 1 + SPARE_LINES) throw tooMany();
  }
}

const lineOf = (text: string, at: number): number => text.slice(0, at).split('\n').length;

interface Parsed {
  record: string[];
  info: Info;
}

async function parsed(text: string): Promise<Parsed[]> {
  const parser = parse({
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    trim: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: MAX_LINE,
    // The header, every row that is taken, and one that says there are more.
    to: MAX_ROWS + 2,
  });
  const records: Parsed[] = [];
  try {
    for await (const record of Readable.from(slices(text)).pipe(parser)) records.push(record as Parsed);
  } catch (error) {
    throw error instanceof CsvError ? unreadable(error) : error;
  }
  return records;
}

async function* slices(text: string): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += SLICE) {
    yield bytes.subarray(at, at + SLICE);
    await turn();
  }
}

const SAID: Partial<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'opens a quote that nothing closes',
  CSV_INVALID_CLOSING_QUOTE: 'has text behind a closing quote',
  CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE: 'has text behind a closing quote',
  INVALID_OPENING_QUOTE: 'has a quote in the middle of a cell',
  CSV_MAX_RECORD_SIZE: `is longer than ${MAX_LINE} bytes`,
};

function unreadable(error: CsvError): Refusal {
  const line = Number((error as { lines?: unknown }).lines ?? 1);
  return Refusal.invalid(`line ${line}`, SAID[error.code] ?? 'is no CSV', 'malformed');
}

const plain = (name: string): string => name.normalize('NFKC').trim().toLowerCase();

function namesOf<Column extends string>(header: readonly string[], columns: CsvColumns<Column>): Column[] {
  const known = new Map<string, Column>();
  for (const name of Object.keys(columns) as Column[])
    for (const word of [name, ...columns[name]]) known.set(plain(word), name);
  const names = header.map((cell) => {
    const name = known.get(plain(cell));
    if (!name)
      throw Refusal.invalid('line 1', `names a column that is not known: ${cell || '(empty)'}`, 'unknown_column');
    return name;
  });
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice) throw Refusal.invalid('line 1', `names the column ${twice} twice`, 'column_twice');
  return names;
}

function rowOf<Column extends string>(
  record: readonly string[],
  row: number,
  names: readonly Column[],
): CsvRow<Column> {
  const cells: Partial<Record<Column, string>> = {};
  names.forEach((name, at) => (cells[name] = record[at] ?? ''));
  const fits = record.length === names.length;
  const message = `has ${record.length} cells, the header ${names.length}`;
  return { row, cells, errors: fits ? [] : [{ path: '', code: 'cells', message }] };
}
