/** Roles of a person; a person has a set of them. */
export const ROLES = [
  'agent',
  'team_lead',
  'supervisor',
  'manager',
  'qa_analyst',
  'records_admin',
  'appeal_handler',
  'admin',
] as const;
export type Role = (typeof ROLES)[number];

/** Roles that may hold a ticket that is passed on to them (transfer, deputy). */
export const LEADING_ROLES = ['team_lead', 'supervisor', 'manager'] as const satisfies readonly Role[];

/** Roles of people who talk to callers: they learn of a caller's ticket that is outside their sight. */
export const CALL_ROLES = ['agent', ...LEADING_ROLES] as const satisfies readonly Role[];

/** What a route asks of the caller; `signed_in` is anybody with a live session. */
export const PERMISSIONS = [
  'signed_in',
  'people.read',
  'people.manage',
  'projects.manage',
  'duty.manage',
  'house.manage',
  'org.health',
  'catalog.manage',
  'audit.read',
  'tokens.manage',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** Which roles have which permission; everybody has `signed_in` and `people.read`. */
export const PERMISSION_ROLES: Record<Permission, readonly Role[]> = {
  signed_in: ROLES,
  'people.read': ROLES,
  'people.manage': ['admin'],
  'projects.manage': ['admin'],
  'duty.manage': ['admin', 'supervisor', 'manager'],
  'house.manage': ['admin'],
  'org.health': ['admin', 'supervisor', 'manager'],
  'catalog.manage': ['admin'],
  'audit.read': ['admin', 'records_admin'],
  'tokens.manage': ['admin'],
};
