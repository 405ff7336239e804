import { fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';

/** What was sent and what was answered, outside the product; a line is on the disk before its request leaves. */
export class Ledger {
  constructor(path) {
    this.file = openSync(path, 'a');
  }

  /** Before a request leaves. */
  sent(entry) {
    this.write(entry);
    fsyncSync(this.file);
  }

  /** What became of it: `{key, acked}`, `{key, rejected}`, `{key, unknown}`, `{key, broken}`, `{key, changed}` or `{heard}`. */
  write(entry) {
    writeSync(this.file, `${JSON.stringify(entry)}\n`);
  }
}

/** Every line; the requests by key with their last outcome, and what the sockets heard by person. */
export function readLedger(path) {
  const requests = new Map();
  const heard = new Map();
  const faults = [];
  for (const line of readFileSync(path, 'utf8').split('\n').filter(Boolean)) {
    const entry = JSON.parse(line);
    if (entry.heard) {
      if (!heard.has(entry.heard)) heard.set(entry.heard, new Map());
      heard.get(entry.heard).set(entry.seq, entry);
    } else if (entry.body !== undefined) {
      if (requests.has(entry.key)) faults.push(`key ${entry.key} was sent as two requests`);
      requests.set(entry.key, { ...entry, outcome: { unknown: 'no answer was written down' } });
    } else if (entry.broken !== undefined || entry.changed !== undefined) {
      faults.push(JSON.stringify(entry));
    } else {
      requests.get(entry.key).outcome = entry;
    }
  }
  return { requests: [...requests.values()], heard, faults };
}
