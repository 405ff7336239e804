import type { TicketState } from './states';

/** What a person may do to a ticket by `POST /tickets/:id/<action>`. */
export const TICKET_ACTIONS = [
  'acknowledge',
  'release',
  'return',
  'supply',
  'note',
  'contact',
  'decide',
  'resolve',
  'confirm',
  'dispute',
  'escalate',
  'transfer',
  'withdraw',
  'pause',
  'resume',
  'promise',
  'assist',
  'nudge',
  'watch',
  'unwatch',
] as const;
export type TicketAction = (typeof TICKET_ACTIONS)[number];

/** Acts that commute: they need no `version` and make nobody stale. */
export const COMMUTING_ACTIONS = [
  'note',
  'contact',
  'assist',
  'nudge',
  'watch',
  'unwatch',
] as const satisfies readonly TicketAction[];

const ALWAYS = ['note', 'watch', 'unwatch'] as const satisfies readonly TicketAction[];
const WHILE_OPEN = [
  ...ALWAYS,
  'contact',
  'promise',
  'escalate',
  'transfer',
  'assist',
  'nudge',
] as const satisfies readonly TicketAction[];

/** State → actions that `decide` may accept there; the console greys out from the same constant. */
export const TRANSITIONS: Record<TicketState, readonly TicketAction[]> = {
  submitted: ['acknowledge', 'return', ...WHILE_OPEN, 'withdraw'],
  in_progress: ['release', 'return', 'pause', 'resume', 'decide', 'resolve', ...WHILE_OPEN],
  callback_due: ['resolve', ...WHILE_OPEN],
  returned: ['supply', ...WHILE_OPEN],
  resolved: ['confirm', 'dispute', ...ALWAYS],
  closed: [...ALWAYS],
  withdrawn: [...ALWAYS],
};

/** Acts beyond the state of one ticket: two take a second ticket, one only shows what is masked. */
export const WIDER_ACTIONS = ['link', 'merge', 'reveal'] as const;
/** What `allowedActions` may name. */
export const OFFERED_ACTIONS = [...TICKET_ACTIONS, ...WIDER_ACTIONS] as const;
export type OfferedAction = (typeof OFFERED_ACTIONS)[number];
