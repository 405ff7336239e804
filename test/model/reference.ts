/** What the contract (§4–§6) says of sight, rights, states, holders, levels and clocks: once more, and apart from `src`. */
import type { TicketAction as Action } from '@upline/contracts/actions';
import type { RefusalCode } from '@upline/contracts/refusals';
import type { TicketState } from '@upline/contracts/ticket';
import { FROM, SHOWN, alive, isOpen, last, type Body, type Clock, type Form, type Ticket } from './ticket';
import type { Seat, World } from './world';

const [ACKNOWLEDGE, HOUR, DAY] = [1_800_000, 3_600_000, 86_400_000];
export class Reference {
  readonly tickets: Ticket[] = [];
  constructor(readonly world: World) {}

  recused = (p: string, t: Ticket): boolean => this.world.recused(t).has(p);

  sees(p: string, t: Ticket, at: number): boolean {
    if (t.filer === p) return true;
    if (this.recused(p, t)) return false;
    const below = this.world.up(t.filer, t.project, at).some((step) => step.id === p && step.since <= t.created);
    return below || t.held.has(p) || t.helpers.has(p) || this.holds(p, t, at, isOpen(t));
  }
  /** Holder, whoever covers the holder, a superior of the holder. */
  private holds(p: string, t: Ticket, at: number, superiorToo = true): boolean {
    const above = superiorToo && this.world.above(p, t.holder, t.project, at);
    return !this.recused(p, t) && (t.holder === p || this.world.covers(p, t.holder, at) || above);
  }
  inQueue = (p: string, t: Ticket, at: number): boolean => isOpen(t) && this.holds(p, t, at, false);
  /** Filed by somebody below, or open and held by somebody below. */
  inTeam(p: string, t: Ticket, at: number): boolean {
    if (this.recused(p, t) || t.filer === p) return false;
    const below = this.world.up(t.filer, t.project, at).some((step) => step.id === p && step.since <= t.created);
    return below || (isOpen(t) && this.world.above(p, t.holder, t.project, at));
  }

  next(t: Ticket, at: number): Seat | null {
    const line = this.world.up(t.behalf ?? t.holder, t.project, at).map((step) => step.id);
    return this.world.first(line, new Set([t.filer, t.holder, ...this.world.recused(t), ...t.missers]), at);
  }

  may(p: string, t: Ticket, action: Action, at: number): boolean {
    if (this.recused(p, t)) return t.filer === p && (action === 'supply' || action === 'note');
    const filer = t.filer === p;
    const above = this.world.above(p, t.filer, t.project, at);
    if (action === 'note') return true;
    if (action === 'supply') return filer || above || this.holds(p, t, at);
    if (action === 'dispute' || action === 'withdraw') return filer;
    const missed = filer && t.clocks.some((c) => c.state === 'missed' && SHOWN.includes(c.kind));
    const helps = action === 'contact' && t.helpers.has(p);
    if (action !== 'confirm') return helps || this.holds(p, t, at) || (action === 'escalate' && missed);
    const next = this.next(t, at);
    if (t.satisfied === 'no') return next?.holder === p || next?.behalf === p;
    const gone = this.recused(t.filer, t) || !this.world.people.get(t.filer)!.active;
    return gone ? above || this.world.above(p, t.holder, t.project, at) : filer;
  }
  allowed(p: string, t: Ticket, at: number): Action[] {
    const fits = (action: Action): boolean =>
      FROM[action].includes(t.state) && (action !== 'dispute' || t.disputes <= 2);
    return (Object.keys(FROM) as Action[]).filter((action) => fits(action) && this.may(p, t, action, at)).sort();
  }
  /** Acts beyond the state: a link by whoever sees all of it, a merge by who acts for the holder, a reveal by those and for a day the filer. */
  wider(p: string, t: Ticket, at: number): string[] {
    if (this.recused(p, t)) return [];
    const holds = this.holds(p, t, at);
    const reveals = holds || (t.filer === p && at < t.created + DAY);
    return ['link', ...(holds && isOpen(t) ? ['merge'] : []), ...(reveals ? ['reveal'] : [])];
  }

  file(form: Form, at: number): Ticket {
    const never = new Set([form.filer, ...this.world.recused({ ...form, created: at })]);
    const line = this.world.up(form.filer, form.project, at).map((step) => step.id);
    const seat = this.world.first(line, never, at) ?? this.world.first(this.world.posts, never, at);
    if (!seat) throw new Error('the world of the model always has somebody');
    const t: Ticket = {
      ...form, ...seat, created: at, state: 'submitted', level: 0, version: 1, activity: 1, clocks: [], told: false, satisfied: null,
      held: new Set(), missers: new Set(), disputes: 0, renewals: 0, releases: 0, transfers: 0, attempts: [], helpers: new Set(),
    }; // prettier-ignore
    this.start(t, 'acknowledge', at + ACKNOWLEDGE);
    if (form.promised !== null) this.start(t, 'promise', form.promised, form.promised <= at);
    this.start(t, 'resolve', form.called + DAY, form.called + DAY <= at);
    this.tickets.push(t);
    return t;
  }

  private start(t: Ticket, kind: string, due: number, past = false): void {
    const state = past ? 'missed' : 'running';
    t.clocks.push({ kind, n: (last(t, kind)?.n ?? 0) + 1, state, due, left: 0, end: null });
  }
  /** A running clock whose time is past was missed, whatever settles it; a promise with the attempts made was attempted. */
  private settle(t: Ticket, kind: string, state: string, at: number): void {
    const clock = alive(t, kind);
    if (!clock) return;
    const late = clock.state === 'running' && clock.due <= at && SHOWN.includes(kind);
    clock.state = !late ? state : kind === 'promise' && this.tried(t, clock.due) ? 'attempted' : 'missed';
    clock.end = at;
    if (late && clock.state === 'missed') t.missers.add(t.holder);
  }
  /** Three attempts, each two hours or more after the one counted before. */
  private tried(t: Ticket, until: number): boolean {
    const counted: number[] = [];
    for (const at of t.attempts) if (at <= until && at - (counted.at(-1) ?? -Infinity) >= 2 * HOUR) counted.push(at);
    return counted.length >= 3;
  }
  private goOn(t: Ticket, at: number): void {
    const clock = alive(t, 'resolve');
    if (clock?.state === 'paused') Object.assign(clock, { state: 'running', due: at + clock.left });
  }
  private timeLeft(t: Ticket, at: number): number {
    const clock = last(t, 'acknowledge')!;
    return Math.max(0, clock.due - (clock.end ?? at));
  }
  private pass(t: Ticket, to: Seat, by: string | null, at: number, within: number): void {
    this.settle(t, 'acknowledge', 'cancelled', at);
    this.settle(t, 'return_end', 'cancelled', at);
    this.goOn(t, at);
    this.start(t, 'acknowledge', at + within);
    for (const id of [t.holder, by]) if (id !== null && id !== t.filer) t.held.add(id);
    Object.assign(t, to, { state: 'submitted' });
  }
  private rise(t: Ticket, by: string | null, at: number): boolean {
    const next = this.next(t, at);
    if (!next) return false;
    this.pass(t, next, by, at, ACKNOWLEDGE);
    Object.assign(t, { level: t.level + 1, releases: 0, transfers: 0 });
    return true;
  }

  /** The code of the answer; `ok` changes the ticket. Sight, fields, rights, version, state, rules: in this order. */
  act(p: string, t: Ticket, action: Action, body: Body, seen: number, at: number): RefusalCode | 'ok' {
    const commutes = action === 'note' || action === 'contact';
    if (!this.sees(p, t, at)) return 'not_found';
    if (this.wrong(t, action, body, at)) return 'invalid';
    if (!this.may(p, t, action, at)) return 'forbidden';
    if (!commutes && seen !== t.version) return 'stale_version';
    if (!FROM[action].includes(t.state)) return 'wrong_state';
    const before = JSON.stringify(t.clocks);
    const code = this.apply(p, t, action, body, at);
    if (code !== 'ok') return code;
    t.activity += 1;
    if (!commutes || JSON.stringify(t.clocks) !== before) t.version += 1;
    return 'ok';
  }
  private wrong(t: Ticket, action: Action, b: Body, at: number): boolean {
    if (action === 'note') return (b.mentions ?? []).some((id) => !this.sees(id, t, at));
    if (action === 'contact' && b.outcome === 'callback_agreed') return b.answered === true || !(b.promised! > at);
    if (action === 'contact') return b.promised !== undefined || (b.answered === true && b.outcome !== 'reached');
    if (action !== 'transfer') return false;
    const { id, active, leads } = this.world.people.get(b.to!)!;
    return id === t.filer || id === t.holder || this.recused(id, t) || !active || !leads || !!this.world.away(id, at);
  }

  private apply(p: string, t: Ticket, action: Action, b: Body, at: number): RefusalCode | 'ok' {
    const go = (state: TicketState): 'ok' => ((t.state = state), 'ok');
    switch (action) {
      case 'acknowledge':
        this.settle(t, 'acknowledge', 'met', at);
        return go('in_progress');
      case 'release':
        this.start(t, 'acknowledge', at + (t.releases++ === 0 ? ACKNOWLEDGE : this.timeLeft(t, at)));
        return go('submitted');
      case 'return': {
        this.settle(t, 'acknowledge', 'met', at);
        const resolve = alive(t, 'resolve');
        if (resolve) Object.assign(resolve, { state: 'paused', left: resolve.due - at });
        this.start(t, 'return_end', at + DAY);
        return go('returned');
      }
      case 'supply':
        this.settle(t, 'return_end', 'met', at);
        this.goOn(t, at);
        return go('in_progress');
      case 'note':
        return 'ok';
      case 'contact':
        return this.contact(p, t, b, at);
      case 'decide':
        return go('callback_due');
      case 'resolve':
        if (t.promised !== null && !t.told && !this.tried(t, at)) return 'customer_not_told';
        this.settle(t, 'promise', t.told ? 'met' : 'attempted', at);
        this.settle(t, 'resolve', 'met', at);
        if (b.satisfied !== 'no') this.start(t, 'auto_close', at + 3 * DAY);
        t.satisfied = b.satisfied!;
        if (p !== t.holder) t.held.add(p);
        return go('resolved');
      case 'confirm':
        this.settle(t, 'auto_close', 'cancelled', at);
        return go('closed');
      case 'dispute':
        if (t.disputes > 2) return 'dispute_limit';
        this.settle(t, 'auto_close', 'cancelled', at);
        this.start(t, 'resolve', at + DAY);
        Object.assign(t, { state: 'in_progress', satisfied: null, disputes: t.disputes + 1 });
        if (t.disputes > 2) this.rise(t, p, at);
        return 'ok';
      case 'escalate':
        return this.rise(t, p, at) ? 'ok' : 'top_of_line';
      case 'transfer':
        this.pass(t, { holder: b.to!, behalf: null }, p, at, t.transfers++ === 0 ? ACKNOWLEDGE : this.timeLeft(t, at));
        return 'ok';
      case 'withdraw':
        for (const kind of SHOWN) this.settle(t, kind, 'cancelled', at);
        return go('withdrawn');
    }
  }
  private contact(p: string, t: Ticket, b: Body, at: number): RefusalCode | 'ok' {
    if (b.outcome === 'callback_agreed') {
      if (t.renewals >= 2 && !this.world.above(p, t.holder, t.project, at)) return 'above_authority';
      if (alive(t, 'promise')) t.renewals += 1;
      this.settle(t, 'promise', 'renewed', at);
      this.start(t, 'promise', b.promised!);
      Object.assign(t, { promised: b.promised!, told: false, attempts: [] });
      return 'ok';
    }
    if (b.answered || b.outcome === 'refused') {
      t.told = true;
      this.settle(t, 'promise', 'met', at);
    }
    if (b.outcome !== 'wrong_number' && b.outcome !== 'invalid_number') t.attempts.push(at);
    return 'ok';
  }

  /** The sweeper's look: every clock whose time has come fires once, the earliest first, until none is left. */
  sweep(at: number): void {
    for (const t of this.tickets)
      for (let clock = this.due(t, at); clock; clock = this.due(t, at)) {
        this.settle(t, clock.kind, clock.kind === 'auto_close' ? 'met' : 'missed', at);
        if (clock.kind === 'auto_close') t.state = 'closed';
        else if (clock.kind === 'return_end') {
          this.goOn(t, at);
          t.state = 'in_progress';
        } else if (clock.state === 'missed') this.rise(t, null, at);
        t.version += 1;
        t.activity += 1;
      }
  }
  private due(t: Ticket, at: number): Clock | undefined {
    return t.clocks.filter((c) => c.state === 'running' && c.due <= at).sort((a, b) => a.due - b.due)[0];
  }
}
