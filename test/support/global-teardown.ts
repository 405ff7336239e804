import { rmSync } from 'node:fs';
import type { RunDatabase } from './global-setup';

export default async function tearDown(): Promise<void> {
  const run = (globalThis as { uplineRun?: RunDatabase }).uplineRun;
  if (!run) return;
  await run.postgres.stop();
  rmSync(run.folder, { recursive: true, force: true });
}
