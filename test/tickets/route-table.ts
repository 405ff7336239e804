import type { Town } from '../model/town';

/** Routes whose only question is the role, or who the person is to another person. */
interface RoleRoute {
  may: (login: string) => boolean;
  /** A call that is right, and does no harm when it is allowed. */
  call: (town: Town, p: string) => { url: string; body?: unknown };
  status: number;
}

const everybody = (): boolean => true;
const only =
  (...logins: string[]) =>
  (login: string): boolean =>
    logins.includes(login);
const get = (url: string | ((town: Town, p: string) => string), may: RoleRoute['may'] = everybody): RoleRoute => ({
  may,
  call: (town, p) => ({ url: typeof url === 'string' ? url : url(town, p) }),
  status: 200,
});
const admin = only('admin1');
/** `mover` reports to lead3, lead3 to supervisor2, supervisor2 to manager1. */
const moversLine = only('mover', 'lead3', 'supervisor2', 'manager1');
const at = (town: Town, hours: number): string => new Date(town.now() + hours * 3_600_000).toISOString();
const NOBODYS = '018f0000-0000-7000-8000-000000000000';
let turn = 0;
const fresh = (): string => `x${++turn}-${Math.round(performance.now())}`;

export const ROLE_ROUTES: Record<string, RoleRoute> = {
  'GET /api/v1/audit': get('/audit', only('admin1', 'records1')),
  'POST /api/v1/tickets/similar': { may: everybody, status: 200, call: () => ({ url: '/tickets/similar', body: { phone: '13800001234' } }) },
  'GET /api/v1/people': get('/people'),
  'GET /api/v1/people/{id}': get((town) => `/people/${town.id('agent1')}`),
  'GET /api/v1/people/{id}/line': get((town) => `/people/${town.id('agent1')}/line`),
  'GET /api/v1/projects': get('/projects'),
  'GET /api/v1/projects/{id}': get((town) => `/projects/${town.projects[0]}`),
  'GET /api/v1/house': get('/house'),
  'GET /api/v1/me': get('/me'),
  'GET /api/v1/topics': get('/topics'),
  'GET /api/v1/root-causes': get('/root-causes'),
  'GET /api/v1/templates': get('/templates'),
  'GET /api/v1/phrases': get('/phrases'),
  'GET /api/v1/org/health': get('/org/health', only('admin1', 'supervisor1', 'supervisor2', 'manager1')),
  'POST /api/v1/people': { may: admin, status: 201, call: () => ({ url: '/people', body: { login: fresh(), name: '新人', roles: ['agent'] } }) },
  'PATCH /api/v1/people/{id}': { may: admin, status: 200, call: (town) => ({ url: `/people/${town.id('agent1')}`, body: { extension: '8001' } }) },
  'GET /api/v1/people/export': get('/people/export', admin),
  'GET /api/v1/people/imports': get('/people/imports', admin),
  // Its body is CSV, and this one is not: whoever may gets as far as that.
  'POST /api/v1/people/import': { may: admin, status: 415, call: () => ({ url: '/people/import?dryRun=true', body: {} }) },
  'POST /api/v1/shifts/import': { may: admin, status: 415, call: () => ({ url: '/shifts/import', body: {} }) },
  'GET /api/v1/shifts/export': get('/shifts/export', admin),
  'POST /api/v1/projects/{id}/duty/import': { may: admin, status: 415, call: (town) => ({ url: `/projects/${town.projects[0]}/duty/import`, body: {} }) },
  'GET /api/v1/projects/{id}/duty/export': get((town) => `/projects/${town.projects[0]}/duty/export`, admin),
  'POST /api/v1/people/imports/{id}/undo': { may: admin, status: 404, call: () => ({ url: `/people/imports/${NOBODYS}/undo` }) },
  'POST /api/v1/people/{id}/deactivate': { may: admin, status: 400, call: (town) => ({ url: `/people/${town.id('agent2')}/deactivate`, body: { successorId: 'x' } }) },
  'POST /api/v1/people/{id}/superior': {
    may: admin,
    status: 201,
    call: (town) => ({ url: `/people/${town.id('qa1')}/superior`, body: { superiorId: town.id('manager1'), from: at(town, 1) } }),
  },
  'POST /api/v1/people/{id}/sign-in-link': { may: admin, status: 202, call: (town) => ({ url: `/people/${town.id('agent2')}/sign-in-link` }) },
  'GET /api/v1/people/{id}/absences': get((town) => `/people/${town.id('mover')}/absences`, (login) => moversLine(login) || login === 'admin1'),
  'POST /api/v1/people/{id}/absences': {
    may: moversLine,
    status: 201,
    call: (town) => ({ url: `/people/${town.id('mover')}/absences`, body: { from: at(town, 1000), to: at(town, 1001) } }),
  },
  'PATCH /api/v1/people/{id}/absences/{absenceId}': {
    may: only('lead2', 'supervisor1', 'manager1'),
    status: 200,
    call: (town) => ({ url: `/people/${town.id('lead2')}/absences/${absenceOf(town)}`, body: { atEnd: 'keep' } }),
  },
  'DELETE /api/v1/people/{id}/absences/{absenceId}': {
    may: only('lead2', 'supervisor1', 'manager1'),
    status: 404,
    call: (town, p) => ({ url: `/people/${town.id('lead2')}/absences/${mayEnd(town, p) ? NOBODYS : absenceOf(town)}` }),
  },
  'GET /api/v1/people/{id}/shifts': get((town) => `/people/${town.id('mover')}/shifts`, (login) => moversLine(login) || login === 'admin1'),
  'PUT /api/v1/people/{id}/shifts': {
    may: only('lead3', 'supervisor2', 'manager1', 'admin1'),
    status: 200,
    call: (town) => ({ url: `/people/${town.id('mover')}/shifts`, body: { windows: [] } }),
  },
  'GET /api/v1/projects/{id}/duty': get((town) => `/projects/${town.projects[0]}/duty`),
  'PUT /api/v1/projects/{id}/duty': {
    may: only('admin1', 'supervisor1', 'supervisor2', 'manager1'),
    status: 200,
    call: (town) => ({ url: `/projects/${town.projects[0]}/duty`, body: { windows: [] } }),
  },
  'POST /api/v1/projects': { may: admin, status: 201, call: () => ({ url: '/projects', body: { key: fresh(), name: '新项目' } }) },
  'PATCH /api/v1/projects/{id}': { may: admin, status: 200, call: (town) => ({ url: `/projects/${town.projects[1]}`, body: { name: 'Project B' } }) },
  'PUT /api/v1/house': { may: admin, status: 200, call: () => ({ url: '/house', body: { name: 'Upline' } }) },
  'PATCH /api/v1/me': { may: everybody, status: 200, call: () => ({ url: '/me', body: { locale: 'en' } }) },
  'POST /api/v1/topics': { may: admin, status: 201, call: () => ({ url: '/topics', body: { name: fresh() } }) },
  'POST /api/v1/root-causes': { may: admin, status: 201, call: () => ({ url: '/root-causes', body: { name: fresh() } }) },
  'POST /api/v1/templates': { may: admin, status: 201, call: () => ({ url: '/templates', body: { name: fresh(), content: 'x' } }) },
  'POST /api/v1/phrases': { may: admin, status: 201, call: () => ({ url: '/phrases', body: { name: fresh(), text: 'x', where: 'note' } }) },
  'PATCH /api/v1/topics/{id}': { may: admin, status: 404, call: () => ({ url: `/topics/${NOBODYS}`, body: { active: true } }) },
  'PATCH /api/v1/root-causes/{id}': { may: admin, status: 404, call: () => ({ url: `/root-causes/${NOBODYS}`, body: { active: true } }) },
  'PATCH /api/v1/templates/{id}': { may: admin, status: 404, call: () => ({ url: `/templates/${NOBODYS}`, body: { active: true } }) },
  'PATCH /api/v1/phrases/{id}': { may: admin, status: 404, call: () => ({ url: `/phrases/${NOBODYS}`, body: { active: true } }) },
  'POST /api/v1/handovers': { may: everybody, status: 400, call: () => ({ url: '/handovers', body: {} }) },
  'POST /api/v1/me/password': { may: everybody, status: 400, call: () => ({ url: '/me/password', body: {} }) },
  'GET /api/v1/tokens': get('/tokens'),
  'POST /api/v1/tokens': {
    may: admin,
    status: 201,
    call: (town) => ({ url: '/tokens', body: { name: 'Shop', scopes: ['tickets:read'], asPersonId: town.id('agent1'), expiresAt: at(town, 24) } }),
  },
  'POST /api/v1/tokens/{id}/accept': { may: everybody, status: 404, call: () => ({ url: `/tokens/${NOBODYS}/accept` }) },
  'DELETE /api/v1/tokens/{id}': { may: everybody, status: 404, call: () => ({ url: `/tokens/${NOBODYS}` }) },
  'POST /api/v1/auth/logout-everywhere': { may: everybody, status: 204, call: () => ({ url: '/auth/logout-everywhere' }) },
}; // prettier-ignore

/** Routes that anybody may call. */
export const PUBLIC = [
  'POST /api/v1/auth/login',
  'POST /api/v1/auth/refresh',
  'POST /api/v1/auth/logout',
  'POST /api/v1/auth/set-password',
  'GET /api/v1/about',
  'GET /health/live',
  'GET /health/ready',
  'GET /metrics',
  'GET /api/asyncapi.json',
];

const absenceOf = (town: Town): string => (town.model.world.absences[0] as unknown as { real: string }).real;
const mayEnd = (town: Town, p: string): boolean => only('lead2', 'supervisor1', 'manager1')(town.login(p));
