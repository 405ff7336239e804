import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { OrgHealthPeople } from '@upline/contracts/people';
import { Requires } from '../kernel/actor';
import { OrgHealthDto } from './org-health.dto';
import { OrgHealthReader } from './org-health.reader';

@ApiTags('ops')
@Controller('org')
export class OrgHealthController {
  constructor(private readonly health: OrgHealthReader) {}

  /** What in the organisation would make a form go astray. */
  @Get('health')
  @Requires('org.health', 'people:read')
  @ApiOkResponse({ type: OrgHealthDto })
  read(): Promise<OrgHealthPeople> {
    return this.health.read();
  }
}
