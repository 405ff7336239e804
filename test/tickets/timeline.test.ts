import type { TimelineEntry } from '@upline/contracts/events';
import type { TicketView } from '@upline/contracts/ticket';
import { createHash } from 'node:crypto';
import { DataSource } from 'typeorm';
import { checkChains } from '../../src/audit/chain-check';
import { startHouse, type House } from '../support/app';
import { buildLine, type Line } from '../support/factories';
import { act, done, file, look } from './desk';

const timeline = async (house: House, who: string, id: string): Promise<TimelineEntry[]> =>
  (await (await house.as(who)).get<{ items: TimelineEntry[] }>(`/tickets/${id}/timeline?limit=100`)).body.items;

describe('the timeline', () => {
  let house: House;
  let line: Line;
  beforeAll(async () => {
    house = await startHouse({ UPLINE_ROLE: 'api' });
    line = await buildLine(house);
  });

  it('tells what happened, by whom, for whom, and with which words', async () => {
    let ticket = await file(house, 'agent1');
    ticket = await done(house, 'supervisor1', ticket, 'acknowledge');
    ticket = await done(house, 'lead1', ticket, 'return', { question: 'Which shop?' });
    ticket = await done(house, 'agent1', ticket, 'supply', { content: 'The one at the station.' });
    const entries = await timeline(house, 'agent1', ticket.id);
    const told = entries.map((one) => [
      one.sequence,
      one.type,
      one.by?.id,
      one.onBehalfOf?.id,
      one.texts.map((text) => text.text),
    ]);
    expect(told).toEqual([
      [1, 'ticket.filed', line.agent1, undefined, ['The caller was promised a refund and has not got it.']],
      [2, 'ticket.acknowledged', line.supervisor1, line.lead1, []],
      [3, 'ticket.returned', line.lead1, undefined, ['Which shop?']],
      [4, 'ticket.supplied', line.agent1, undefined, ['The one at the station.']],
    ]);
    expect(entries.map((one) => one.version)).toEqual([1, 2, 3, 4]);
  });

  it('comes in pages that meet', async () => {
    const ticket = await file(house, 'agent1');
    for (let n = 0; n < 6; n++) await done(house, 'agent1', ticket, 'note', { text: `note ${n}` });
    const client = await house.as('lead1');
    const seen: number[] = [];
    for (let after: string | null = '0'; after !== null;) {
      const page = await client.get(`/tickets/${ticket.id}/timeline?after=${after}&limit=3`);
      seen.push(...(page.body.items as TimelineEntry[]).map((one) => one.sequence));
      after = page.body.nextCursor as string | null;
    }
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  describe('a note for superiors', () => {
    let ticket: TicketView;
    const secret = 'This filer exaggerates.';
    beforeAll(async () => {
      ticket = await file(house, 'agent1');
      await done(house, 'lead1', ticket, 'note', { text: secret, visibility: 'superiors' });
    });

    it.each(['lead1', 'supervisor1', 'manager1'])('is read by %s', async (who) => {
      const [, note] = await timeline(house, who, ticket.id);
      expect(note!.texts).toEqual([expect.objectContaining({ field: 'note', text: secret, hidden: false })]);
    });

    it('is known to the filer, by whom and when, but not its words', async () => {
      const entries = await timeline(house, 'agent1', ticket.id);
      expect(entries[1]).toMatchObject({
        type: 'ticket.noted',
        by: { id: line.lead1 },
        texts: [{ text: null, hidden: true }],
      });
      expect(entries[1]!.at).toMatch(/Z$/);
      const all = await Promise.all(
        ['', '/timeline'].map(
          async (path) => (await (await house.as('agent1')).get(`/tickets/${ticket.id}${path}`)).text,
        ),
      );
      expect(all.join()).not.toContain(secret);
    });

    it('of the filer’s own is read by the filer', async () => {
      await done(house, 'agent1', ticket, 'note', { text: 'For superiors only.', visibility: 'superiors' });
      const entries = await timeline(house, 'agent1', ticket.id);
      expect(entries.at(-1)!.texts).toMatchObject([{ text: 'For superiors only.', hidden: false }]);
    });
  });

  it('mentions tell whoever sees it, and refuse whoever does not', async () => {
    const ticket = await file(house, 'agent1');
    const refused = await act(house, 'agent1', ticket, 'note', { mentions: [line.lead1, line.lead2] });
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ path: 'mentions' }] } });
    const before = (await (await house.as('supervisor1')).get('/events?after=0&limit=100')).body.items.length as number;
    await done(house, 'agent1', ticket, 'note', { mentions: [line.supervisor1] });
    const events = (await (await house.as('supervisor1')).get('/events?after=0&limit=100')).body.items as object[];
    expect(events.slice(before)).toMatchObject([{ type: 'ticket.noted', ticketId: ticket.id, number: ticket.number }]);
  });

  describe('the chain', () => {
    const faults = async () => (await checkChains(house.app.get(DataSource).manager)).faults;

    it('holds after everything above, and each row covers the one before', async () => {
      expect(await faults()).toEqual([]);
      const ticket = await done(house, 'lead1', await file(house, 'agent1'), 'acknowledge');
      const entries = await timeline(house, 'agent1', ticket.id);
      expect(entries.map((one) => one.prevHash)).toEqual(['0'.repeat(64), entries[0]!.hash]);
    });

    it('holds when the words are erased: the text is gone, the event stays', async () => {
      const ticket = await file(house, 'agent1', { content: 'Words that must go, by law.' });
      await done(house, 'lead1', ticket, 'note', { text: 'Words that must go too.' });
      await house.db.query('select erase_ticket_texts($1)', [ticket.id]);
      expect(await faults()).toEqual([]);
      const entries = await timeline(house, 'agent1', ticket.id);
      expect(entries.flatMap((one) => one.texts.map((text) => [text.text, text.hidden]))).toEqual([
        [null, false],
        [null, false],
      ]);
      expect(await look(house, 'agent1', ticket.id)).toMatchObject({ content: null });
      const left = await house.db.query('select body, salt from ticket_text where ticket_id = $1', [ticket.id]);
      expect(left.rows).toEqual([
        { body: null, salt: null },
        { body: null, salt: null },
      ]);
    });

    it('goes on after an erasure', async () => {
      const ticket = await file(house, 'agent1');
      await house.db.query('select erase_ticket_texts($1)', [ticket.id]);
      await done(house, 'lead1', ticket, 'acknowledge');
      expect(await faults()).toEqual([]);
    });

    it.each([
      ['a time', `update ticket_event set at = at + interval '1 ms' where ticket_id = $1 and sequence = 1`],
      [
        'who did it',
        `update ticket_event set by_id = '${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}' where ticket_id = $1 and sequence = 2`,
      ],
      ['a fact', `update ticket_event set data = data || '{"level": 9}' where ticket_id = $1 and sequence = 1`],
      ['a row', `delete from ticket_event where ticket_id = $1 and sequence = 2`],
      ['a word', `update ticket_text set body = 'other words' where ticket_id = $1`],
      ['the last rows', `delete from ticket_event where ticket_id = $1 and sequence > 1`],
    ])('shows who changed %s behind its back', async (_what, sql) => {
      const ticket = await done(house, 'lead1', await file(house, 'agent1'), 'acknowledge');
      const client = await house.db.connect();
      try {
        await client.query('begin');
        await client.query(sql, [ticket.id]);
        const query = async (text: string, values: unknown[]) => (await client.query(text, values)).rows;
        const wrong = (await checkChains({ query } as never)).faults;
        expect(wrong.map((fault) => fault.ticketId)).toEqual([ticket.id]);
      } finally {
        await client.query('rollback');
        client.release();
      }
    });

    it('cannot be changed or cut by the product’s own role', async () => {
      const ticket = await file(house, 'agent1');
      const db = house.app.get(DataSource);
      for (const sql of [
        'update ticket_event set type = type',
        'delete from ticket_event',
        'update ticket_text set body = body',
        'delete from audit_entry',
        'delete from ticket',
      ])
        await expect(db.query(sql)).rejects.toThrow(/permission denied/);
      expect((await timeline(house, 'agent1', ticket.id)).length).toBe(1);
    });

    it('keeps only salted hashes of words', async () => {
      const content = 'Short words.';
      const ticket = await file(house, 'agent1', { content });
      const [entry] = await timeline(house, 'agent1', ticket.id);
      const { rows } = await house.db.query<{ text_hashes: Record<string, string> }>(
        'select text_hashes from ticket_event where ticket_id = $1',
        [ticket.id],
      );
      const hash = rows[0]!.text_hashes[entry!.texts[0]!.id];
      expect(hash).toMatch(/^[0-9a-f]{64}$/);
      expect(hash).not.toBe(createHash('sha256').update(content).digest('hex'));
    });
  });
});
