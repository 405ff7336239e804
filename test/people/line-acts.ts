import { clock } from '../../src/kernel/clock';
import type { House } from '../support/app';
import type { Answer, ApiClient } from '../support/client';
import { buildPerson } from '../support/factories';

export const inMinutes = (minutes: number): string => new Date(clock.nowMs() + minutes * 60_000).toISOString();

/** What tests of the line do over and over; `desk` is asked at each call, since it is there only when the tests run. */
export const lineActs = (desk: () => { house: House; admin: ApiClient }) => ({
  set: (id: string, superiorId: string | null, more: Record<string, unknown> = {}): Promise<Answer> =>
    desk().admin.post(`/people/${id}/superior`, { superiorId, from: inMinutes(0), ...more }),
  above: async (id: string, projectId?: string): Promise<string[]> => {
    const answer = await desk().admin.get(`/people/${id}/line${projectId ? `?projectId=${projectId}` : ''}`);
    return (answer.body.steps as { id: string }[]).map((step) => step.id);
  },
  person: (login: string, superiorId?: string): Promise<string> =>
    buildPerson(desk().house, { login, roles: ['team_lead'], superiorId }),
});
