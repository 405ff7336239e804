import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOUSE_POLICY } from '../../test/tickets/house-policy';
import { policyFacts, type PolicyBody } from './policy.rules';

describe('the house policy', () => {
  it('that the migration writes has the defaults of the contract', () => {
    const migration = readFileSync(join(__dirname, '../../migrations/1764000002000-tickets.ts'), 'utf8');
    const body = /'house', 1, '(\{.*?\})', upline_now/s.exec(migration)?.[1];
    expect(policyFacts('policy', JSON.parse(body!) as PolicyBody)).toEqual(HOUSE_POLICY);
  });

  it('is ready in milliseconds', () => {
    expect(HOUSE_POLICY).toEqual({
      id: 'policy',
      acknowledgeMs: 1_800_000,
      resolveMs: 86_400_000,
      resolveFrom: 'call',
      promise: { minMs: 0, maxMs: 86_400_000, maxRenewals: 2 },
      escalatesOn: new Set(['acknowledge', 'promise', 'resolve']),
      remindMs: 1_800_000,
      returnMaxMs: 86_400_000,
      autoCloseMs: 259_200_000,
      maxDisputes: 2,
      pause: { eachMs: 2 * 86_400_000, totalMs: 5 * 86_400_000 },
      attempts: { min: 3, gapMs: 7_200_000 },
    });
  });
});
