import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { appDataSource } from '../data-source';
import { checkChains } from './chain-check';

/** `npm run audit:verify`: walks every chain of the database and ends non-zero at a fault. */
async function verify(url: string): Promise<number> {
  const db = await new DataSource({ ...appDataSource(url, 2), entities: [] }).initialize();
  try {
    const report = await checkChains(db.manager);
    for (const { ticketId, sequence, fault } of report.faults)
      process.stdout.write(`ticket ${ticketId}: ${fault} at event ${sequence}\n`);
    process.stdout.write(`${report.chains} chains, ${report.rows} events, ${report.faults.length} faults\n`);
    return report.faults.length === 0 ? 0 : 1;
  } finally {
    await db.destroy();
  }
}

if (require.main === module) {
  const url = process.env.DATABASE_URL ?? '';
  verify(url)
    .then((code) => process.exit(code))
    .catch((error: unknown) => {
      process.stderr.write(`audit: ${error instanceof Error ? error.message : String(error)}\n`);
      process.exit(2);
    });
}
