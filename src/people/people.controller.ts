import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Page } from '@upline/contracts/pages';
import type { LineView, PersonView, SuperiorView } from '@upline/contracts/people';
import { CurrentActor, Requires, type Actor } from '../kernel/actor';
import { IdPipe } from '../kernel/id.pipe';
import { Write, type WriteContext } from '../kernel/write';
import { DeactivateDto } from './departures.dto';
import { LineDto, LineQuery, SuperiorBodyDto, SuperiorDto } from './line.dto';
import { ChangePersonDto, CreatePersonDto, PeoplePageDto, PeopleQuery, PersonDto } from './people.dto';
import { PeopleService } from './people.service';
import { SuperiorsService } from './superiors.service';

@ApiTags('people')
@Controller('people')
export class PeopleController {
  constructor(
    private readonly people: PeopleService,
    private readonly superiors: SuperiorsService,
  ) {}

  @Get()
  @Requires('people.read', 'people:read')
  @ApiOkResponse({ type: PeoplePageDto })
  list(@CurrentActor() actor: Actor, @Query() query: PeopleQuery): Promise<Page<PersonView>> {
    return this.people.list(actor, query);
  }

  @Post()
  @Requires('people.manage', 'people:manage')
  @ApiCreatedResponse({ type: PersonDto })
  create(@Write() write: WriteContext, @Body() body: CreatePersonDto): Promise<PersonView> {
    return this.people.create(write, body);
  }

  @Get(':id')
  @Requires('people.read', 'people:read')
  @ApiOkResponse({ type: PersonDto })
  get(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<PersonView> {
    return this.people.get(actor, id);
  }

  @Patch(':id')
  @Requires('people.manage', 'people:manage')
  @ApiOkResponse({ type: PersonDto })
  change(
    @Write() write: WriteContext,
    @Param('id', IdPipe) id: string,
    @Body() body: ChangePersonDto,
  ): Promise<PersonView> {
    return this.people.change(write, id, body);
  }

  /** Ends sessions at once; tickets, reports and posts fall to the successor, or to the next superior. */
  @Post(':id/deactivate')
  @Requires('people.manage', 'no_token')
  @HttpCode(200)
  @ApiOkResponse({ type: PersonDto })
  deactivate(
    @Write() write: WriteContext,
    @Param('id', IdPipe) id: string,
    @Body() body: DeactivateDto,
  ): Promise<PersonView> {
    return this.people.deactivate(write, id, body.successorId?.toLowerCase() ?? null);
  }

  @Get(':id/line')
  @Requires('people.read', 'people:read')
  @ApiOkResponse({ type: LineDto })
  line(@Param('id', IdPipe) id: string, @Query() query: LineQuery): Promise<LineView> {
    return this.superiors.line(id, query.projectId ?? null);
  }

  @Post(':id/superior')
  @Requires('people.manage', 'people:manage')
  @HttpCode(201)
  @ApiCreatedResponse({ type: SuperiorDto })
  setSuperior(
    @Write() write: WriteContext,
    @Param('id', IdPipe) id: string,
    @Body() body: SuperiorBodyDto,
  ): Promise<SuperiorView> {
    return this.superiors.set(write, id, body);
  }
}
