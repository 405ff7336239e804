import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

function proc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

function ps(pid: number, columns: string): string {
  return spawnSync('ps', ['-ww', '-o', columns, '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
}

/**
 * Names one run of a process, so that a number given to another process later does not look like the old one.
 * Null when it is dead or a zombie: a zombie still answers signal 0 where nobody reaps orphans, as in many containers.
 */
export function processIdentity(pid: number): string | null {
  if (process.platform !== 'linux') {
    const [state, ...started] = ps(pid, 'stat=,lstart=').split(/\s+/);
    return !state || state.startsWith('Z') ? null : started.join(' ');
  }
  const stat = proc(pid, 'stat');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, started] = [fields[0], fields[19]];
  return !started || state === 'Z' || state === 'X' ? null : started;
}

/** The command line that a process was started with, '' when it is gone. */
export function commandLine(pid: number): string {
  return process.platform === 'linux' ? proc(pid, 'cmdline').replaceAll('\0', ' ') : ps(pid, 'command=');
}

/** Sends a signal to a process that may be gone already. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
