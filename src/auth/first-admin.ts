import 'reflect-metadata';
import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { SignInLinkView } from '@upline/contracts/auth';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { DataSource, type EntityManager } from 'typeorm';
import { Config, ConfigError, readConfig } from '../config';
import { appDataSource } from '../data-source';
import { MigrationError, prepareSchema } from '../migrate';
import { Refusal } from '../kernel/refusal';
import { inTransaction } from '../kernel/transaction';
import { CreatePersonDto } from '../people/people.dto';
import { PeopleModule } from '../people/people.module';
import { PeopleService } from '../people/people.service';
import { AuthModule } from './auth.module';
import { CredentialsService } from './credentials.service';

/** A reason not to make one, in one line. */
export class FirstAdminRefused extends Error {}

/** The services that it takes: no port, no worker, no heartbeat. */
@Module({})
class FirstAdminModule {
  static with(config: Config): DynamicModule {
    const settings = { provide: Config, useValue: config };
    const database = { ...appDataSource(config.DATABASE_URL, 2, 'upline first-admin'), retryAttempts: 0 };
    return {
      module: FirstAdminModule,
      global: true,
      imports: [TypeOrmModule.forRoot(database), PeopleModule, AuthModule],
      providers: [settings],
      exports: [settings],
    };
  }
}

const ACTIVE_ADMINS = `select p.id, p.login, exists (select from auth_credential c where c.person_id = p.id) as "hasPassword"
  from person p where p.active and 'admin' = any (p.roles)`;

/** Makes the administrator of a migrated database that has none; answers the link by which they set their password. */
export async function makeFirstAdmin(config: Config, login: string, name: string): Promise<SignInLinkView> {
  const person = plainToInstance(CreatePersonDto, { login, name, roles: ['admin'] });
  const [wrong] = validateSync(person);
  if (wrong)
    throw new FirstAdminRefused(Object.values(wrong.constraints ?? { wrong: `${wrong.property} is wrong` })[0]);
  const app = await NestFactory.createApplicationContext(FirstAdminModule.with(config), {
    logger: ['error'],
    abortOnError: false,
  });
  try {
    const [people, credentials] = [app.get(PeopleService), app.get(CredentialsService)];
    return await inTransaction(app.get(DataSource), async (tx) => {
      const id = (await unfinished(tx, login)) ?? (await people.createIn(tx, null, person));
      // Whoever may start this command owns the database; in its records the link is the new person's own.
      return credentials.makeLink(tx, id, id);
    });
  } finally {
    await app.close();
  }
}

/** The administrator of that login whose link ran out unused; refuses where there is any other. */
async function unfinished(tx: EntityManager, login: string): Promise<string | null> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('first_admin'))`);
  const admins = await tx.query<{ id: string; login: string; hasPassword: boolean }[]>(ACTIVE_ADMINS);
  const other = admins.find((admin) => admin.hasPassword || admin.login !== login);
  if (other) throw new FirstAdminRefused(`there is an administrator already (${other.login}); they let others in`);
  return admins[0]?.id ?? null;
}

function inWords(error: unknown): string {
  if (error instanceof FirstAdminRefused || error instanceof ConfigError || error instanceof MigrationError)
    return error.message;
  if (error instanceof Refusal)
    return error.extra.errors?.map((one) => `${one.path} ${one.message}`)[0] ?? error.detail;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

if (require.main === module) {
  const [login = '', name = '', ...more] = process.argv.slice(2);
  Promise.resolve()
    .then(async () => {
      if (login === '' || name === '' || more.length > 0)
        throw new FirstAdminRefused('usage: npm run first-admin -- <login> <name>');
      const config = readConfig(process.env);
      await prepareSchema(config.DATABASE_URL);
      return makeFirstAdmin(config, login, name);
    })
    .then(({ url, detail }) => void process.stdout.write(`${detail}\n${url}\n`))
    .catch((error: unknown) => {
      process.stderr.write(`upline: ${inWords(error)}\n`);
      process.exitCode = 1;
    });
}
