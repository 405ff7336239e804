import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { inRoot, Stop, tie, TIED_STDIO } from './run.mjs';

/** Refuses a taken port before anything is started for it; what else is wrong with it the app says itself. */
export function refuseTakenPort({ host, port }) {
  return new Promise((resolve, reject) => {
    if (!Number.isInteger(port) || port < 1 || port > 65535) return resolve();
    const probe = createServer();
    probe.once('error', ({ code }) => {
      if (code === 'EADDRINUSE') reject(new Stop(`Port ${port} on ${host} is taken; choose another with PORT.`));
      else if (code === 'EACCES')
        reject(new Stop(`Port ${port} on ${host} is not allowed for this user; choose another.`));
      else if (code === 'EADDRNOTAVAIL') reject(new Stop(`HOST=${host} is no address of this machine.`));
      else resolve();
    });
    probe.listen({ host, port }, () => probe.close(() => resolve()));
  });
}

/** The app as a process of its own, so that this one can stop the database after it. */
export class AppProcess {
  constructor(env) {
    const args = tie([inRoot('dist/src/main.js')]);
    // A session of its own: Ctrl+C reaches the start script only, which stops both in order.
    this.child = spawn(process.execPath, args, { env, cwd: inRoot(), stdio: TIED_STDIO, detached: true });
    this.ended = new Promise((resolve) => {
      this.child.once('error', () => resolve(1));
      this.child.once('exit', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
    });
    this.ended.then((code) => (this.exitCode = code));
  }

  /** Asks it to end; twice means now. */
  stop() {
    if (this.asked) return this.kill();
    this.asked = true;
    this.child.kill('SIGTERM');
  }

  kill() {
    this.child.kill('SIGKILL');
  }

  /** Resolves to true once the app says that it is ready, to false when it ended before. */
  async isReady(origin) {
    while (this.exitCode === undefined) {
      const answer = await fetch(`${origin}/health/ready`, { signal: AbortSignal.timeout(2000) }).catch(() => null);
      await answer?.body?.cancel();
      if (answer?.ok) return true;
      await delay(50);
    }
    return false;
  }
}
