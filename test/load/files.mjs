/**
 * Files up and down: megabytes a second, and the CPU that each costs the server and PostgreSQL. There is no floor beside it;
 * the rows say what a file costs, and that its bytes do not stay in memory.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { cpuOf, cpuOfChildren, residentMb } from './processes.mjs';

const FILE_MB = 10;
const FILES = 12;
const AT_ONCE = 4;
/** Beyond what is resident once every path has run: what a file leaves behind until it is collected. */
const GROWTH_MB = 64;

export async function files({ port, token, product, postmaster, report }) {
  const api = `http://127.0.0.1:${port}/api/v1`;
  const authorization = `Bearer ${token}`;
  const filed = await fetch(`${api}/tickets`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify({
      kind: 'complaint',
      callStartedAt: new Date(Date.now() - 60_000).toISOString(),
      content: '客户提供了通话录音与截图,要求核查。',
      customer: { name: '王小明', phone: '13800001234' },
      promisedReplyAt: new Date(Date.now() + 3_600_000).toISOString(),
    }),
  });
  const ticket = await filed.json();
  // Noise that does not compress, behind the head of a picture.
  const bytes = Buffer.concat([Buffer.from('ffd8ffe000104a46494600', 'hex'), randomBytes(FILE_MB * 1024 * 1024)]);
  const ids = [];
  const upload = async () => {
    const form = new FormData();
    form.append('file', new Blob([bytes], { type: 'image/jpeg' }), '录音截图.jpg');
    const answer = await fetch(`${api}/tickets/${ticket.id}/attachments`, {
      method: 'POST',
      headers: { authorization },
      body: form,
    });
    if (answer.status !== 201) throw new Error(`upload: ${answer.status} ${await answer.text()}`);
    ids.push((await answer.json()).id);
  };
  const download = async () => {
    const answer = await fetch(`${api}/attachments/${ids[0]}`, { headers: { authorization } });
    if ((await answer.arrayBuffer()).byteLength !== bytes.length) throw new Error(`download: ${answer.status}`);
  };
  const together = (act) => Promise.all(Array.from({ length: AT_ONCE }, act));
  for (const act of [upload, download, download]) await together(act);
  const before = residentMb(product.pid);
  let peak = before;
  const timer = setInterval(() => (peak = Math.max(peak, residentMb(product.pid))), 50);
  process.stdout.write(`\nFiles of ${FILE_MB} MB, ${AT_ONCE} at once\n`);
  try {
    for (const [name, act] of [
      ['upload', upload],
      ['download', download],
    ]) {
      const from = { at: performance.now(), server: cpuOf(product.pid), postgres: cpuOfChildren(postmaster) };
      for (let done = 0; done < FILES; done += AT_ONCE) await together(act);
      const mb = FILES * FILE_MB;
      const perSecond = mb / ((performance.now() - from.at) / 1000);
      const cpu = [(cpuOf(product.pid) - from.server) / mb, (cpuOfChildren(postmaster) - from.postgres) / mb];
      report(
        `${name} of files`,
        `${perSecond.toFixed(0)} MB/s, CPU per MB: server ${cpu[0].toFixed(1)} ms, PostgreSQL ${cpu[1].toFixed(1)} ms`,
        '',
        null,
      );
    }
  } finally {
    clearInterval(timer);
  }
  report(
    'resident memory that files add at most',
    `${(peak - before).toFixed(0)} MB`,
    `≤ ${GROWTH_MB} MB`,
    peak - before <= GROWTH_MB,
  );
}
