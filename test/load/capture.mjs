/** Files one form in a product that runs in this process and writes down every statement it sent: floor C's script. */
import { createRequire } from 'node:module';
import { writeFileSync } from 'node:fs';
import pg from 'pg';
import { PASSWORD } from './house.mjs';

const require = createRequire(import.meta.url);
require('reflect-metadata');
const [, , url, secret, out] = process.argv;
const { createApp } = require('../../dist/src/create-app.js');
const { readConfig } = require('../../dist/src/config.js');

const sent = [];
let listening = false;
const query = pg.Client.prototype.query;
pg.Client.prototype.query = function (config, values, ...rest) {
  const text = typeof config === 'string' ? config : config.text;
  if (listening && !/auth_session|from due where|process_heartbeat|from person p/.test(text)) {
    sent.push({ name: config.name ?? null, text, values: config.values ?? (Array.isArray(values) ? values : []) });
  }
  return query.call(this, config, values, ...rest);
};

const app = await createApp(
  readConfig({ DATABASE_URL: url, UPLINE_SECRET: secret, PORT: '0', UPLINE_ROLE: 'api', UPLINE_LOG_LEVEL: 'silent' }),
);
await app.listen(0, '127.0.0.1');
const base = `${await app.getUrl()}/api/v1`;
const post = async (path, body, headers) => {
  const response = await fetch(base + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return response.json();
};
const { accessToken } = await post('/auth/login', { login: 'agent0', password: PASSWORD });
const file = (key) =>
  post(
    '/tickets',
    {
      kind: 'complaint',
      callStartedAt: new Date(Date.now() - 60_000).toISOString(),
      content: '客户反映账单金额与合同约定不一致,要求核查并在今日内答复。',
      customer: { name: '王小明', phone: '13800000001' },
      promisedReplyAt: new Date(Date.now() + 3_600_000).toISOString(),
    },
    { authorization: `Bearer ${accessToken}`, 'idempotency-key': key },
  );
await file('capture-warm');
listening = true;
const answer = await file('capture-measured');
listening = false;

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const writing = sent.find(({ name }) => name === 'ticket_file');
const known = new Set([
  answer.filer.id,
  answer.holder.id,
  answer.project.id,
  answer.topic.id,
  '01920000-0000-7000-8000-000000000002',
]);
const made = [...new Set(JSON.stringify(writing.values).match(UUID))].filter((id) => !known.has(id));
const statements = sent.map(({ name, text, values }) => ({
  name,
  text,
  values: values.map((value) =>
    Buffer.isBuffer(value) ? { bytes: value.toString('hex') } : value instanceof Date ? value.toISOString() : value,
  ),
  holds: name === 'ticket_file' ? 'number' : name?.startsWith('idempotency') ? 'key' : null,
}));
writeFileSync(out, JSON.stringify({ statements, made, number: answer.number, answer }));
await app.close();
process.exit(0);
