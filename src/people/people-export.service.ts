import { Injectable } from '@nestjs/common';
import { IMPORT_COLUMNS } from '@upline/contracts/people-import';
import { DataSource } from 'typeorm';
import { AuditService } from '../audit/audit.service';
import type { Actor } from '../kernel/actor';
import { csvText } from '../kernel/csv-out';
import { inTransaction } from '../kernel/transaction';
import { IMPORT_LIMIT_MS } from './import.queries';

type Cells = Record<(typeof IMPORT_COLUMNS)[number], string>;

/** Everybody who works here, in the columns of an import. */
@Injectable()
export class PeopleExportService {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
  ) {}

  csv(actor: Actor): Promise<string> {
    return inTransaction(
      this.db,
      async (tx) => {
        const rows = await tx.query<Cells[]>(
          `select p.login, p.name, array_to_string(p.roles, ';') as roles, coalesce(s.login, '') as superior,
             coalesce(p.extension, '') as extension, coalesce(p.email, '') as email,
             coalesce((select string_agg(j.key, ';' order by pp.position) from person_project pp join project j on j.id = pp.project_id
               where pp.person_id = p.id), '') as projects
           from person p left join person s on s.id = superior_of(p.id, null, upline_now())
           where p.active order by p.login`,
        );
        await this.audit.record(tx, {
          actorId: actor.id,
          tokenId: actor.token?.id,
          act: 'people.exported',
          subjectKind: 'house',
          subjectId: null,
          data: { people: rows.length },
        });
        return csvText([IMPORT_COLUMNS, ...rows.map((row) => IMPORT_COLUMNS.map((column) => row[column]))]);
      },
      IMPORT_LIMIT_MS,
    );
  }
}
