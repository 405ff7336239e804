import { policyFacts, type PolicyFacts } from '../../src/deadlines/policy.rules';

/** The house defaults, written down from the contract (§6) a second time. */
export const HOUSE_POLICY: PolicyFacts = policyFacts('policy', {
  acknowledge: { within: 'PT30M', calendarId: null },
  resolve: { within: 'PT24H', calendarId: null, from: 'call' },
  promise: { calendarId: null, minWithin: 'PT0S', maxWithin: 'P1D', maxRenewals: 2 },
  silent: { within: 'PT4H', calendarId: null },
  warnAt: [0.5, 0.8],
  onBreach: { acknowledge: 'escalate', promise: 'escalate', resolve: 'escalate', silent: 'escalate' },
  remindEvery: 'PT30M',
  returnMax: 'P1D',
  autoCloseAfter: 'P3D',
  maxDisputes: 2,
  contactAttempts: { min: 3, gap: 'PT2H' },
  pause: { maxEach: 'P2D', maxTotal: 'P5D' },
});
