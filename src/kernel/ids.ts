import { v7 } from 'uuid';

/** A new UUIDv7: sorts by the time of its making. */
export const newId = (): string => v7();

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** Whether a text has the shape of a UUID (any version). */
export const isId = (text: string): boolean => UUID.test(text);
