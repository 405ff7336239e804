import type { AttachmentView } from '@upline/contracts/attachments';
import type { TicketView } from '@upline/contracts/ticket';
import { createHash } from 'node:crypto';
import { DataSource } from 'typeorm';
import { AttachmentsService } from '../../src/attachments/attachments.service';
import { inTransaction } from '../../src/kernel/transaction';
import { startHouse, type House } from '../support/app';
import { buildLine, type Line } from '../support/factories';
import { file } from '../tickets/desk';
import { wav } from './bytes';
import { attached, download, fileRows } from './upload';

const PIECE = 256 * 1024;

describe('a download', () => {
  let house: House;
  let line: Line;
  let ticket: TicketView;
  let sound: AttachmentView;
  /** Every byte differs from its neighbours, so that a shifted range is a wrong one. */
  const bytes = wav(3 * PIECE + 1000 - 44);
  for (let place = 44; place < bytes.length; place++) bytes[place] = (place * 7 + (place >> 8)) & 255;
  beforeAll(async () => {
    house = await startHouse({ UPLINE_ROLE: 'api', UPLINE_LOG_LEVEL: 'fatal' });
    line = await buildLine(house);
    ticket = await file(house, 'agent1');
    sound = await attached(house, 'agent1', ticket.id, { name: '录音 (1).wav', bytes });
  });
  const reads = async (): Promise<object[]> =>
    (await (await house.as('admin1')).get(`/audit?subjectId=${sound.id}&act=attachment.read`)).body.items as object[];

  it('is saved and never shown: nothing in it runs on our address', async () => {
    const { status, headers, bytes: got } = await download(house, 'lead1', sound.id);
    expect([status, got.equals(bytes)]).toEqual([200, true]);
    expect(Object.fromEntries(headers)).toMatchObject({
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-store',
      'content-disposition': `attachment; filename="__ (1).wav"; filename*=UTF-8''%E5%BD%95%E9%9F%B3%20%281%29.wav`,
      'content-length': String(bytes.length),
      'content-security-policy': `default-src 'none'; sandbox`,
      'content-type': 'audio/wav',
      'x-content-type-options': 'nosniff',
    });
  });

  it.each([
    ['bytes=0-9', 0, 9],
    ['bytes=100-', 100, bytes.length - 1],
    ['bytes=-1', bytes.length - 1, bytes.length - 1],
    [`bytes=${PIECE - 1}-${PIECE}`, PIECE - 1, PIECE],
    [`bytes=${PIECE}-${2 * PIECE - 1}`, PIECE, 2 * PIECE - 1],
    [`bytes=5-${3 * PIECE + 7}`, 5, 3 * PIECE + 7],
    [`bytes=10-99999999999999999999`, 10, bytes.length - 1],
  ])('%s is a part', async (range, from, to) => {
    const { status, headers, bytes: got } = await download(house, 'lead1', sound.id, { range });
    expect([status, headers.get('content-range'), headers.get('content-length')]).toEqual([
      206,
      `bytes ${from}-${to}/${bytes.length}`,
      String(to - from + 1),
    ]);
    expect(got.equals(bytes.subarray(from, to + 1))).toBe(true);
  });

  it.each(['bytes=0-1,3-4', 'bytes=9-8', 'lines=1-2', 'bytes=x'])('%s is answered with the whole', async (range) => {
    const { status, headers, bytes: got } = await download(house, 'lead1', sound.id, { range });
    expect([status, headers.get('content-range'), got.length]).toEqual([200, null, bytes.length]);
  });

  it('beyond the end is 416, and says how long it is', async () => {
    const before = (await reads()).length;
    for (const range of [`bytes=${bytes.length}-`, 'bytes=-0', 'bytes=99999999999999999999-']) {
      const answer = await (await house.as('lead1')).get(`/attachments/${sound.id}`, { range });
      expect(answer).toMatchObject({ status: 416, body: { code: 'range_not_satisfiable' } });
      expect(answer.headers.get('content-range')).toBe(`bytes */${bytes.length}`);
    }
    expect((await reads()).length).toBe(before);
  });

  it('goes on from where it broke off only while it is the same file', async () => {
    const range = 'bytes=10-19';
    const { headers } = await download(house, 'lead1', sound.id);
    const etag = headers.get('etag')!;
    const status = async (ifRange: string) => (await download(house, 'lead1', sound.id, { range, 'if-range': ifRange })).status;
    expect(await status(etag)).toBe(206);
    for (const other of ['"another"', `W/${etag}`, 'Wed, 21 Oct 2026 07:28:00 GMT']) expect(await status(other)).toBe(200);
    const again = await attached(house, 'agent1', ticket.id, { name: 'b.wav', bytes });
    expect((await download(house, 'lead1', again.id)).headers.get('etag')).toBe(etag);
  }); // prettier-ignore

  it('is on record with who read which bytes; a HEAD has the head alone, and is none', async () => {
    const before = (await reads()).length;
    const head = await download(house, 'supervisor1', sound.id, { method: 'HEAD', range: 'bytes=0-1' });
    expect([head.status, head.bytes.length, head.headers.get('content-length')]).toEqual([
      200,
      0,
      String(bytes.length),
    ]);
    expect((await reads()).length).toBe(before);
    await download(house, 'supervisor1', sound.id, { range: 'bytes=0-1' });
    const [last] = await reads();
    expect(last).toMatchObject({
      actorId: line.supervisor1,
      subjectKind: 'attachment',
      subjectId: sound.id,
      data: { ticketId: ticket.id, from: 0, to: 1 },
    });
    const added = await (await house.as('admin1')).get(`/audit?subjectId=${sound.id}&act=attachment.added`);
    expect(added.body.items).toMatchObject([
      { actorId: line.agent1, data: { ticketId: ticket.id, size: bytes.length } },
    ]);
    expect(added.text).not.toContain('录音');
  });

  it('is refused where it cannot be put on record', async () => {
    await house.db.query('revoke insert on audit_entry from upline_app');
    const { status, bytes: got } = await download(house, 'lead1', sound.id);
    await house.db.query('grant insert on audit_entry to upline_app');
    expect([status, got.includes('RIFF')]).toEqual([503, false]);
  });

  it('proves the bytes by the chain, until they are erased: then nothing is left of name, bytes and fingerprint', async () => {
    const own = await file(house, 'agent1');
    const { id } = await attached(house, 'agent1', own.id, { name: '身份证.png' });
    const { rows } = await house.db.query<{ salt: Buffer; sha256: Buffer; fingerprint: string }>(
      `select a.salt, a.sha256, e.data ->> 'fingerprint' as fingerprint from attachment a join ticket_event e on e.ticket_id = a.owner_id
       where a.id = $1 and e.data ->> 'attachmentId' = $1::text`,
      [id],
    );
    const { bytes: got } = await download(house, 'agent1', id);
    const sha256 = createHash('sha256').update(got).digest();
    expect(sha256.equals(rows[0]!.sha256)).toBe(true);
    expect(createHash('sha256').update(rows[0]!.salt).update(sha256.toString('hex')).digest('hex')).toBe(rows[0]!.fingerprint);

    const before = await fileRows(house);
    const attachments = house.app.get(AttachmentsService, { strict: false });
    const erase = () => inTransaction(house.app.get(DataSource), (tx) => attachments.erase(tx, { kind: 'ticket', id: own.id }));
    expect([await erase(), await erase()]).toEqual([1, 0]);
    expect((await download(house, 'agent1', id)).status).toBe(404);
    expect((await (await house.as('agent1')).get(`/tickets/${own.id}/attachments`)).body.items).toEqual([]);
    expect(await fileRows(house)).toEqual({ ...before, chunks: before.chunks! - 1 });
    const left = await house.db.query('select name, sha256, salt from attachment where id = $1', [id]);
    expect(left.rows).toEqual([{ name: null, sha256: null, salt: null }]);
    expect((await download(house, 'lead1', sound.id)).status).toBe(200);
  }); // prettier-ignore
});
