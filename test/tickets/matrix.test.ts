import { TICKET_ACTIONS, type TicketAction } from '@upline/contracts/actions';
import { REFUSAL_STATUS } from '@upline/contracts/refusals';
import type { Answer } from '../support/client';
import { expectTicket } from '../model/compare';
import { FROM, type Body, type Ticket } from '../model/ticket';
import { bodyOf } from '../model/town';
import { TicketQueries } from '../../src/tickets/ticket.queries';
import { TicketTimeline } from '../../src/tickets/ticket.timeline';
import { TicketsService } from '../../src/tickets/tickets.service';
import { PUBLIC, ROLE_ROUTES } from './route-table';
import { buildScenes, type Scene, type Stage } from './scenes';

const NOBODYS = '018f0000-0000-7000-8000-000000000000';
/** Acts that need no version: they happen, in the house and in the model. */
const STATEFUL: TicketAction[] = ['nudge', 'assist', 'watch', 'unwatch'];
const sameBut = ({ text, body }: Answer): string => text.replace((body as { requestId: string }).requestId, '');
const TICKET_ROUTES = [
  'POST /api/v1/tickets', 'GET /api/v1/tickets', 'POST /api/v1/tickets/search', 'GET /api/v1/tickets/counts', 'GET /api/v1/events',
  ...['customer-called', 'link', 'merge', 'reveal'].map((act) => `POST /api/v1/tickets/{id}/${act}`),
  'POST /api/v1/tickets/bulk', 'GET /api/v1/tickets/{id}', 'GET /api/v1/tickets/{id}/timeline',
  'POST /api/v1/tickets/{id}/attachments', 'GET /api/v1/tickets/{id}/attachments', 'GET /api/v1/attachments/{id}',
  ...TICKET_ACTIONS.map((action) => `POST /api/v1/tickets/{id}/${action}`),
]; // prettier-ignore

describe('route × role × relation', () => {
  let stage: Stage;
  let absent: Record<string, string>;
  beforeAll(async () => {
    stage = await buildScenes();
    const p = stage.town.id('manager1');
    absent = { get: sameBut(await stage.town.as(p, `/tickets/${NOBODYS}`)) };
    absent.timeline = sameBut(await stage.town.as(p, `/tickets/${NOBODYS}/timeline`));
    for (const action of TICKET_ACTIONS) absent[action] = sameBut(await post(p, NOBODYS, action, 1, harmless(action)));
  }, 120_000);

  const post = (p: string, id: string, action: TicketAction, version: number, body: Body): Promise<Answer> =>
    stage.town.as(p, `/tickets/${id}/${action}`, 'POST', bodyOf(action, version, body));
  /** A body that is right, and changes nothing that others decide on. */
  const harmless = (action: TicketAction, ticket?: Ticket): Body => {
    const { town } = stage;
    const may = town.leads.find(({ id }) => ticket && id !== ticket.holder && id !== ticket.filer && !town.model.recused(id, ticket) && !town.model.world.away(id, town.now())); // prettier-ignore
    if (action === 'transfer') return { to: may?.id ?? town.leads[0]!.id };
    if (action === 'contact') return { outcome: 'wrong_number' };
    if (action === 'pause') return { until: town.now() + 3_600_000 };
    if (action === 'promise') return { promised: town.now() + 3_600_000, contact: NOBODYS };
    if (action === 'assist') return { to: helper(ticket) };
    return { satisfied: 'yes' };
  };
  /** Somebody who may help and sees it already, so that nothing changes for anybody else; else somebody who may not. */
  const helper = (ticket?: Ticket): string => {
    const { model, people, now } = stage.town;
    const known = people.find(({ id, active, role }) => ticket && active && role !== 'admin' && id !== ticket.filer && id !== ticket.holder && model.sees(id, ticket, now())); // prettier-ignore
    return known?.id ?? ticket?.filer ?? people[0]!.id;
  };
  const path = ({ ticket }: Scene): string => `/tickets/${stage.town.ids.get(ticket)!}`;
  const everybody = (): string[] => stage.town.people.filter((person) => person.active).map((person) => person.id);
  /** Everybody who sees it, is recused or leads somebody; of the others one for each role, since they are strangers alike. */
  const cells = (): { scene: Scene; p: string }[] => {
    const { model, people, now } = stage.town;
    const strangers = new Set<string>();
    return stage.scenes.flatMap((scene) =>
      people
        .filter(({ id, active, leads, role }) => {
          if (!active || model.sees(id, scene.ticket, now()) || model.recused(id, scene.ticket) || leads) return active;
          return !strangers.has(role) && strangers.add(role);
        })
        .map(({ id }) => ({ scene, p: id })),
    );
  };
  const cell = (scene: Scene, p: string, what: string): string => `${what} by ${stage.town.login(p)}: ${scene.name}`;

  it('lists every route that the app has', () => {
    const { paths } = stage.town.house.openapi.document;
    const routes = Object.entries(paths).flatMap(([at, methods]) =>
      Object.keys(methods).map((m) => `${m.toUpperCase()} ${at}`),
    );
    const listed = [...TICKET_ROUTES, ...Object.keys(ROLE_ROUTES), ...PUBLIC];
    expect(routes.filter((route) => !listed.includes(route))).toEqual([]);
    expect(listed.filter((route) => !routes.includes(route))).toEqual([]);
  });

  it('lets nobody in who is not signed in, whatever the route', async () => {
    const stranger = stage.town.house.stranger();
    const forged = stage.town.house.stranger('eyJhbGciOiJub25lIn0.e30.');
    for (const route of [...TICKET_ROUTES, ...Object.keys(ROLE_ROUTES)]) {
      const [method, template] = route.split(' ') as [string, string];
      const url = template.replace('/api/v1', '').replace(/\{\w+\}/g, NOBODYS);
      for (const client of [stranger, forged]) {
        const answer = await client.send(url, { method, body: method === 'GET' ? undefined : {} });
        expect([route, answer.status, answer.body.code]).toEqual([route, 401, 'unauthenticated']);
      }
    }
  });

  it('says "does not exist" in the same words everywhere', () => {
    for (const text of Object.values(absent)) expect(text).toBe(absent.get);
  });

  it('shows a ticket and its timeline to whoever sees it; to others it does not exist, by id and by number', async () => {
    const { town } = stage;
    for (const scene of stage.scenes) {
      const urls = [path(scene), `/tickets/${scene.number}/timeline`];
      await Promise.all(
        everybody().map(async (p) => {
          const sees = town.model.sees(p, scene.ticket, town.now());
          for (const url of urls) {
            const answer = await town.as(p, url);
            expect(`${cell(scene, p, 'GET')} ${answer.status}`).toBe(`${cell(scene, p, 'GET')} ${sees ? 200 : 404}`);
            if (!sees) expect(sameBut(answer)).toBe(absent.get);
            else if (!url.endsWith('timeline')) expectTicket(town, scene.ticket, p, answer.body as never);
          }
        }),
      );
    }
  });

  it('asks again behind the guard of the route, where a race could slip through', async () => {
    const { model, ids, now, house, id } = stage.town;
    const actor = { id: id('agent3'), name: '', roles: [], sessionId: '' };
    const [queries, timeline, tickets] = [TicketQueries, TicketTimeline, TicketsService].map((service) => house.app.get<unknown>(service)) as [TicketQueries, TicketTimeline, TicketsService]; // prettier-ignore
    const write = { actor, route: 'POST /tickets/:id/acknowledge', key: null, bodyHash: Buffer.alloc(32) };
    for (const { ticket } of stage.scenes.filter((scene) => !model.sees(actor.id, scene.ticket, now()))) {
      const ticketId = ids.get(ticket)!;
      await expect(queries.one(actor, ticketId)).rejects.toMatchObject({ code: 'not_found' });
      expect(await timeline.page(actor, ticketId, { after: 0, limit: 50 })).toEqual({ items: [], nextCursor: null });
      const command = { type: 'acknowledge' as const, version: ticket.version };
      await expect(tickets.act(write, ticketId, command)).rejects.toMatchObject({ code: 'not_found' });
    }
  });

  it.each(TICKET_ACTIONS)('%s: to whom it does not exist, who may not, whose version is old', async (action) => {
    const { town } = stage;
    const { model } = town;
    const check = async ({ scene, p }: { scene: Scene; p: string }): Promise<void> => {
      const { ticket } = scene;
      const at = town.now();
      const sees = model.sees(p, ticket, at);
      const body = harmless(action, ticket);
      if (STATEFUL.includes(action)) {
        const is = model.act(p, ticket, action, body, ticket.version, at);
        const answer = await post(p, town.ids.get(ticket)!, action, ticket.version, body);
        const got = `${answer.status} ${(answer.body as { code?: string }).code ?? 'ok'}`;
        expect(`${cell(scene, p, action)}: ${got}`).toBe(
          `${cell(scene, p, action)}: ${is === 'ok' ? 200 : REFUSAL_STATUS[is]} ${is}`,
        );
        if (is === 'not_found') expect(sameBut(answer)).toBe(absent[action]);
        return;
      }
      const commutes = action === 'note' || action === 'contact';
      const old = !commutes ? 'stale_version' : FROM[action].includes(ticket.state) ? 'ok' : 'wrong_state';
      const code = !sees ? 'not_found' : model.may(p, ticket, action, at) ? old : 'forbidden';
      const answer = await post(p, town.ids.get(ticket)!, action, ticket.version + 1, body);
      const is = `${answer.status} ${(answer.body as { code?: string }).code ?? 'ok'}`;
      const expected = `${code === 'ok' ? 200 : REFUSAL_STATUS[code]} ${code}`;
      expect(`${cell(scene, p, action)}: ${is}`).toBe(`${cell(scene, p, action)}: ${expected}`);
      if (code === 'not_found') expect(sameBut(answer)).toBe(absent[action]);
    };
    const open = cells();
    // An act that changes what the next one meets is not done by eight at once.
    const together = STATEFUL.includes(action) ? 1 : 8;
    while (open.length > 0) await Promise.all(open.splice(0, together).map(check));
  });

  it('lists, finds and counts exactly what each person sees', async () => {
    const { town } = stage;
    const { model } = town;
    for (const p of everybody()) {
      const at = town.now();
      const views: Record<string, (ticket: Ticket) => boolean> = {
        all: (ticket) => model.sees(p, ticket, at),
        filed: (ticket) => ticket.filer === p,
        queue: (ticket) => model.inQueue(p, ticket, at),
        team: (ticket) => model.inTeam(p, ticket, at),
      };
      for (const [view, holds] of Object.entries(views)) {
        const expected = stage.scenes.filter(({ ticket }) => holds(ticket));
        const names = (items: { id: string }[]): string[] =>
          stage.scenes
            .filter((scene) => items.some((item) => item.id === town.ids.get(scene.ticket)))
            .map((one) => one.name);
        const list = await town.as(p, `/tickets?view=${view}&limit=100`);
        const search = await town.as(p, '/tickets/search', 'POST', { view, limit: 100 });
        const counts = await town.as(p, `/tickets/counts?view=${view}`);
        const who = `${town.login(p)} ${view}`;
        expect([who, ...names(list.body.items)]).toEqual([who, ...expected.map((one) => one.name)]);
        expect([who, list.body.items.length]).toEqual([who, expected.length]);
        expect(search.text).toBe(list.text);
        expect([who, counts.body.total]).toEqual([who, expected.length]);
        for (const { ticket } of expected) {
          const row = (list.body.items as { id: string; restricted: boolean; holder: unknown }[]).find((one) => one.id === town.ids.get(ticket))!; // prettier-ignore
          expect(row.restricted).toBe(model.recused(p, ticket));
          if (row.restricted) expect(row.holder).toBeNull();
        }
      }
    }
  });

  it('tells nobody of a ticket that they never saw', async () => {
    const { town } = stage;
    for (const p of everybody()) {
      const heard = new Set<string>();
      for (let after = 0, more = true; more;) {
        const page = await town.as(p, `/events?after=${after}&limit=100`);
        for (const event of page.body.items as { seq: number; ticketId: string }[]) {
          expect(event.seq).toBe(++after);
          heard.add(event.ticketId);
        }
        more = page.body.more as boolean;
      }
      const blind = stage.scenes.filter(({ ticket }) => !stage.hasSeen.get(ticket)!.has(p));
      expect([town.login(p), ...blind.filter(({ ticket }) => heard.has(town.ids.get(ticket)!)).map((one) => one.name)]).toEqual([town.login(p)]); // prettier-ignore
    }
  });

  it.each(Object.entries(ROLE_ROUTES))('%s', async (route, { may, call, status }) => {
    const { town } = stage;
    for (const p of everybody()) {
      const [method] = route.split(' ');
      const { url, body } = call(town, p);
      const answer = await town.as(p, url, method as 'GET', body);
      const expected = may(town.login(p)) ? status : 403;
      expect(`${route} by ${town.login(p)}: ${answer.status}`).toBe(`${route} by ${town.login(p)}: ${expected}`);
    }
  });
});
