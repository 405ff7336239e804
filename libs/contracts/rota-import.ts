import type { ImportCounts } from './people-import';
import type { FieldError } from './refusals';

/** Columns of a file of shifts or of duty. */
export const ROTA_COLUMNS = ['login', 'from', 'to'] as const;
export const ROTA_VERDICTS = ['created', 'unchanged', 'error'] as const;

/** What becomes of one line of the file. */
export interface RotaRowView {
  /** Line of the file; the header's is 1. */
  row: number;
  login: string;
  verdict: (typeof ROTA_VERDICTS)[number];
  errors: FieldError[];
}
/**
 * Answer of `POST /shifts/import` and `POST /projects/:id/duty/import`. The file replaces what stands between its
 * earliest `from` and its latest `to`: of each person whom it names, or of the project.
 */
export interface RotaImportView {
  dryRun: boolean;
  encoding: 'utf-8' | 'gb18030';
  counts: Omit<ImportCounts, 'changed'>;
  rows: RotaRowView[];
}
