import { PHRASE_VARIABLES, type TemplateSlot } from '@upline/contracts/catalog';
import type { FieldError } from '@upline/contracts/refusals';

const SLOT = /\{\{([^{}]*)\}\}/g;
const NAME = /^[\p{L}\p{N}_]{1,20}$/u;
const error = (path: string, code: string, message: string): FieldError => ({ path, code, message });

/** Names between double braces, in their order; a lone pair of braces is left over as `broken`. */
export function slotsIn(text: string): { names: string[]; broken: boolean } {
  const names = [...text.matchAll(SLOT)].map((found) => found[1]!.trim());
  const rest = text.replace(SLOT, '');
  return { names, broken: rest.includes('{{') || rest.includes('}}') || names.some((name) => !NAME.test(name)) };
}

/** Everything in which the content of a template and its list of slots disagree. */
export function templateErrors(content: string, slots: readonly TemplateSlot[]): FieldError[] {
  const { names, broken } = slotsIn(content);
  const listed = slots.map(({ name }) => name);
  return [
    ...(broken
      ? [error('content', 'malformed', 'has a blank that is not {{name}} of 1–20 letters, digits and _')]
      : []),
    ...names
      .filter((name, n) => NAME.test(name) && !listed.includes(name) && names.indexOf(name) === n)
      .map((name) => error('slots', 'missing', `lacks the blank ${name} of the content`)),
    ...slots.flatMap((slot, n) => slotErrors(slot, n, listed, names)),
  ];
}

function slotErrors(slot: TemplateSlot, n: number, listed: readonly string[], names: readonly string[]): FieldError[] {
  const path = `slots.${n}`;
  const few = new Set(slot.choices).size < 2 || new Set(slot.choices).size < slot.choices.length;
  return [
    ...(names.includes(slot.name) ? [] : [error(`${path}.name`, 'unused', 'is no blank of the content')]),
    ...(listed.indexOf(slot.name) < n ? [error(`${path}.name`, 'taken', 'is listed twice')] : []),
    ...(slot.kind === 'choice' && few
      ? [error(`${path}.choices`, 'required', 'has two different choices at least')]
      : []),
    ...(slot.kind !== 'choice' && slot.choices.length > 0
      ? [error(`${path}.choices`, 'invalid', 'is for a choice')]
      : []),
  ];
}

/** A phrase names nothing but what the console can fill in. */
export function phraseErrors(text: string): FieldError[] {
  const { names, broken } = slotsIn(text);
  const unknown = names.filter((name) => !(PHRASE_VARIABLES as readonly string[]).includes(name));
  if (!broken && unknown.length === 0) return [];
  return [error('text', 'unknown_slot', `may name ${PHRASE_VARIABLES.map((name) => `{{${name}}}`).join(' ')}`)];
}
