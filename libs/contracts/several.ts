/** Acts on a second ticket, on many, or beyond the state of one: `link`, `merge`, `reveal`. */
/** How the linked ticket stands to the other: it says the same again, has to do with it, or comes from it. */
export const LINK_RELATIONS = ['repeat', 'related', 'caused_by'] as const;
export type LinkRelation = (typeof LINK_RELATIONS)[number];
export interface LinkForm {
  version?: number;
  /** Id or 单号 of the other ticket. */
  toId: string;
  relation: LinkRelation;
}
/** A link as one of its tickets shows it; only where the reader sees the other one. */
export interface LinkView {
  /** Of the other ticket. */
  id: string;
  number: number;
  relation: LinkRelation;
  /** `out`: this ticket was linked to the other one; `in`: the other way round. */
  direction: 'out' | 'in';
}
export interface TicketRef {
  id: string;
  number: number;
}

export interface MergeForm {
  /** Of the ticket that ends. */
  version: number;
  reason: string;
  /** Id or 单号 of the ticket that goes on. */
  intoId: string;
}

export const REVEAL_FIELDS = ['phone', 'contact', 'name'] as const;
export type RevealField = (typeof REVEAL_FIELDS)[number];
export interface RevealForm {
  field: RevealField;
  reason: string;
}
export interface RevealAnswer {
  field: RevealField;
  /** As the customer gave it. */
  value: string;
  /** Of a phone: what is dialled. */
  e164: string | null;
  /** To be masked again then, 60 s from now. */
  until: string;
}
