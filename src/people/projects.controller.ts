import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Page } from '@upline/contracts/pages';
import type { ProjectView } from '@upline/contracts/people';
import { Requires } from '../kernel/actor';
import { IdPipe } from '../kernel/id.pipe';
import { PageQuery } from '../kernel/page';
import { Write, type WriteContext } from '../kernel/write';
import { ChangeProjectDto, ProjectBodyDto, ProjectDto, ProjectPageDto } from './projects.dto';
import { ProjectsService } from './projects.service';

@ApiTags('projects')
@Controller('projects')
export class ProjectsController {
  constructor(private readonly projects: ProjectsService) {}

  @Get()
  @Requires('people.read', 'people:read')
  @ApiOkResponse({ type: ProjectPageDto })
  list(@Query() page: PageQuery): Promise<Page<ProjectView>> {
    return this.projects.list(page);
  }

  @Post()
  @Requires('projects.manage', 'no_token')
  @ApiCreatedResponse({ type: ProjectDto })
  create(@Write() write: WriteContext, @Body() body: ProjectBodyDto): Promise<ProjectView> {
    return this.projects.create(write, body);
  }

  @Get(':id')
  @Requires('people.read', 'people:read')
  @ApiOkResponse({ type: ProjectDto })
  get(@Param('id', IdPipe) id: string): Promise<ProjectView> {
    return this.projects.get(id);
  }

  @Patch(':id')
  @Requires('projects.manage', 'no_token')
  @ApiOkResponse({ type: ProjectDto })
  change(
    @Write() write: WriteContext,
    @Param('id', IdPipe) id: string,
    @Body() body: ChangeProjectDto,
  ): Promise<ProjectView> {
    return this.projects.change(write, id, body);
  }
}
