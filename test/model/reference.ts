/** What the contract (§4–§6) says of sight, rights, states, holders, levels and clocks: once more, and apart from `src`. */
import type { TicketAction as Action } from '@upline/contracts/actions';
import type { RefusalCode } from '@upline/contracts/refusals';
import type { TicketState } from '@upline/contracts/ticket';
import { Rights } from './rights';
import { FROM, SHOWN, alive, last, type Body, type Clock, type Form, type Ticket } from './ticket';
import type { Seat } from './world';

const [ACKNOWLEDGE, DAY] = [1_800_000, 86_400_000];
const HALF_HOUR = 1_800_000;
const COMMUTE: Action[] = ['note', 'contact', 'nudge', 'assist', 'watch', 'unwatch'];
export class Reference extends Rights {
  readonly tickets: Ticket[] = [];

  file(form: Form, at: number): Ticket {
    const never = new Set([form.filer, ...this.world.recused({ ...form, created: at })]);
    const line = this.world.up(form.filer, form.project, at).map((step) => step.id);
    const seat = this.world.first(line, never, at) ?? this.world.first(this.world.posts, never, at);
    if (!seat) throw new Error('the world of the model always has somebody');
    const t: Ticket = {
      ...form, ...seat, created: at, state: 'submitted', level: 0, version: 1, activity: 1, clocks: [], told: false, satisfied: null,
      held: new Set(), missers: new Set(), disputes: 0, renewals: 0, releases: 0, transfers: 0, attempts: [], helpers: new Set(),
      watchers: new Set(), nudged: null, nudgeOpen: null, over: new Set(), reached: null,
    }; // prettier-ignore
    this.start(t, 'acknowledge', at + ACKNOWLEDGE);
    if (form.promised !== null) this.start(t, 'promise', form.promised, form.promised <= at);
    this.start(t, 'resolve', form.called + DAY, form.called + DAY <= at);
    this.tickets.push(t);
    return t;
  }

  private pass(t: Ticket, to: Seat, by: string | null, at: number, within: number): void {
    this.endPause(t, at);
    t.nudgeOpen = null;
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
    const commutes = COMMUTE.includes(action);
    if (!this.sees(p, t, at)) return 'not_found';
    if (this.wrong(t, action, body, at)) return 'invalid';
    if (!this.may(p, t, action, at)) return 'forbidden';
    if (!commutes && seen !== t.version) return 'stale_version';
    if (!FROM[action].includes(t.state)) return 'wrong_state';
    const before = JSON.stringify(t.clocks);
    const answers = action !== 'nudge' && p !== t.filer && this.holds(p, t, at);
    if (action === 'watch' || action === 'unwatch') {
      if (t.watchers.has(p) !== (action === 'watch')) t.activity += 1;
      if (action === 'watch') t.watchers.add(p);
      else t.watchers.delete(p);
      return 'ok';
    }
    if (action === 'escalate' && !this.holds(p, t, at) && this.next(t, at)) t.over.add(t.holder);
    const code = this.apply(p, t, action, body, at);
    if (code !== 'ok') return code;
    if (answers) t.nudgeOpen = null;
    t.activity += 1;
    if (!commutes || JSON.stringify(t.clocks) !== before) t.version += 1;
    return 'ok';
  }
  private wrong(t: Ticket, action: Action, b: Body, at: number): boolean {
    if (action === 'note') return (b.mentions ?? []).some((id) => !this.sees(id, t, at));
    if (action === 'contact' && b.outcome === 'callback_agreed') return b.answered === true || !(b.promised! > at);
    if (action === 'contact') return b.promised !== undefined || (b.answered === true && b.outcome !== 'reached');
    if (action === 'promise') return !(b.promised! > at);
    if (action === 'pause') {
      const before = t.clocks.filter((c) => c.kind === 'pause_end');
      const used = before.reduce((sum, c) => sum + Math.min(c.end ?? at, c.due) - c.since, 0);
      return b.until! <= at || b.until! - at > Math.min(2 * DAY, 5 * DAY - used);
    }
    if (action === 'assist') {
      const { id, active, role } = this.world.people.get(b.to!)!;
      return !active || role === 'admin' || this.recused(id, t) || id === t.filer || id === t.holder;
    }
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
        this.endPause(t, at);
        this.start(t, 'acknowledge', at + (t.releases++ === 0 ? ACKNOWLEDGE : this.timeLeft(t, at)));
        return go('submitted');
      case 'return': {
        this.settle(t, 'acknowledge', 'met', at);
        this.endPause(t, at);
        this.wait(t, at);
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
        this.endPause(t, at);
        return go('callback_due');
      case 'resolve':
        if (t.promised !== null && !t.told && !this.tried(t, at)) return 'customer_not_told';
        this.endPause(t, at);
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
      case 'pause':
        if (alive(t, 'pause_end')) return 'wrong_state';
        this.wait(t, at);
        this.start(t, 'pause_end', b.until!, false, at);
        return 'ok';
      case 'resume':
        if (!alive(t, 'pause_end')) return 'wrong_state';
        this.endPause(t, at);
        return 'ok';
      case 'promise':
        if (t.reached === null || b.contact !== t.reached) return 'not_agreed';
        return this.renew(p, t, b, at);
      case 'nudge':
        if (t.nudged !== null && at - t.nudged < HALF_HOUR) return 'too_many_requests';
        t.nudged = at;
        t.nudgeOpen ??= at;
        return 'ok';
      case 'assist':
        t.helpers.add(b.to!);
        return 'ok';
      case 'watch':
      case 'unwatch':
        return 'ok';
      case 'withdraw':
        for (const kind of SHOWN) this.settle(t, kind, 'cancelled', at);
        return go('withdrawn');
    }
  }
  private contact(p: string, t: Ticket, b: Body, at: number): RefusalCode | 'ok' {
    if (b.outcome === 'callback_agreed') return this.renew(p, t, b, at);
    if (b.answered || b.outcome === 'refused') {
      t.told = true;
      this.settle(t, 'promise', 'met', at);
    }
    if (b.outcome !== 'wrong_number' && b.outcome !== 'invalid_number') t.attempts.push(at);
    return 'ok';
  }
  /** A promise that was kept is not renewed; any other one was. */
  private renew(p: string, t: Ticket, b: Body, at: number): RefusalCode | 'ok' {
    if (t.renewals >= 2 && !this.world.above(p, t.holder, t.project, at)) return 'above_authority';
    if ((last(t, 'promise')?.state ?? 'met') !== 'met') t.renewals += 1;
    this.settle(t, 'promise', 'renewed', at);
    this.start(t, 'promise', b.promised!);
    Object.assign(t, { promised: b.promised!, told: false, attempts: [], reached: null });
    return 'ok';
  }

  /** The sweeper's look: every clock whose time has come fires once, the earliest first, until none is left. */
  sweep(at: number): void {
    for (const t of this.tickets)
      for (let clock = this.due(t, at); clock; clock = this.due(t, at)) {
        this.settle(t, clock.kind, ['auto_close', 'pause_end'].includes(clock.kind) ? 'met' : 'missed', at);
        if (clock.kind === 'auto_close') t.state = 'closed';
        else if (clock.kind === 'pause_end') this.goOn(t, clock.due);
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
