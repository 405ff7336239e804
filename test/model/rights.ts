/** Who sees a reference ticket and may do what to it, by the contract's §4 and §5. */
import type { TicketAction as Action } from '@upline/contracts/actions';
import { Clockwork } from './clockwork';
import { FROM, SHOWN, alive, isOpen, type Ticket } from './ticket';
import type { Seat, World } from './world';

const [HALF_HOUR, DAY] = [1_800_000, 86_400_000];

export class Rights extends Clockwork {
  constructor(readonly world: World) {
    super();
  }

  recused = (p: string, t: Ticket): boolean => this.world.recused(t).has(p);

  sees(p: string, t: Ticket, at: number): boolean {
    if (t.filer === p) return true;
    if (this.recused(p, t)) return false;
    const below = this.world.up(t.filer, t.project, at).some((step) => step.id === p && step.since <= t.created);
    return below || t.held.has(p) || t.helpers.has(p) || this.holds(p, t, at, isOpen(t));
  }
  /** Holder, whoever covers the holder, a superior of the holder. */
  protected holds(p: string, t: Ticket, at: number, superiorToo = true): boolean {
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
    if (action === 'note' || action === 'watch' || action === 'unwatch') return true;
    if (action === 'nudge') return filer || t.watchers.has(p);
    if (action === 'assist') return filer || this.holds(p, t, at);
    if (action === 'supply') return filer || above || this.holds(p, t, at);
    if (action === 'dispute' || action === 'withdraw') return filer;
    const ignored = t.nudgeOpen !== null && at - t.nudgeOpen >= HALF_HOUR;
    const late = t.clocks.some((c) => c.state === 'missed' && SHOWN.includes(c.kind));
    const missed = filer && !t.over.has(t.holder) && (late || ignored);
    const helps = action === 'contact' && t.helpers.has(p);
    if (action !== 'confirm') return helps || this.holds(p, t, at) || (action === 'escalate' && missed);
    const next = this.next(t, at);
    if (t.satisfied === 'no') return next?.holder === p || next?.behalf === p;
    const gone = this.recused(t.filer, t) || !this.world.people.get(t.filer)!.active;
    return gone ? above || this.world.above(p, t.holder, t.project, at) : filer;
  }
  allowed(p: string, t: Ticket, at: number): Action[] {
    const now: Partial<Record<Action, boolean>> = {
      dispute: t.disputes <= 2,
      pause: !alive(t, 'pause_end'),
      resume: !!alive(t, 'pause_end'),
      watch: !t.watchers.has(p),
      unwatch: t.watchers.has(p),
      nudge: t.nudged === null || at - t.nudged >= HALF_HOUR,
    };
    const fits = (action: Action): boolean => FROM[action].includes(t.state) && (now[action] ?? true);
    return (Object.keys(FROM) as Action[]).filter((action) => fits(action) && this.may(p, t, action, at)).sort();
  }
  /** Acts beyond the state: a link by whoever sees all of it, a merge by who acts for the holder, a reveal by those and for a day the filer. */
  wider(p: string, t: Ticket, at: number): string[] {
    if (this.recused(p, t)) return [];
    const holds = this.holds(p, t, at);
    const reveals = holds || (t.filer === p && at < t.created + DAY);
    return ['link', ...(holds && isOpen(t) ? ['merge'] : []), ...(reveals ? ['reveal'] : [])];
  }
}
