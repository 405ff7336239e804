import { Controller, Get, Header, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { RotaImportView } from '@upline/contracts/rota-import';
import { CurrentActor, Requires, type Actor } from '../kernel/actor';
import { CsvBytes, TakesCsv } from '../kernel/csv-body';
import { IdPipe } from '../kernel/id.pipe';
import { Write, type WriteContext } from '../kernel/write';
import { ImportQuery } from './imports.dto';
import { RotaImportService } from './rota-import.service';
import { RotaImportDto } from './rota.dto';
import { WindowsQuery } from './windows.dto';

const CSV_ANSWER = { description: 'CSV in UTF-8.', content: { 'text/csv': { schema: { type: 'string' } } } } as const;

/** Shifts and duty as files with the columns `login,from,to`. */
@ApiTags('people')
@Controller()
export class RotaController {
  constructor(private readonly rotas: RotaImportService) {}

  /** Replaces, of each person in the file, what stands in its span. Times are RFC 3339 or the house's wall clock. */
  @Post('shifts/import')
  @Requires('people.manage', 'people:manage')
  @HttpCode(200)
  @TakesCsv()
  @ApiOkResponse({ type: RotaImportDto })
  importShifts(
    @Write() write: WriteContext,
    @Query() query: ImportQuery,
    @CsvBytes() bytes: Buffer,
  ): Promise<RotaImportView> {
    return this.rotas.importShifts(write, bytes, query.dryRun ?? false);
  }

  @Get('shifts/export')
  @Requires('people.manage', 'people:manage')
  @Header('content-type', 'text/csv; charset=utf-8')
  @ApiOkResponse(CSV_ANSWER)
  exportShifts(@CurrentActor() actor: Actor, @Query() query: WindowsQuery): Promise<string> {
    return this.rotas.exportShifts(actor, query);
  }

  /** Replaces what stands for the project in the span of the file. Times are RFC 3339 or the house's wall clock. */
  @Post('projects/:id/duty/import')
  @Requires('people.manage', 'people:manage')
  @HttpCode(200)
  @TakesCsv()
  @ApiOkResponse({ type: RotaImportDto })
  importDuty(
    @Write() write: WriteContext,
    @Param('id', IdPipe) id: string,
    @Query() query: ImportQuery,
    @CsvBytes() bytes: Buffer,
  ): Promise<RotaImportView> {
    return this.rotas.importDuty(write, id, bytes, query.dryRun ?? false);
  }

  @Get('projects/:id/duty/export')
  @Requires('people.manage', 'people:manage')
  @Header('content-type', 'text/csv; charset=utf-8')
  @ApiOkResponse(CSV_ANSWER)
  exportDuty(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Query() query: WindowsQuery,
  ): Promise<string> {
    return this.rotas.exportDuty(actor, id, query);
  }
}
