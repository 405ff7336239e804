import type { FieldError } from './refusals';
import type { PersonRef } from './ticket';

/** Columns of the file; `login` must be there, the others may be left out: what is left out stays as it is. */
export const IMPORT_COLUMNS = ['login', 'name', 'roles', 'superior', 'extension', 'projects', 'email'] as const;
export type ImportColumn = (typeof IMPORT_COLUMNS)[number];

export const IMPORT_VERDICTS = ['created', 'changed', 'unchanged', 'error'] as const;
export type ImportVerdict = (typeof IMPORT_VERDICTS)[number];
export const IMPORT_ENCODINGS = ['utf-8', 'gb18030'] as const;

/** Hours within which an import may be undone. */
export const UNDO_HOURS = 24;

/** What becomes of one line of the file. */
export interface ImportRowView {
  /** Line of the file; the header's is 1. */
  row: number;
  login: string;
  verdict: ImportVerdict;
  /** Columns whose value changes. */
  changes: ImportColumn[];
  /** Of an `error`: `path` is the column. */
  errors: FieldError[];
}
export interface ImportCounts {
  created: number;
  changed: number;
  unchanged: number;
  error: number;
}
/** Answer of `POST /people/import`. With an error nothing is written: a dry run shows the rows, else it is a 400. */
export interface PeopleImportView {
  /** Null when nothing was written. */
  importId: string | null;
  dryRun: boolean;
  encoding: (typeof IMPORT_ENCODINGS)[number];
  counts: ImportCounts;
  rows: ImportRowView[];
  undoableUntil: string | null;
}

export const OBSTACLES = ['undone', 'over', 'changed_since', 'line_changed_since', 'signed_in', 'in_use'] as const;
/** Why an import can no longer be undone. */
export interface ImportObstacle {
  code: (typeof OBSTACLES)[number];
  /** Null where it is the whole import. */
  person: PersonRef | null;
  /** For an administrator. */
  message: string;
}
/** An import on record. */
export interface ImportView {
  id: string;
  by: PersonRef;
  at: string;
  counts: Omit<ImportCounts, 'error'>;
  undoneAt: string | null;
  undoneBy: PersonRef | null;
  /** Null when it was undone or its time is over. */
  undoableUntil: string | null;
  /** What stands in the way now, at most ten; none: it can be undone. */
  obstacles: ImportObstacle[];
}
