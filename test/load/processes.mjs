import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';

const TICK_MS = 10; // USER_HZ is 100 on every Linux that we run on

const statOf = (pid) => {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ms = (at) => (Number(fields[at]) + Number(fields[at + 1])) * TICK_MS;
  return { parent: Number(fields[1]), cpuMs: ms(11), reapedMs: ms(13) };
};

/** CPU milliseconds that a process has used. */
export const cpuOf = (pid) => statOf(pid).cpuMs;

/** CPU milliseconds of the children of a process, those that have ended too: PostgreSQL's backends under their postmaster. */
export function cpuOfChildren(parentPid) {
  let sum = statOf(parentPid).reapedMs;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = statOf(name);
      if (stat.parent === parentPid) sum += stat.cpuMs;
    } catch {
      // it ended while we looked
    }
  }
  return sum;
}

/** Resident memory of a process in MB. */
export const residentMb = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;

/** Starts a program and resolves with its first line of output. */
export function startWithLine(args, env = {}) {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = new Promise((resolve, reject) => {
    child.stdout.once('data', (chunk) => resolve(String(chunk).split('\n')[0]));
    child.once('exit', (code) => reject(new Error(`${args[0]} ended with ${code}`)));
  });
  return { child, line };
}

/** Runs a program to its end and resolves with what it printed. */
export function run(args, env = {}) {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.on('data', (chunk) => (out += chunk));
  return new Promise((resolve, reject) =>
    child.once('exit', (code) => (code === 0 ? resolve(out) : reject(new Error(`${args[0]} ended with ${code}`)))),
  );
}

/** Ends a child that we started and waits for it. */
export function stop(child) {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve();
    child.once('exit', resolve);
    child.kill('SIGTERM');
  });
}
