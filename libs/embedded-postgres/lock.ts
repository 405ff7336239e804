import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { EmbeddedPostgresError } from './failure';
import { processIdentity } from './processes';

interface Holder {
  pid: number;
  started: string | null;
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function livingHolder(text: string): number | null {
  try {
    const holder = JSON.parse(text) as Holder;
    return processIdentity(holder.pid) === holder.started && holder.started !== null ? holder.pid : null;
  } catch {
    return null;
  }
}

/** Creates the file with its whole content or not at all; false when it is there already. */
function create(path: string, text: string): boolean {
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, text, { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Takes a dead holder's file away; moved first and compared, so that a lock taken meanwhile by a third is put back. */
function removeStale(path: string, stale: string): void {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (read(aside) !== stale) create(path, read(aside) ?? '');
  rmSync(aside, { force: true });
}

/** A lock file that holds as long as the process that made it lives, however that process ends. */
export class Lock {
  private constructor(
    private readonly path: string,
    private readonly text: string,
  ) {}

  /** Throws one line when a living process holds it. */
  static acquire(path: string, what: string): Lock {
    const text = JSON.stringify({ pid: process.pid, started: processIdentity(process.pid), token: randomUUID() });
    for (let attempt = 0; attempt < 20; attempt++) {
      if (create(path, text)) return new Lock(path, text);
      const present = read(path);
      if (present === null) continue;
      const pid = livingHolder(present);
      if (pid !== null) throw new EmbeddedPostgresError(`${what} is in use by another process (pid ${pid}).`);
      removeStale(path, present);
    }
    throw new EmbeddedPostgresError(`${what} could not be locked: ${path} keeps changing.`);
  }

  release(): void {
    if (read(this.path) === this.text) rmSync(this.path, { force: true });
  }
}
