/** A spreadsheet runs what begins so, with blanks before it too. */
const RUNS = /^[\s\u00a0\ufeff]*[=+\-@＝＋－＠\t\r\n\0]|^[\t\r\n]/;
const LITERAL = /^'+(?:[\s\u00a0\ufeff]*[=+\-@＝＋－＠\t\r\n\0])/;

/** Whether a spreadsheet would take a cell for a formula. */
export const looksLikeFormula = (cell: string): boolean => RUNS.test(cell);

/** A cell that a spreadsheet takes for text, whatever is in it. */
export const literalCell = (cell: string): string => (RUNS.test(cell) || LITERAL.test(cell) ? `'${cell}` : cell);

/** What `literalCell` was made of; any other text is what it is. */
export const plainCell = (cell: string): string => (LITERAL.test(cell) ? cell.slice(1) : cell);

const quoted = (cell: string): string => (/[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** RFC 4180 in UTF-8 with a byte order mark, without which spreadsheets read Chinese as something else. No cell is a formula. */
export const csvText = (rows: readonly (readonly string[])[]): string =>
  `\uFEFF${rows.map((row) => row.map((cell) => quoted(literalCell(cell))).join(',')).join('\r\n')}\r\n`;
