import type { ClockKind } from '@upline/contracts/ticket';
import { durationMs } from './duration.rules';

/** A policy as its row holds it; durations are ISO 8601. */
export interface PolicyBody {
  acknowledge: { within: string; calendarId: string | null };
  resolve: { within: string; calendarId: string | null; from: 'call' | 'filing' };
  promise: { calendarId: string | null; minWithin: string; maxWithin: string; maxRenewals: number };
  silent: { within: string; calendarId: string | null };
  warnAt: number[];
  onBreach: Record<'acknowledge' | 'promise' | 'resolve' | 'silent', 'escalate' | 'notify'>;
  remindEvery: string;
  returnMax: string;
  autoCloseAfter: string;
  maxDisputes: number;
  contactAttempts: { min: number; gap: string };
  /** Left out by versions from before there were pauses. */
  pause?: { maxEach: string; maxTotal: string };
}

/** A policy ready to decide with: one version, durations in milliseconds. */
export interface PolicyFacts {
  id: string;
  acknowledgeMs: number;
  resolveMs: number;
  resolveFrom: 'call' | 'filing';
  promise: { minMs: number; maxMs: number; maxRenewals: number };
  escalatesOn: ReadonlySet<ClockKind>;
  remindMs: number;
  returnMaxMs: number;
  autoCloseMs: number;
  maxDisputes: number;
  attempts: { min: number; gapMs: number };
  /** How long one pause may last, and all of a ticket together. */
  pause: { eachMs: number; totalMs: number };
}

export function policyFacts(id: string, body: PolicyBody): PolicyFacts {
  const kinds = ['acknowledge', 'promise', 'resolve'] as const;
  return {
    id,
    acknowledgeMs: durationMs(body.acknowledge.within),
    resolveMs: durationMs(body.resolve.within),
    resolveFrom: body.resolve.from,
    promise: {
      minMs: durationMs(body.promise.minWithin),
      maxMs: durationMs(body.promise.maxWithin),
      maxRenewals: body.promise.maxRenewals,
    },
    escalatesOn: new Set(kinds.filter((kind) => body.onBreach[kind] === 'escalate')),
    remindMs: durationMs(body.remindEvery),
    returnMaxMs: durationMs(body.returnMax),
    autoCloseMs: durationMs(body.autoCloseAfter),
    maxDisputes: body.maxDisputes,
    pause: { eachMs: durationMs(body.pause?.maxEach ?? 'P2D'), totalMs: durationMs(body.pause?.maxTotal ?? 'P5D') },
    attempts: { min: body.contactAttempts.min, gapMs: durationMs(body.contactAttempts.gap) },
  };
}
