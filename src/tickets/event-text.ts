import { newId } from '../kernel/ids';
import type { EventText } from './ticket.facts';

/** A text of an act, with the id of the row that it will live in. */
export const eventText = (
  field: EventText['field'],
  body: string,
  visibility: EventText['visibility'] = 'all',
): EventText => ({ id: newId(), field, visibility, body });
