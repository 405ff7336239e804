import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Top folder of the project. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Path inside the project. */
export const inRoot = (...parts) => join(root, ...parts);

/** `require` of the project, for what `nest build` has made. */
export const require = createRequire(import.meta.url);

/** A failure that the person at the terminal can act on: printed as one line, without a stack. */
export class Stop extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

const running = new Set();

/** Asks every command under way to end. */
export function stopRunning() {
  for (const child of running) child.kill('SIGTERM');
}

/** Runs a command without a shell, so that spaces in paths mean nothing; answers its exit code, 1 for a signal. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
    running.add(child);
    child.once('error', reject);
    child.once('close', (code) => {
      running.delete(child);
      resolve(code ?? 1);
    });
  });
}

/** Runs a script with this very Node. */
export const runNode = (args, options) => run(process.execPath, args, options);

/** What ties a process of ours to this one: it ends when we were killed outright. For `runNode` and `spawn` alike. */
export const tie = (args) => ['--require', inRoot('scripts/house/end-with-parent.cjs'), ...args];
export const TIED_STDIO = ['ignore', 'inherit', 'inherit', 'ipc'];

/** Runs a script with this very Node that must not go on without us. */
export const runTied = (args, options) => runNode(tie(args), { stdio: TIED_STDIO, ...options });

/** Runs a script's main function; expected failures become one line and an exit code. */
export async function main(work) {
  try {
    process.exitCode = (await work()) ?? 0;
  } catch (error) {
    const expected = error instanceof Stop || error?.constructor?.name === 'EmbeddedPostgresError';
    console.error(expected ? error.message : error);
    process.exitCode = error?.exitCode ?? 1;
  }
}
