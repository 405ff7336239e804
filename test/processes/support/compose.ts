import { load, YAML11_SCHEMA } from 'js-yaml';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(__dirname, '../../..');

export interface Service {
  command?: string[];
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test?: string[]; disable?: boolean };
  deploy?: { replicas?: number };
  read_only?: boolean;
  user?: string;
  cap_drop?: string[];
  ports?: string[];
  volumes?: string[];
  stop_grace_period?: string;
}

/** `compose.yaml` with its variables filled in; throws what `${NAME:?…}` says when one is missing. */
export function readCompose(env: Record<string, string>): Record<string, Service> {
  const filled = readFileSync(join(ROOT, 'compose.yaml'), 'utf8')
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .join('\n')
    .replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_all, name: string, kind: string, text: string) => {
      if (env[name]) return env[name];
      if (kind === '?') throw new Error(`${name}: ${text}`);
      return text ?? '';
    });
  return (load(filled, { filename: 'compose.yaml', schema: YAML11_SCHEMA }) as { services: Record<string, Service> })
    .services;
}

/** Services in an order in which each comes after those that it waits for. */
export function startOrder(services: Record<string, Service>): string[] {
  const order: string[] = [];
  const visit = (name: string, path: string[]): void => {
    if (path.includes(name)) throw new Error(`services wait for each other: ${[...path, name].join(' → ')}`);
    if (order.includes(name)) return;
    for (const before of Object.keys(services[name]?.depends_on ?? {})) visit(before, [...path, name]);
    order.push(name);
  };
  for (const name of Object.keys(services)) visit(name, []);
  return order;
}

export interface Dockerfile {
  /** What is copied from the project. */
  copied: string[];
  env: Record<string, string>;
  user: string;
  command: string[];
  health: string[];
}

const words = (text: string): string[] => JSON.parse(text) as string[];

/** The last stage of the Dockerfile, and everything that any stage takes from the project. */
export function readDockerfile(): Dockerfile {
  const text = readFileSync(join(ROOT, 'Dockerfile'), 'utf8').replace(/\\\n\s*/g, '');
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));
  const of = (word: string): string => last.find((line) => line.startsWith(`${word} `))!.slice(word.length + 1);
  return {
    copied: lines.flatMap((line) => (/^COPY (?!--from)(.*)$/.exec(line)?.[1] ?? '').split(' ').slice(0, -1)),
    env: Object.fromEntries(
      of('ENV')
        .split(' ')
        .map((pair) => pair.split('=') as [string, string]),
    ),
    user: of('USER'),
    command: words(of('CMD')),
    health: words(/CMD (\[.*\])$/.exec(of('HEALTHCHECK'))![1]!),
  };
}
