import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { DutyView } from '@upline/contracts/shifts';
import { Requires } from '../kernel/actor';
import { IdPipe } from '../kernel/id.pipe';
import { Write, type WriteContext } from '../kernel/write';
import { DutyService } from './duty.service';
import { DutyBodyDto, DutyDto, WindowsQuery } from './windows.dto';

@ApiTags('projects')
@Controller('projects/:id/duty')
export class DutyController {
  constructor(private readonly duty: DutyService) {}

  /** Who is on duty (值班), for everybody. */
  @Get()
  @Requires('people.read', 'people:read')
  @ApiOkResponse({ type: DutyDto })
  list(@Param('id', IdPipe) id: string, @Query() query: WindowsQuery): Promise<DutyView> {
    return this.duty.list(id, query);
  }

  /** Replaces what stands in the range; for administrators, and supervisors and managers of the project. */
  @Put()
  @Requires('duty.manage', 'people:manage')
  @ApiOkResponse({ type: DutyDto })
  put(@Write() write: WriteContext, @Param('id', IdPipe) id: string, @Body() body: DutyBodyDto): Promise<DutyView> {
    return this.duty.put(write, id, body);
  }
}
