import type { AttachmentView } from '@upline/contracts/attachments';
import { FILE_LIMIT, TICKET_FILES } from '@upline/contracts/attachments';
import type { TimelineEntry } from '@upline/contracts/events';
import type { TicketView } from '@upline/contracts/ticket';
import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { startHouse, type House } from '../support/app';
import { buildLine, type Line } from '../support/factories';
import { HOUR, done, file, fromNow, look, send } from '../tickets/desk';
import { DISHONEST, HONEST, png, wav, zip } from './bytes';
import { attached, download, fileRows, formOf, upload } from './upload';

describe('a file on a ticket', () => {
  let house: House;
  let line: Line;
  let ticket: TicketView;
  beforeAll(async () => {
    house = await startHouse({ UPLINE_ROLE: 'api' });
    line = await buildLine(house);
    ticket = await file(house, 'agent1');
  });
  const errorOf = (body: { errors?: { path: string; code: string }[] }) => [
    body.errors?.[0]?.path,
    body.errors?.[0]?.code,
  ];

  it('is taken, listed with who sent it, and comes back byte for byte', async () => {
    const own = await file(house, 'agent2');
    const sent: AttachmentView[] = [];
    for (const [name, [bytes, type]] of Object.entries(HONEST)) {
      const answer = await upload(house, 'agent2', own.number, { name, bytes, type });
      expect([name, answer.status]).toEqual([name, 201]);
      const ended = name === 'x' ? 'x.txt' : name;
      expect(answer.body).toMatchObject({ name: ended, size: bytes.length, type, by: { id: line.agent2 } });
      sent.push(answer.body as AttachmentView);
      const got = await download(house, 'lead1', (answer.body as AttachmentView).id);
      expect([name, got.status, got.bytes.equals(bytes)]).toEqual([name, 200, true]);
      expect(got.headers.get('content-type')).toBe(type);
    }
    const lead = await house.as('lead1');
    const first = await lead.get(`/tickets/${own.id}/attachments?limit=20`);
    const rest = await lead.get(`/tickets/${own.id}/attachments?cursor=${first.body.nextCursor}`);
    expect([...first.body.items, ...rest.body.items]).toEqual(sent);
    expect(rest.body.nextCursor).toBeNull();
  });

  it('is a note: only `activity` rises, everybody who follows is told, and nobody becomes stale', async () => {
    const own = await file(house, 'agent1');
    const before = (await (await house.as('lead1')).get('/events?after=0&limit=100')).body.items.length as number;
    const { id } = await attached(house, 'agent1', own.id, { name: '证据.png' });
    expect(await look(house, 'agent1', own.id)).toMatchObject({ version: 1, activity: own.activity + 1 });
    const heard = (await (await house.as('lead1')).get('/events?after=0&limit=100')).body.items as object[];
    expect(heard.slice(before)).toMatchObject([{ type: 'ticket.noted', ticketId: own.id }]);
    const { items } = (await (await house.as('lead1')).get(`/tickets/${own.id}/timeline`)).body as { items: TimelineEntry[] };
    const entry = items.at(-1)!;
    expect(entry).toMatchObject({ type: 'ticket.noted', by: { id: line.agent1 }, texts: [{ field: 'fileName', text: '证据.png' }] });
    expect(entry.data).toMatchObject({ attachmentId: id, type: 'image/png', size: png().length });
    expect(JSON.stringify(entry.data)).not.toContain('证据');
    await done(house, 'lead1', own, 'acknowledge');
  }); // prettier-ignore

  it('may be put there by whoever may note, in every state', async () => {
    let own = await file(house, 'agent1');
    for (const action of ['acknowledge', 'contact', 'resolve'] as const) own = await done(house, 'lead1', own, action);
    for (const login of ['agent1', 'lead1', 'supervisor1', 'manager1']) await attached(house, login, own.id);
    await done(house, 'agent1', own, 'confirm');
    await attached(house, 'agent1', own.id);
    const { items } = (await (await house.as('agent1')).get(`/tickets/${own.id}/attachments`)).body;
    expect(items).toHaveLength(5);
  });

  it('does not exist for strangers, whatever they ask', async () => {
    const { id } = await attached(house, 'agent1', ticket.id);
    const rows = await fileRows(house);
    for (const login of ['agent2', 'lead2', 'qa1', 'records1', 'admin1']) {
      expect(await upload(house, login, ticket.id)).toMatchObject({ status: 404 });
      const client = await house.as(login);
      const [list, one] = [await client.get(`/tickets/${ticket.id}/attachments`), await client.get(`/attachments/${id}`)];
      const none = await client.get(`/attachments/${randomUUID()}`);
      const strip = ({ body }: { body: object }) => ({ ...body, requestId: '' });
      expect([list.status, one.status]).toEqual([404, 404]);
      expect(strip(one)).toEqual(strip(none));
      expect(strip(list)).toEqual(strip(none));
      expect((await download(house, login, id, { method: 'HEAD' })).status).toBe(404);
    }
    expect((await (await house.as('agent1')).get('/attachments/not-an-id')).status).toBe(404);
    expect(await fileRows(house)).toEqual(rows);
  }); // prettier-ignore

  it('of a ticket about a colleague is out of their sight, and of their deputies', async () => {
    const about = await file(house, 'agent1', { aboutPersonId: line.lead1 });
    const { id } = await attached(house, 'agent1', about.id);
    expect((await download(house, 'supervisor1', id)).status).toBe(200);
    expect((await download(house, 'lead1', id)).status).toBe(404);
    expect(await upload(house, 'lead1', about.id)).toMatchObject({ status: 404 });
    const absence = { from: fromNow(-1000), to: fromNow(HOUR), deputyId: line.lead2 };
    expect((await (await house.as('lead1')).post(`/people/${line.lead1}/absences`, absence)).status).toBe(201);
    expect((await download(house, 'lead2', id)).status).toBe(404);
  }); // prettier-ignore

  it('about the filer themselves: they add their own and read no other', async () => {
    const { id } = (await send(house, 'agent2', { aboutPersonId: line.agent2 })).body as TicketView;
    const [own, other] = [await attached(house, 'agent2', id), await attached(house, 'supervisor1', id, { name: '内部.png' })];
    const list = await (await house.as('agent2')).get(`/tickets/${id}/attachments`);
    expect((list.body.items as AttachmentView[]).map((one) => one.id)).toEqual([own.id]);
    expect((await download(house, 'agent2', own.id)).status).toBe(200);
    expect((await download(house, 'agent2', other.id)).status).toBe(404);
    const timeline = await (await house.as('agent2')).get(`/tickets/${id}/timeline`);
    expect(timeline.text).not.toContain('内部');
    expect(timeline.text).not.toContain(other.id);
  }); // prettier-ignore

  it.each(DISHONEST)('%j is refused, and leaves nothing', async (name, bytes, type, code) => {
    const rows = await fileRows(house);
    const answer = await upload(house, 'agent1', ticket.id, { name, bytes, type });
    expect([answer.status, ...errorOf(answer.body)]).toEqual([400, 'file', code]);
    expect(await fileRows(house)).toEqual(rows);
  });

  it.each([
    ['no bytes', { bytes: Buffer.alloc(0) }, 'empty'],
    ['no name', { name: '' }, 'name'],
    ['a name of dots', { name: '../..' }, 'name'],
    ['two files', [{}, {}], 'too_many'],
    ['another field', { field: 'picture' }, 'unknown_field'],
    ['a field beside it', [{}, { field: 'note', name: null, bytes: Buffer.from('x') }], 'unknown_field'],
    ['no part', [], 'required'],
    ['a transfer encoding', { head: 'Content-Transfer-Encoding: base64\r\n' }, 'encoding'],
  ])('%s is refused, and leaves nothing', async (_, part, code) => {
    const rows = await fileRows(house);
    const answer = await upload(house, 'agent1', ticket.id, part);
    expect([answer.status, errorOf(answer.body)[1]]).toEqual([400, code]);
    expect(await fileRows(house)).toEqual(rows);
  });

  it('has a name without paths and tricks', async () => {
    const names = ['../../etc/cron.d/x.png', 'C:\\Users\\x\\照片.png', 'a\u202egnp.exe.png', `${'长'.repeat(300)}.png`];
    const kept = [];
    for (const name of names) kept.push((await attached(house, 'agent1', ticket.id, { name })).name);
    expect(kept).toEqual(['x.png', '照片.png', 'agnp.exe.png', `${'长'.repeat(116)}.png`]);
    const list = (await (await house.as('agent1')).get(`/tickets/${ticket.id}/attachments`)).body.items as AttachmentView[];
    const { headers } = await download(house, 'agent1', list.at(-1)!.id);
    expect(headers.get('content-disposition')).toBe(
      `attachment; filename="${'_'.repeat(116)}.png"; filename*=UTF-8''${encodeURIComponent('长').repeat(116)}.png`,
    );
  }); // prettier-ignore

  it('comes as a form and plain: everything else is 415', async () => {
    const client = await house.as('agent1');
    const path = `/tickets/${ticket.id}/attachments`;
    const form = formOf([{}]);
    const boundless = { ...form, headers: { 'content-type': 'multipart/form-data' } };
    const sendRaw = (body: Buffer, headers: Record<string, string>) => client.send(path, { method: 'POST', body, headers });
    expect(await client.post(path, { file: 'x' })).toMatchObject({ status: 415 });
    expect(await client.post(path)).toMatchObject({ status: 415 });
    expect(await sendRaw(png(), { 'content-type': 'image/png' })).toMatchObject({ status: 415 });
    expect(await sendRaw(gzipSync(form.body), { ...form.headers, 'content-encoding': 'gzip' })).toMatchObject({ status: 415 });
    expect(await sendRaw(boundless.body, boundless.headers)).toMatchObject({ status: 400, body: { code: 'invalid' } });
    expect(await sendRaw(form.body.subarray(0, -20), form.headers)).toMatchObject({ status: 400 });
    expect(await client.send('/tickets', { method: 'POST', body: form.body, headers: { ...form.headers, 'idempotency-key': 'k' } })).toMatchObject({ status: 415 });
    expect(await house.stranger().send(path, { method: 'POST', body: form.body, headers: form.headers })).toMatchObject({ status: 401 });
  }); // prettier-ignore

  it('of 20 MB is taken, one byte more is 413', async () => {
    const own = await file(house, 'agent1');
    const rows = await fileRows(house);
    const most = wav(FILE_LIMIT - 44);
    const { id } = await attached(house, 'agent1', own.id, { name: 'long.wav', bytes: most });
    expect((await download(house, 'agent1', id)).bytes.equals(most)).toBe(true);
    expect(await upload(house, 'agent1', own.id, { name: 'long.wav', bytes: wav(FILE_LIMIT - 43) })).toMatchObject({ status: 413, body: { code: 'too_large' } });
    expect(await fileRows(house)).toMatchObject({ files: rows.files! + 1, chunks: rows.chunks! + 80, uploads: 0 });
  }); // prettier-ignore

  it('finds no place on a full ticket, however many ask at once', async () => {
    const [byCount, byBytes] = [await file(house, 'agent1'), await file(house, 'agent1')];
    // Rows without bytes are enough to fill a ticket.
    const fill = (id: string, files: number, size: number) =>
      house.db.query(
        `insert into attachment (id, owner_kind, owner_id, by_id, name, type, size, sha256, salt, created_at)
         select gen_random_uuid(), 'ticket', $1, $2, 'x', 'text/plain', $4, '', '', upline_now() from generate_series(1, $3)`,
        [id, line.agent1, files, size],
      );
    await fill(byCount.id, TICKET_FILES.files - 1, 1);
    const answers = await Promise.all([0, 1, 2].map(() => upload(house, 'agent1', byCount.id)));
    expect(answers.map((one) => one.status).sort()).toEqual([201, 400, 400]);
    expect(errorOf(answers.find((one) => one.status === 400)!.body)).toEqual(['file', 'too_many']);
    await fill(byBytes.id, 10, FILE_LIMIT);
    const full = await upload(house, 'agent1', byBytes.id);
    expect([full.status, ...errorOf(full.body)]).toEqual([400, 'file', 'too_much']);
    expect(await fileRows(house)).toMatchObject({ uploads: 0 });
  });

  it('happens once for one key: the same file again is the same answer, another one is 422', async () => {
    const own = await file(house, 'agent1');
    const key = { 'idempotency-key': randomUUID() };
    const first = await upload(house, 'agent1', own.id, { name: 'a.png' }, key);
    expect(await upload(house, 'agent1', own.id, { name: 'a.png' }, key)).toMatchObject({ status: 201, body: first.body });
    expect(await upload(house, 'agent1', own.id, { name: 'b.png' }, key)).toMatchObject({ status: 422, body: { resourceId: (first.body as AttachmentView).id } });
    expect(await upload(house, 'agent1', own.id, { name: 'a.png', bytes: Buffer.concat([png(), png()]) }, key)).toMatchObject({ status: 422 });
    expect(await upload(house, 'agent1', own.id, { bytes: Buffer.alloc(0) }, key)).toMatchObject({ status: 422 });
    expect((await (await house.as('agent1')).get(`/tickets/${own.id}/attachments`)).body.items).toHaveLength(1);
    const both = { 'idempotency-key': randomUUID() };
    const raced = await Promise.all([0, 1, 2, 3].map(() => upload(house, 'agent1', own.id, {}, both)));
    expect(raced.every(({ status }) => status === 201 || status === 409)).toBe(true);
    expect((await (await house.as('agent1')).get(`/tickets/${own.id}/attachments`)).body.items).toHaveLength(2);
    expect(await fileRows(house)).toMatchObject({ uploads: 0 });
  }); // prettier-ignore

  it('has its first answer for a known key, though the ticket is out of sight by now', async () => {
    const own = await file(house, 'agent1', { aboutPersonId: line.lead2 });
    const key = { 'idempotency-key': randomUUID() };
    const again = (name: string, headers = {}) => upload(house, 'supervisor1', own.id, { name }, headers);
    const first = await again('a.png', key);
    expect(first.status).toBe(201);
    const absence = { from: fromNow(-1000), to: fromNow(HOUR), deputyId: line.supervisor1 };
    expect((await (await house.as('lead2')).post(`/people/${line.lead2}/absences`, absence)).status).toBe(201);
    expect(await again('a.png')).toMatchObject({ status: 404 });
    expect(await again('a.png', key)).toMatchObject({ status: 201, body: first.body });
    expect(await again('b.png', key)).toMatchObject({ status: 422 });
  });

  it('that is an archive is only kept: a bomb costs no more than its own bytes', async () => {
    const bomb = zip({ 'zeros.bin': '' }, { packed: { data: gzipSync(Buffer.alloc(50_000_000)).subarray(10, -8), size: 4_000_000_000 } });
    const [cpu, memory] = [process.cpuUsage(), process.memoryUsage().rss];
    const { id, type } = await attached(house, 'agent1', ticket.id, { name: 'bomb.zip', bytes: bomb });
    const used = process.cpuUsage(cpu);
    expect(type).toBe('application/zip');
    expect((await download(house, 'agent1', id)).bytes.equals(bomb)).toBe(true);
    expect((used.user + used.system) / 1000).toBeLessThan(500);
    expect(process.memoryUsage().rss - memory).toBeLessThan(64 * 1024 * 1024);
  }); // prettier-ignore
});
