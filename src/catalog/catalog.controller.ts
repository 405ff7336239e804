import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Requires } from '../kernel/actor';
import { Write, type WriteContext } from '../kernel/write';
import { CatalogEntry, CatalogForm, CatalogPage, CatalogQuery } from './catalog.dto';
import { CatalogService } from './catalog.service';

@ApiTags('catalog')
@Controller()
export class CatalogController {
  constructor(private readonly catalog: CatalogService) {}

  @Get('topics')
  @Requires('signed_in', 'catalog:read')
  @ApiOkResponse({ type: CatalogPage })
  topics(@Query() query: CatalogQuery): Promise<CatalogPage> {
    return this.catalog.list('topic', query);
  }

  @Post('topics')
  @Requires('catalog.manage', 'no_token')
  @ApiCreatedResponse({ type: CatalogEntry })
  createTopic(@Write() write: WriteContext, @Body() form: CatalogForm): Promise<CatalogEntry> {
    return this.catalog.create('topic', write, form);
  }

  @Get('root-causes')
  @Requires('signed_in', 'catalog:read')
  @ApiOkResponse({ type: CatalogPage })
  rootCauses(@Query() query: CatalogQuery): Promise<CatalogPage> {
    return this.catalog.list('root_cause', query);
  }

  @Post('root-causes')
  @Requires('catalog.manage', 'no_token')
  @ApiCreatedResponse({ type: CatalogEntry })
  createRootCause(@Write() write: WriteContext, @Body() form: CatalogForm): Promise<CatalogEntry> {
    return this.catalog.create('root_cause', write, form);
  }
}
