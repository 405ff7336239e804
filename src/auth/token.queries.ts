import type { PersonRef } from '@upline/contracts/ticket';
import type { Scope, TokenState, TokenView } from '@upline/contracts/tokens';
import type { EntityManager } from 'typeorm';

export interface TokenRow {
  id: string;
  name: string;
  scopes: Scope[];
  person: PersonRef;
  created_by: PersonRef;
  created_at: Date;
  expires_at: Date;
  accepted_at: Date | null;
  revoked_at: Date | null;
  state: TokenState;
}

const ref = (person: string): string => `json_build_object('id', ${person}.id, 'name', ${person}.name)`;
const SELECT = `
  select t.id, t.name, t.scopes, ${ref('p')} as person, ${ref('c')} as created_by, t.created_at, t.expires_at, t.accepted_at, t.revoked_at,
    case when t.revoked_at is not null then 'revoked' when t.expires_at <= upline_now() then 'expired'
      when t.accepted_at is not null then 'active' else 'pending' end as state
  from auth_token t join person p on p.id = t.person_id join person c on c.id = t.created_by_id`;

/** Newest first, one more than `limit`; only those naming `personId` unless it is null. */
export async function listTokens(
  m: EntityManager,
  personId: string | null,
  before: string | null,
  limit: number,
): Promise<TokenRow[]> {
  return m.query<TokenRow[]>(
    `${SELECT} where ($1::uuid is null or t.person_id = $1) and ($2::uuid is null or t.id < $2) order by t.id desc limit $3`,
    [personId, before, limit + 1],
  );
}

/** Held until the end of the transaction; null when there is none. */
export async function lockToken(tx: EntityManager, id: string): Promise<TokenRow | null> {
  // Read by a statement of its own: one that waited for the lock would show what it saw before.
  await tx.query('select 1 from auth_token where id = $1 for update', [id]);
  const [row] = await tx.query<TokenRow[]>(`${SELECT} where t.id = $1`, [id]);
  return row ?? null;
}

export const toTokenView = (row: TokenRow): TokenView => ({
  id: row.id,
  name: row.name,
  scopes: row.scopes,
  asPerson: row.person,
  state: row.state,
  createdBy: row.created_by,
  createdAt: row.created_at.toISOString(),
  acceptedAt: row.accepted_at?.toISOString() ?? null,
  expiresAt: row.expires_at.toISOString(),
  revokedAt: row.revoked_at?.toISOString() ?? null,
});
