import type { PersonRef } from './ticket';

/** Bytes of one file. */
export const FILE_LIMIT = 20 * 1024 * 1024;
/** What one ticket may carry. */
export const TICKET_FILES = { files: 50, bytes: 200 * 1024 * 1024 } as const;
/** Characters of a file's name; a longer one is shortened before its ending. */
export const FILE_NAME_LIMIT = 120;

const OFFICE = 'application/vnd.openxmlformats-officedocument';

/**
 * What is taken, by media type: the endings that a name of it may have, the first is what a name without one gets, and other
 * names of the same type that browsers declare. What a file is, its bytes say; all three must agree.
 */
export const FILE_TYPES = {
  'image/jpeg': { endings: ['jpg', 'jpeg', 'jfif'], aliases: ['image/jpg', 'image/pjpeg'] },
  'image/png': { endings: ['png'], aliases: ['image/x-png'] },
  'image/gif': { endings: ['gif'], aliases: [] },
  'image/webp': { endings: ['webp'], aliases: [] },
  'image/heic': { endings: ['heic', 'heif'], aliases: ['image/heif'] },
  'application/pdf': { endings: ['pdf'], aliases: ['application/x-pdf'] },
  'audio/mpeg': { endings: ['mp3'], aliases: ['audio/mp3', 'audio/x-mp3', 'audio/mpeg3'] },
  'audio/wav': { endings: ['wav'], aliases: ['audio/x-wav', 'audio/wave', 'audio/vnd.wave'] },
  'audio/mp4': { endings: ['m4a'], aliases: ['audio/x-m4a', 'audio/m4a', 'audio/aac', 'video/mp4'] },
  'video/mp4': { endings: ['mp4', 'm4v'], aliases: ['video/x-m4v', 'audio/mp4'] },
  'audio/ogg': { endings: ['ogg', 'oga', 'opus'], aliases: ['application/ogg', 'audio/opus', 'video/ogg'] },
  'audio/amr': { endings: ['amr'], aliases: ['audio/x-amr', 'audio/amr-wb'] },
  [`${OFFICE}.wordprocessingml.document`]: { endings: ['docx'], aliases: ['application/zip'] },
  [`${OFFICE}.spreadsheetml.sheet`]: { endings: ['xlsx'], aliases: ['application/zip'] },
  [`${OFFICE}.presentationml.presentation`]: { endings: ['pptx'], aliases: ['application/zip'] },
  'application/zip': { endings: ['zip'], aliases: ['application/x-zip-compressed', 'application/x-zip'] },
  'application/vnd.ms-outlook': { endings: ['msg'], aliases: ['application/x-msg'] },
  'message/rfc822': { endings: ['eml'], aliases: ['text/plain'] },
  'text/csv': { endings: ['csv'], aliases: ['text/plain', 'application/csv', 'application/vnd.ms-excel'] },
  'text/plain': { endings: ['txt', 'log'], aliases: ['text/x-log'] },
} as const satisfies Record<string, { endings: readonly [string, ...string[]]; aliases: readonly string[] }>;

/** A file of a ticket. */
export interface AttachmentView {
  id: string;
  /** As it was called, cleaned of paths and of characters that deceive. */
  name: string;
  /** Bytes. */
  size: number;
  /** Media type, found out from the bytes. */
  type: string;
  by: PersonRef;
  at: string;
}
