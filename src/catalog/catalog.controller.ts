import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type * as Wire from '@upline/contracts/catalog';
import type { Page } from '@upline/contracts/pages';
import { CurrentActor, Requires, type Actor } from '../kernel/actor';
import { IdPipe } from '../kernel/id.pipe';
import { Write, type WriteContext } from '../kernel/write';
import { CatalogQuery, ChangeRootCauseDto, ChangeTopicDto, RootCauseBodyDto, RootCauseDto, RootCausePageDto, TopicBodyDto, TopicDto, TopicPageDto } from './catalog.dto'; // prettier-ignore
import { CatalogService } from './catalog.service';

/** What a form is about, and what caused it. */
@ApiTags('catalog')
@Controller()
export class CatalogController {
  constructor(private readonly catalog: CatalogService) {}

  /** An agent gets the house’s and those of their projects and of whom they stand in for, everybody else all. */
  @Get('topics')
  @Requires('signed_in', 'catalog:read')
  @ApiOkResponse({ type: TopicPageDto })
  topics(@CurrentActor() actor: Actor, @Query() query: CatalogQuery): Promise<Page<Wire.TopicView>> {
    return this.catalog.list('topic', actor, query);
  }

  @Post('topics')
  @Requires('catalog.manage', 'no_token')
  @ApiCreatedResponse({ type: TopicDto })
  createTopic(@Write() write: WriteContext, @Body() body: TopicBodyDto): Promise<Wire.TopicView> {
    return this.catalog.create('topic', write, body);
  }

  @Patch('topics/:id')
  @Requires('catalog.manage', 'no_token')
  @ApiOkResponse({ type: TopicDto })
  changeTopic(
    @Write() write: WriteContext,
    @Param('id', IdPipe) id: string,
    @Body() body: ChangeTopicDto,
  ): Promise<Wire.TopicView> {
    return this.catalog.change('topic', write, id, body);
  }

  /** As of `GET /topics`. */
  @Get('root-causes')
  @Requires('signed_in', 'catalog:read')
  @ApiOkResponse({ type: RootCausePageDto })
  rootCauses(@CurrentActor() actor: Actor, @Query() query: CatalogQuery): Promise<Page<Wire.RootCauseView>> {
    return this.catalog.list('root_cause', actor, query);
  }

  @Post('root-causes')
  @Requires('catalog.manage', 'no_token')
  @ApiCreatedResponse({ type: RootCauseDto })
  createRootCause(@Write() write: WriteContext, @Body() body: RootCauseBodyDto): Promise<Wire.RootCauseView> {
    return this.catalog.create('root_cause', write, body);
  }

  @Patch('root-causes/:id')
  @Requires('catalog.manage', 'no_token')
  @ApiOkResponse({ type: RootCauseDto })
  changeRootCause(
    @Write() write: WriteContext,
    @Param('id', IdPipe) id: string,
    @Body() body: ChangeRootCauseDto,
  ): Promise<Wire.RootCauseView> {
    return this.catalog.change('root_cause', write, id, body);
  }
}
