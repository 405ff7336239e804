import type { PersonEventView } from './events';

/** What somebody does with a ticket that they have open; `editing` beats `viewing` where one person does both. */
export const PRESENCE_MODES = ['viewing', 'editing'] as const;
export type PresenceMode = (typeof PRESENCE_MODES)[number];

export interface PresentPerson {
  id: string;
  name: string;
  mode: PresenceMode;
}
/** Everybody who has a ticket open now and may see it, each once, the reader included; empty when nobody has. */
export interface PresenceView {
  ticketId: string;
  people: PresentPerson[];
}

/** Server to client. */
export interface ServerToClient {
  /** A hint for this person: content is fetched. */
  event: (event: PersonEventView) => void;
  /** Something in a list that this socket watches has changed; at most once a second. */
  view_changed: (body: { view: 'team' }) => void;
  /** Who has a ticket open that this socket watches; sent after a `watch` and with every change. */
  presence: (presence: PresenceView) => void;
  /** The session was revoked; the connection closes. */
  session_ended: () => void;
  /** The answer to a frame that is not understood and asks for no acknowledgement. */
  refused: (body: { code: 'invalid' }) => void;
}

export type ResumeBody = { after: number };
/** What `resume` answers: the last `seq` sent again, or that the client must fetch anew. */
export type ResumeAnswer = { ok: true; upTo: number } | { ok: false; code: 'resync_required' | 'invalid' };

/** A ticket that is open on the screen, or the list of the team's tickets. */
export type WatchBody = { ticketId: string; mode: PresenceMode } | { view: 'team' };
export type UnwatchBody = { ticketId: string } | { view: 'team' };
/**
 * `not_found`: it does not exist or is out of sight. `forbidden`: a filer who is accused in it, or an integration
 * token, behind which nobody looks. `too_many_requests`: more tickets, or more often, than a person could. `unavailable`: ask again.
 */
export type WatchAnswer =
  { ok: true } | { ok: false; code: 'invalid' | 'not_found' | 'forbidden' | 'too_many_requests' | 'unavailable' };

/** Client to server, with acknowledgement. */
export interface ClientToServer {
  /** Sends again every event after a number. */
  resume: (body: ResumeBody, answer: (reply: ResumeAnswer) => void) => void;
  /** Says what the person has open, and asks to hear of it; a second one for the same ticket changes the mode. */
  watch: (body: WatchBody, answer: (reply: WatchAnswer) => void) => void;
  /** Takes a `watch` back; without one it changes nothing. */
  unwatch: (body: UnwatchBody, answer: (reply: WatchAnswer) => void) => void;
}
