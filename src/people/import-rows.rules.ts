import { IMPORT_COLUMNS, type ImportColumn } from '@upline/contracts/people-import';
import type { FieldError } from '@upline/contracts/refusals';
import { ROLES, type Role } from '@upline/contracts/roles';

/** What a line of the file wants of a person; a field whose column is not there is left out and stays. */
export interface WantedPerson {
  row: number;
  login: string;
  name?: string;
  roles?: Role[];
  /** Login; null for nobody above. */
  superior?: string | null;
  extension?: string | null;
  /** Keys, the default first. */
  projects?: string[];
  email?: string | null;
  errors: FieldError[];
}

/** Other words for the columns, as Chinese staff lists head them. */
export const COLUMN_WORDS: Record<ImportColumn, readonly string[]> = {
  login: ['登录名', '登录账号', '账号', '工号'],
  name: ['姓名', '名字'],
  roles: ['role', '角色', '岗位'],
  superior: ['直接上级', '上级', '上级账号', '上级工号'],
  extension: ['分机', '分机号'],
  projects: ['project', '项目'],
  email: ['e-mail', '邮箱', '电子邮箱', '电子邮件'],
};
const ROLE_WORDS: Record<Role, readonly string[]> = {
  agent: ['座席', '坐席', '座席专员', '坐席专员'],
  team_lead: ['组长', '班长'],
  supervisor: ['督导'],
  manager: ['经理'],
  qa_analyst: ['质检', '质检专员'],
  records_admin: [],
  appeal_handler: [],
  admin: ['管理员'],
};
const ROLE_OF = new Map<string, Role>(ROLES.flatMap((role) => [role, ...ROLE_WORDS[role]].map((word) => [word, role])));

export const LOGIN = /^[a-z0-9][a-z0-9._@-]{0,63}$/;
const SEPARATOR = /[;|；｜、]/;
const CONTROL = /\p{Cc}/u;
const LIMITS = { name: 80, extension: 32, projects: 50 } as const;

/** What the rules ask of the world of libraries. */
export interface Judges {
  isEmail: (text: string) => boolean;
  looksLikeFormula: (cell: string) => boolean;
  /** The text that a cell made harmless by an export stands for. */
  plainCell: (cell: string) => string;
}

/** Logins are looked up as they are when somebody signs in: without regard to case and width. */
export const loginOf = (cell: string): string => cell.normalize('NFKC').trim().toLowerCase();

/** Reads the cells of one line; whatever is wrong is in `errors`, each at its column. */
export function wantedOf(
  row: number,
  cells: Partial<Record<ImportColumn, string>>,
  found: readonly FieldError[],
  judges: Judges,
): WantedPerson {
  const wanted: WantedPerson = { row, login: loginOf(cells.login ?? ''), errors: [...found] };
  const fail = (path: ImportColumn, code: string, message: string): void =>
    void wanted.errors.push({ path, code, message });
  for (const column of IMPORT_COLUMNS) {
    const cell = cells[column];
    if (cell === undefined) continue;
    if (CONTROL.test(cell)) fail(column, 'control', 'holds a line break or another control character');
    else READ[column](wanted, cell, judges, (code, message) => fail(column, code, message));
  }
  return wanted;
}

type Reader = (
  wanted: WantedPerson,
  cell: string,
  judges: Judges,
  fail: (code: string, message: string) => void,
) => void;

const READ: Record<ImportColumn, Reader> = {
  login: (wanted, _cell, _judges, fail) => {
    if (wanted.login === '') fail('required', 'is required');
    else if (!LOGIN.test(wanted.login))
      fail('matches', 'has 1–64 characters of a-z 0-9 . _ @ - and begins with a letter or digit');
  },
  name: (wanted, cell, judges, fail) => {
    const name = judges.plainCell(cell);
    if (name.trim() === '') return fail('required', 'is required');
    // Written by hand it is a mistake; made harmless by an export it is a name.
    if (name === cell && judges.looksLikeFormula(cell)) return fail('formula', 'begins like a formula');
    if (name.length > LIMITS.name) return fail('length', `has more than ${LIMITS.name} characters`);
    wanted.name = name;
  },
  roles: (wanted, cell, _judges, fail) => {
    const words = split(cell);
    if (words.length === 0) return fail('required', 'is required: at least one role');
    const unknown = words.filter((word) => !ROLE_OF.has(word.toLowerCase()));
    for (const word of unknown) fail('unknown', `${word} is no role; roles are ${ROLES.join(', ')}`);
    if (unknown.length === 0) wanted.roles = [...new Set(words.map((word) => ROLE_OF.get(word.toLowerCase())!))];
  },
  superior: (wanted, cell, _judges, fail) => {
    const login = loginOf(cell);
    if (login === wanted.login && login !== '')
      return fail('cycle', `nobody is their own superior: ${login} → ${login}`);
    wanted.superior = login === '' ? null : login;
  },
  extension: (wanted, cell, judges, fail) => {
    const extension = judges.plainCell(cell);
    if (extension.length > LIMITS.extension) return fail('length', `has more than ${LIMITS.extension} characters`);
    wanted.extension = extension === '' ? null : extension;
  },
  projects: (wanted, cell, _judges, fail) => {
    const keys = split(cell);
    if (new Set(keys).size !== keys.length) return fail('twice', 'names a project twice');
    if (keys.length > LIMITS.projects) return fail('length', `names more than ${LIMITS.projects} projects`);
    wanted.projects = keys;
  },
  email: (wanted, cell, judges, fail) => {
    const email = judges.plainCell(cell);
    if (email !== '' && !judges.isEmail(email)) return fail('is_email', 'is no mail address');
    wanted.email = email === '' ? null : email;
  },
};

const split = (cell: string): string[] =>
  cell
    .split(SEPARATOR)
    .map((word) => word.trim())
    .filter((word) => word !== '');
