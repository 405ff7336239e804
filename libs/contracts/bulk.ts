import type { NoteVisibility } from './ticket';
import type { RefusalCode } from './refusals';

export const BULK_MAX = 200;
export const BULK_ACTIONS = ['acknowledge', 'transfer', 'note'] as const;
export type BulkAction = (typeof BULK_ACTIONS)[number];

export interface BulkItem {
  /** Ticket. */
  id: string;
  /** The version that the caller saw; a note needs none. */
  version?: number;
}
/** Body of `POST /tickets/bulk`; beside `items` the fields of the act, the same for all. */
export interface BulkForm {
  action: BulkAction;
  items: BulkItem[];
  toPersonId?: string;
  reason?: string;
  text?: string;
  visibility?: NoteVisibility;
}
/** What the act by itself would have answered. */
export interface BulkResult {
  id: string;
  status: number;
  code: RefusalCode | null;
  /** As the ticket stands after it; null where the caller does not see it. */
  version: number | null;
}
export interface BulkView {
  /** In the order of `items`. */
  results: BulkResult[];
}
