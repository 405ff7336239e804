/** The load generator, a process of its own: `node driver.mjs '<json>'` prints one JSON line. */
import { randomUUID } from 'node:crypto';
import { Wire } from './wire.mjs';

const plan = JSON.parse(process.argv[2]);

const form = () => ({
  kind: 'complaint',
  callStartedAt: new Date(Date.now() - 60_000).toISOString(),
  content: '客户反映账单金额与合同约定不一致,要求核查并在今日内答复。',
  customer: { name: '王小明', phone: `1380000${String(Math.floor(Math.random() * 10_000)).padStart(4, '0')}` },
  promisedReplyAt: new Date(Date.now() + 3_600_000).toISOString(),
});

async function once(wire, turn) {
  if (plan.kind === 'file') {
    const token = plan.tokens[turn % plan.tokens.length];
    const headers = { ...(token && { authorization: `Bearer ${token}` }), 'idempotency-key': randomUUID() };
    return wire.send('POST', plan.path, headers, JSON.stringify(form()));
  }
  const token = plan.tokens[turn % plan.tokens.length];
  return wire.send('GET', plan.path, token ? { authorization: `Bearer ${token}` } : {});
}

const latencies = [];
const statuses = {};
const end = Date.now() + plan.ms;
let turn = 0;
const startCpu = process.cpuUsage();
const started = Date.now();
await Promise.all(
  Array.from({ length: plan.clients }, async () => {
    const wire = new Wire(plan.port);
    while (Date.now() < end) {
      const from = performance.now();
      const { status } = await once(wire, turn++);
      latencies.push(performance.now() - from);
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
    wire.close();
  }),
);
const cpu = process.cpuUsage(startCpu);
latencies.sort((a, b) => a - b);
const at = (share) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))];
const seconds = (Date.now() - started) / 1000;
process.stdout.write(
  `${JSON.stringify({ count: latencies.length, perSecond: latencies.length / seconds, p50: at(0.5), p99: at(0.99), driverCpuMs: (cpu.user + cpu.system) / 1000, statuses })}\n`,
);
