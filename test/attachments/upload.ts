import type { AttachmentView } from '@upline/contracts/attachments';
import { randomBytes } from 'node:crypto';
import type { House } from '../support/app';
import type { Answer } from '../support/client';
import { png } from './bytes';

export interface Part {
  field?: string;
  /** Null: a plain field. */
  name?: string | null;
  type?: string;
  bytes?: Buffer;
  /** More lines of the part's head. */
  head?: string;
}

/** `multipart/form-data` as a browser writes it. */
export function formOf(parts: Part[]): { body: Buffer; headers: Record<string, string> } {
  const boundary = `----upline${randomBytes(8).toString('hex')}`;
  const pieces = parts.flatMap(({ field = 'file', name = 'screen.png', type, bytes = png(), head = '' }) => {
    const called = name === null ? '' : `; filename="${name}"`;
    const typed = type === undefined ? '' : `Content-Type: ${type}\r\n`;
    return [Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${field}"${called}\r\n${typed}${head}\r\n`), bytes, Buffer.from('\r\n')]; // prettier-ignore
  });
  const body = Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]);
  return { body, headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } };
}

export async function upload(
  house: House,
  login: string,
  ticketId: string | number,
  part: Part | Part[] = {},
  headers: Record<string, string> = {},
): Promise<Answer> {
  const form = formOf([part].flat());
  const client = await house.as(login);
  return client.send(`/tickets/${ticketId}/attachments`, {
    method: 'POST',
    body: form.body,
    headers: { ...form.headers, ...headers },
  });
}

/** An upload that is taken. */
export async function attached(
  house: House,
  login: string,
  ticketId: string,
  part: Part = {},
): Promise<AttachmentView> {
  const answer = await upload(house, login, ticketId, part);
  if (answer.status !== 201) throw new Error(`${login} could not attach: ${answer.text}`);
  return answer.body as AttachmentView;
}

/** A download as bytes, beside the client that reads text. */
export async function download(
  house: House,
  login: string,
  id: string,
  { method = 'GET', ...headers }: Record<string, string> = {},
): Promise<{ status: number; headers: Headers; bytes: Buffer }> {
  const token = await (await house.as(login)).token();
  const answer = await fetch(`${house.url}/api/v1/attachments/${id}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...headers },
  });
  return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
}

/** Rows of what files are made of, to show that nothing was left. */
export async function fileRows(house: House): Promise<Record<string, number>> {
  const { rows } = await house.db.query<Record<string, number>>(
    `select (select count(*)::int from attachment) as files, (select count(*)::int from attachment_chunk) as chunks,
       (select count(*)::int from attachment_upload) as uploads, (select count(*)::int from ticket_event) as events,
       (select count(*)::int from idempotency) as keys`,
  );
  return rows[0]!;
}
