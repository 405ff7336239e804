import type { Severity, TicketKind } from './ticket';

/** What every row of the catalogue has. */
export interface CatalogEntry {
  id: string;
  /** Null: for the whole house. */
  projectId: string | null;
  name: string;
  /** The whole reading of the name without tones and spaces, `tuikuan`; `ü` is `v`, as it is typed. */
  pinyin: string;
  /** First letters of the reading, `tk`. */
  initials: string;
  /** False: no longer offered; it stays where it was chosen. */
  active: boolean;
  version: number;
}
/** What a form is about. */
export interface TopicView extends CatalogEntry {
  /** Chosen where the filer chose none; a project has one at most, the house always one. */
  isOther: boolean;
  /** What the form begins with. */
  severity: Severity;
}
/** What caused it. */
export type RootCauseView = CatalogEntry;

export const SLOT_KINDS = ['text', 'number', 'date', 'choice'] as const;
export type SlotKind = (typeof SLOT_KINDS)[number];
/** A blank of a template, `{{name}}` in its content. */
export interface TemplateSlot {
  /** 1–20 letters, digits and `_`. */
  name: string;
  label: string;
  required: boolean;
  kind: SlotKind;
  /** Of a `choice`: 2–20; else empty. */
  choices: string[];
}
export const TEMPLATE_SLOTS = 20;
/** What the content of a form may begin with. */
export interface TemplateView extends CatalogEntry {
  /** Null: for every topic. */
  topicId: string | null;
  /** Null: for every kind. */
  kind: TicketKind | null;
  content: string;
  /** In the order in which Tab goes through them. */
  slots: TemplateSlot[];
}

export const PHRASE_PLACES = ['content', 'note', 'answer', 'question', 'contact'] as const;
export type PhrasePlace = (typeof PHRASE_PLACES)[number];
/** What a phrase may name as `{{…}}`: facts of the call and the form that the console fills in, never a customer's data stored here. */
export const PHRASE_VARIABLES = ['客户称呼', '来电时间', '答复时间', '坐席姓名', '单号', '项目名称'] as const;
/** A sentence that is often said; its name is what is typed after `/`. */
export interface PhraseView extends CatalogEntry {
  text: string;
  where: PhrasePlace;
}

interface NewEntry {
  name: string;
  /** Left out or null: for the whole house. */
  projectId?: string | null;
}
interface ChangeEntry {
  active?: boolean;
  /** The version that the caller saw; another one is a 409 `stale_version`. */
  version?: number;
}
export interface TopicBody extends NewEntry {
  isOther?: boolean;
  severity?: Severity;
}
export interface ChangeTopicBody extends ChangeEntry {
  name?: string;
  severity?: Severity;
}
export type RootCauseBody = NewEntry;
export interface ChangeRootCauseBody extends ChangeEntry {
  name?: string;
}
export interface TemplateBody extends NewEntry {
  topicId?: string | null;
  kind?: TicketKind | null;
  content: string;
  /** Exactly the blanks of the content. */
  slots?: TemplateSlot[];
}
export interface ChangeTemplateBody extends ChangeEntry, Partial<Omit<TemplateBody, 'projectId'>> {}
export interface PhraseBody extends NewEntry {
  text: string;
  where: PhrasePlace;
}
export interface ChangePhraseBody extends ChangeEntry, Partial<Omit<PhraseBody, 'projectId'>> {}
