/**
 * Who sees a ticket, written once. `$1` of a statement is always the reader's id.
 *
 * Recusal beats every ground of sight; a filer who is recused keeps a restricted view of what they filed.
 */
export const SIGHT_CTES = `
  below as materialized (select * from line_below($1::uuid, upline_now())),
  covered as materialized (select * from covered_by($1::uuid, upline_now())),
  own_line as materialized (
    select distinct l.project_id from reporting_line l
    where l.project_id is not null and l.valid_from <= upline_now() and (l.valid_until is null or l.valid_until > upline_now())
  ),
  wide as materialized (select exists (select 1 from below) or exists (select 1 from covered) as so)`;

/** Whether the reader sees more than what they file, hold or were given; asked once a statement, before any ticket. */
export const isWide = '(select so from wide)';

/** Whether a person is below the reader in the line of ticket `t`'s project. */
export const isBelow = (t: string, person: string, extra: string): string => `exists (
    select 1 from below b where b.person_id = ${person} ${extra}
      and (b.project_id = ${t}.project_id or (b.project_id is null and ${t}.project_id not in (select project_id from own_line))))`;

export const recused = (
  t: string,
): string => `(${t}.about_person_id is not null and (${t}.about_person_id = $1 or exists (
    select 1 from absence a where a.named_by_id = ${t}.about_person_id and a.deputy_id = $1
      and a.to_at > ${t}.created_at and (a.cancelled_at is null or a.cancelled_at > ${t}.created_at))))`;

export const covers = (t: string): string => `exists (
    select 1 from covered c where c.person_id = ${t}.holder_id and (c.project_ids is null or ${t}.project_id = any (c.project_ids)))`;
export const aboveFiler = (t: string): string => isBelow(t, `${t}.filer_id`, `and ${t}.created_at >= b.since`);
export const aboveHolder = (t: string): string => isBelow(t, `${t}.holder_id`, '');
/** A scalar, because PostgreSQL would hash an `exists`: whoever leads holds a grant on a sixth of a million tickets. */
const granted = (t: string): string => `((
    select true from ticket_grant g where g.ticket_id = ${t}.id and g.person_id = $1 and g.reason <> 'watch'
      and (g.until is null or g.until > upline_now()) limit 1) is true)`;
/** As the partial indexes say it. */
export const open = (t: string): string => `${t}.state in ('submitted', 'in_progress', 'callback_due', 'returned')`;

/** The predicate; needs `SIGHT_CTES` in the same statement. */
export const sees = (t: string): string => `(
  ${t}.filer_id = $1
  or (not ${recused(t)} and (
    ${t}.holder_id = $1 or ${covers(t)} or ${aboveFiler(t)} or (${open(t)} and ${aboveHolder(t)}) or ${granted(t)}
  )))`;

/** Who reads a note for superiors of a ticket within sight: the holder, whoever covers them, and who is above holder or filer. */
export const readsForSuperiors = (t: string): string =>
  `(${t}.filer_id <> $1 and (${t}.holder_id = $1 or ${covers(t)} or ${aboveHolder(t)} or ${aboveFiler(t)}))`;

/** How the reader stands to ticket `t`, as one JSON object of the shape `Relation`. */
export const relationJson = (t: string): string => `jsonb_build_object(
  'isFiler', ${t}.filer_id = $1,
  'isHolder', ${t}.holder_id = $1,
  'coversHolder', ${covers(t)},
  'aboveHolder', ${aboveHolder(t)},
  'aboveFiler', ${aboveFiler(t)},
  'isCoFiler', exists (select 1 from ticket_grant g where g.ticket_id = ${t}.id and g.person_id = $1 and g.reason = 'co_filer'),
  'isAssistant', exists (select 1 from ticket_grant g where g.ticket_id = ${t}.id and g.person_id = $1 and g.reason = 'assist'
    and (g.until is null or g.until > upline_now())),
  'isWatcher', exists (select 1 from ticket_grant g where g.ticket_id = ${t}.id and g.person_id = $1 and g.reason = 'watch'
    and (g.until is null or g.until > upline_now())),
  'recused', ${recused(t)})`;
