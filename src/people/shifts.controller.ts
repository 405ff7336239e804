import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { ShiftsView } from '@upline/contracts/shifts';
import { CurrentActor, Requires, type Actor } from '../kernel/actor';
import { IdPipe } from '../kernel/id.pipe';
import { Write, type WriteContext } from '../kernel/write';
import { ShiftsService } from './shifts.service';
import { ShiftsBodyDto, ShiftsDto, WindowsQuery } from './windows.dto';

@ApiTags('people')
@Controller('people/:id/shifts')
export class ShiftsController {
  constructor(private readonly shifts: ShiftsService) {}

  /** For the person, their superiors and administrators. */
  @Get()
  @Requires('signed_in', 'people:read')
  @ApiOkResponse({ type: ShiftsDto })
  list(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Query() query: WindowsQuery,
  ): Promise<ShiftsView> {
    return this.shifts.list(actor, id, query);
  }

  /** Replaces what stands in the range; for superiors of the person and administrators. */
  @Put()
  @Requires('signed_in', 'people:manage')
  @ApiOkResponse({ type: ShiftsDto })
  put(@Write() write: WriteContext, @Param('id', IdPipe) id: string, @Body() body: ShiftsBodyDto): Promise<ShiftsView> {
    return this.shifts.put(write, id, body);
  }
}
