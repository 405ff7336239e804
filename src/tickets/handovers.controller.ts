import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { HandoverView } from '@upline/contracts/handovers';
import { Requires } from '../kernel/actor';
import { Write, type WriteContext } from '../kernel/write';
import { HandoverBodyDto, HandoverDto } from './handovers.dto';
import { HandoversService } from './handovers.service';

@ApiTags('tickets')
@Controller('handovers')
export class HandoversController {
  constructor(private readonly handovers: HandoversService) {}

  /** A queue passes at the end of a shift (交接班); a result for each ticket. */
  @Post()
  @HttpCode(200)
  @Requires('signed_in', 'tickets:act')
  @ApiOkResponse({ type: HandoverDto })
  handOver(@Write() write: WriteContext, @Body() body: HandoverBodyDto): Promise<HandoverView> {
    return this.handovers.handOver(write, body);
  }
}
