import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { EmbeddedPostgresError } from './failure';

/** The unprivileged user that the server runs as. */
export interface RunAs {
  uid: number;
  gid: number;
  /** True when it is another user than ours, so that reach and ownership matter. */
  other: boolean;
}

const READ = 4;
const SEARCH = 1;

function numberOf(option: '-u' | '-g', name: string): number | null {
  const answer = spawnSync('id', [option, name], { encoding: 'utf8' });
  return answer.status === 0 ? Number(answer.stdout) : null;
}

/** PostgreSQL refuses to run as root: then it is the owner of the cluster, else `postgres`, else `nobody`. */
export function chooseUser(clusterDir: string): RunAs {
  const uid = process.getuid?.() ?? 0;
  const gid = process.getgid?.() ?? 0;
  if (uid !== 0) return { uid, gid, other: false };
  const present = statSync(clusterDir, { throwIfNoEntry: false });
  if (present && present.uid !== 0) return { uid: present.uid, gid: present.gid, other: true };
  for (const name of ['postgres', 'nobody']) {
    const user = numberOf('-u', name);
    const group = numberOf('-g', name);
    if (user !== null && group !== null) return { uid: user, gid: group, other: true };
  }
  throw new EmbeddedPostgresError(
    'PostgreSQL does not run as root and there is no user `postgres` or `nobody` to run it as.',
  );
}

function allows(user: RunAs, path: string, bit: number): boolean {
  const { mode, uid, gid } = statSync(path);
  const shift = uid === user.uid ? 6 : gid === user.gid ? 3 : 0;
  return ((mode >> shift) & bit) === bit;
}

/** Whether the user may pass through every folder above and including `dir`. */
export function mayReach(user: RunAs, dir: string): boolean {
  if (!user.other) return true;
  return allows(user, dir, SEARCH) && (dirname(dir) === dir || mayReach(user, dirname(dir)));
}

/** Whether the user may read the file; with `execute`, run it as well. */
export function mayRead(user: RunAs, file: string, execute = false): boolean {
  if (!user.other) return true;
  return mayReach(user, dirname(file)) && allows(user, file, execute ? READ | SEARCH : READ);
}
