import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type * as Wire from '@upline/contracts/catalog';
import type { Page } from '@upline/contracts/pages';
import { CurrentActor, Requires, type Actor } from '../kernel/actor';
import { IdPipe } from '../kernel/id.pipe';
import { Write, type WriteContext } from '../kernel/write';
import { ChangePhraseDto, ChangeTemplateDto, PhraseBodyDto, PhraseDto, PhrasePageDto, PhraseQuery, TemplateBodyDto, TemplateDto, TemplatePageDto, TemplateQuery } from './wording.dto'; // prettier-ignore
import { CatalogService } from './catalog.service';

/** Words that are offered to whoever writes: templates of a form, phrases of a field. */
@ApiTags('catalog')
@Controller()
export class WordingController {
  constructor(private readonly catalog: CatalogService) {}

  /** As of `GET /topics`. */
  @Get('templates')
  @Requires('signed_in', 'catalog:read')
  @ApiOkResponse({ type: TemplatePageDto })
  templates(@CurrentActor() actor: Actor, @Query() query: TemplateQuery): Promise<Page<Wire.TemplateView>> {
    return this.catalog.list('template', actor, query);
  }

  @Post('templates')
  @Requires('catalog.manage', 'no_token')
  @ApiCreatedResponse({ type: TemplateDto })
  createTemplate(@Write() write: WriteContext, @Body() body: TemplateBodyDto): Promise<Wire.TemplateView> {
    return this.catalog.create('template', write, body);
  }

  @Patch('templates/:id')
  @Requires('catalog.manage', 'no_token')
  @ApiOkResponse({ type: TemplateDto })
  changeTemplate(
    @Write() write: WriteContext,
    @Param('id', IdPipe) id: string,
    @Body() body: ChangeTemplateDto,
  ): Promise<Wire.TemplateView> {
    return this.catalog.change('template', write, id, body);
  }

  /** As of `GET /topics`. */
  @Get('phrases')
  @Requires('signed_in', 'catalog:read')
  @ApiOkResponse({ type: PhrasePageDto })
  phrases(@CurrentActor() actor: Actor, @Query() query: PhraseQuery): Promise<Page<Wire.PhraseView>> {
    return this.catalog.list('phrase', actor, query);
  }

  @Post('phrases')
  @Requires('catalog.manage', 'no_token')
  @ApiCreatedResponse({ type: PhraseDto })
  createPhrase(@Write() write: WriteContext, @Body() body: PhraseBodyDto): Promise<Wire.PhraseView> {
    return this.catalog.create('phrase', write, body);
  }

  @Patch('phrases/:id')
  @Requires('catalog.manage', 'no_token')
  @ApiOkResponse({ type: PhraseDto })
  changePhrase(
    @Write() write: WriteContext,
    @Param('id', IdPipe) id: string,
    @Body() body: ChangePhraseDto,
  ): Promise<Wire.PhraseView> {
    return this.catalog.change('phrase', write, id, body);
  }
}
