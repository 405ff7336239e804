import { plainToInstance, Transform } from 'class-transformer';
import {
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  Min,
  MinLength,
  ValidateBy,
  validateSync,
  type ValidationError,
} from 'class-validator';
import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';

export const PROCESS_ROLES = ['api', 'worker', 'all'] as const;
export type ProcessRole = (typeof PROCESS_ROLES)[number];

/** Every setting, read once from the environment; a wrong value stops the start with one line that names it. */
export class Config {
  /** `postgres://…`, version 15 or newer; the owner, who migrates. */
  @IsString()
  @Matches(/^postgres(ql)?:\/\//, { message: 'DATABASE_URL must begin with postgres://' })
  DATABASE_URL: string;

  /** TCP port, 0 for any free one. */
  @Transform(({ value }) => Number(value))
  @IsInt({ message: 'PORT must be a whole number' })
  @Min(0, { message: 'PORT must be between 0 and 65535' })
  @Max(65535, { message: 'PORT must be between 0 and 65535' })
  PORT = 3000;

  @IsString()
  @MinLength(1, { message: 'HOST must not be empty' })
  HOST = '127.0.0.1';

  @IsIn(PROCESS_ROLES, { message: `UPLINE_ROLE must be one of ${PROCESS_ROLES.join(', ')}` })
  UPLINE_ROLE: ProcessRole = 'all';

  /** Where the embedded database and generated secrets live. */
  @IsString()
  UPLINE_DATA_DIR = './data';

  /** Origin under which people reach the console; links in mails are made from it alone. */
  @IsOptional()
  @IsUrl(
    { require_tld: false, require_protocol: true },
    { message: 'UPLINE_PUBLIC_URL must be a URL such as https://upline.example' },
  )
  UPLINE_PUBLIC_URL?: string;

  /** At least 32 characters; every key is derived from it. Required outside the demo. */
  @IsString({ message: 'UPLINE_SECRET is required outside the demo: at least 32 characters' })
  @MinLength(32, { message: 'UPLINE_SECRET must have at least 32 characters' })
  UPLINE_SECRET: string;

  /** `1` loads the demo house into an empty database. */
  @IsIn(['0', '1'], { message: 'UPLINE_DEMO must be 0 or 1' })
  UPLINE_DEMO = '0';

  @IsOptional()
  @Matches(/^rediss?:\/\//, { message: 'REDIS_URL must begin with redis://' })
  REDIS_URL?: string;

  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    message: 'UPLINE_LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent',
  })
  UPLINE_LOG_LEVEL = 'info';

  /** Connections of the request pool. */
  @Transform(({ value }) => Number(value))
  @IsInt({ message: 'UPLINE_POOL must be a whole number' })
  @Min(2, { message: 'UPLINE_POOL must be between 2 and 100' })
  @Max(100, { message: 'UPLINE_POOL must be between 2 and 100' })
  UPLINE_POOL = 10;

  /** Proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed: addresses and networks, with commas between. */
  @ValidateBy({
    name: 'trustedProxies',
    validator: {
      validate: (value) => String(value).split(',').every(isNetwork),
      defaultMessage: () => 'UPLINE_TRUSTED_PROXIES must be addresses or networks such as 10.1.2.3,10.2.0.0/16',
    },
  })
  UPLINE_TRUSTED_PROXIES = 'loopback';

  get demo(): boolean {
    return this.UPLINE_DEMO === '1';
  }
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.trim().split('/');
  if (address === 'loopback') return bits === undefined;
  const longest = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return (
    longest > 0 &&
    more.length === 0 &&
    (bits === undefined || (/^\d{1,3}$/.test(bits) && +bits <= longest && +bits > 0))
  );
}

export class ConfigError extends Error {}

/** Reads and validates; throws `ConfigError` with one line. In the demo a missing secret is made up for this process. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const fields = Object.keys(given).filter((key) => CONFIG_KEYS.has(key));
  const config = plainToInstance(Config, Object.fromEntries(fields.map((key) => [key, given[key]])));
  if (config.demo) config.UPLINE_SECRET ??= randomBytes(32).toString('hex');
  const first = validateSync(config)[0];
  if (first) throw new ConfigError(lineOf(first));
  return config;
}

/** What is missing altogether says more than how long it should have been. */
function lineOf({ property, constraints = {} }: ValidationError): string {
  return constraints.isString ?? Object.values(constraints)[0] ?? `${property} is wrong`;
}

const CONFIG_KEYS = new Set([
  'DATABASE_URL',
  'PORT',
  'HOST',
  'UPLINE_ROLE',
  'UPLINE_DATA_DIR',
  'UPLINE_PUBLIC_URL',
  'UPLINE_SECRET',
  'UPLINE_DEMO',
  'REDIS_URL',
  'UPLINE_LOG_LEVEL',
  'UPLINE_POOL',
  'UPLINE_TRUSTED_PROXIES',
]);
