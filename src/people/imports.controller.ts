import { Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { ImportView, PeopleImportView } from '@upline/contracts/people-import';
import type { Page } from '@upline/contracts/pages';
import type { FastifyReply } from 'fastify';
import { CurrentActor, Requires, type Actor } from '../kernel/actor';
import { CsvBytes, TakesCsv } from '../kernel/csv-body';
import { IdPipe } from '../kernel/id.pipe';
import { PageQuery } from '../kernel/page';
import { Write, type WriteContext } from '../kernel/write';
import { ImportUndoService } from './import-undo.service';
import { ImportDto, ImportPageDto, ImportQuery, PeopleImportDto } from './imports.dto';
import { PeopleExportService } from './people-export.service';
import { PeopleImportService } from './people-import.service';

@ApiTags('people')
@Controller('people')
export class ImportsController {
  constructor(
    private readonly imports: PeopleImportService,
    private readonly undos: ImportUndoService,
    private readonly exports: PeopleExportService,
  ) {}

  /**
   * People by CSV with the columns `login,name,roles,superior,extension,projects,email`: a column that is left out stays
   * as it is, an empty cell removes. Roles and project keys are separated by `;` or `|`. All lines or none.
   */
  @Post('import')
  @Requires('people.manage', 'people:manage')
  @HttpCode(200)
  @TakesCsv()
  @ApiOkResponse({ type: PeopleImportDto })
  import(
    @Write() write: WriteContext,
    @Query() query: ImportQuery,
    @CsvBytes() bytes: Buffer,
  ): Promise<PeopleImportView> {
    return this.imports.import(write, bytes, query.dryRun ?? false);
  }

  /** Everybody who works here, as a file that an import takes. */
  @Get('export')
  @Requires('people.manage', 'people:manage')
  @ApiOkResponse({ description: 'CSV in UTF-8.', content: { 'text/csv': { schema: { type: 'string' } } } })
  async export(@CurrentActor() actor: Actor, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    void reply
      .header('content-type', 'text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="people.csv"');
    return this.exports.csv(actor);
  }

  /** Imports of people, and whether each can be undone. */
  @Get('imports')
  @Requires('people.manage', 'people:manage')
  @ApiOkResponse({ type: ImportPageDto })
  list(@Query() page: PageQuery): Promise<Page<ImportView>> {
    return this.undos.list(page);
  }

  /** Within 24 hours and while nothing depends on it: else a 409 whose `errors` say what does. */
  @Post('imports/:id/undo')
  @Requires('people.manage', 'people:manage')
  @HttpCode(200)
  @ApiOkResponse({ type: ImportDto })
  undo(@Write() write: WriteContext, @Param('id', IdPipe) id: string): Promise<ImportView> {
    return this.undos.undo(write, id);
  }
}
