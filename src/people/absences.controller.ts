import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Page } from '@upline/contracts/pages';
import type { AbsenceView } from '@upline/contracts/people';
import { CurrentActor, Requires, type Actor } from '../kernel/actor';
import { IdPipe } from '../kernel/id.pipe';
import { PageQuery } from '../kernel/page';
import { Write, type WriteContext } from '../kernel/write';
import { AbsenceBodyDto, AbsenceDto, AbsencePageDto, ChangeAbsenceDto } from './absences.dto';
import { AbsencesService } from './absences.service';

@ApiTags('people')
@Controller('people/:id/absences')
export class AbsencesController {
  constructor(private readonly absences: AbsencesService) {}

  @Get()
  @Requires('signed_in', 'people:read')
  @ApiOkResponse({ type: AbsencePageDto })
  list(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Query() page: PageQuery,
  ): Promise<Page<AbsenceView>> {
    return this.absences.list(actor, id, page);
  }

  @Post()
  @Requires('signed_in', 'people:manage')
  @ApiCreatedResponse({ type: AbsenceDto })
  create(
    @Write() write: WriteContext,
    @Param('id', IdPipe) id: string,
    @Body() body: AbsenceBodyDto,
  ): Promise<AbsenceView> {
    return this.absences.create(write, id, body);
  }

  @Patch(':absenceId')
  @Requires('signed_in', 'people:manage')
  @ApiOkResponse({ type: AbsenceDto })
  change(
    @Write() write: WriteContext,
    @Param('id', IdPipe) id: string,
    @Param('absenceId', IdPipe) absenceId: string,
    @Body() body: ChangeAbsenceDto,
  ): Promise<AbsenceView> {
    return this.absences.change(write, id, absenceId, body);
  }

  @Delete(':absenceId')
  @Requires('signed_in', 'people:manage')
  @HttpCode(204)
  @ApiNoContentResponse()
  cancel(
    @Write() write: WriteContext,
    @Param('id', IdPipe) id: string,
    @Param('absenceId', IdPipe) absenceId: string,
  ): Promise<void> {
    return this.absences.cancel(write, id, absenceId);
  }
}
