import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { DEMO_LOGINS, DEMO_PASSWORD } from '@upline/contracts/about';
import { Config } from '../config';
import { Public } from '../kernel/actor';
import { HouseService } from '../people/house.service';
import { AboutDto } from './about.dto';

@ApiTags('ops')
@Controller('about')
export class AboutController {
  constructor(
    private readonly config: Config,
    private readonly house: HouseService,
  ) {}

  /** What the first page shows before anybody has signed in. */
  @Public()
  @Get()
  @ApiOkResponse({ type: AboutDto })
  async about(): Promise<AboutDto> {
    const { name } = await this.house.get();
    const { demo } = this.config;
    return { name, demo, logins: demo ? [...DEMO_LOGINS] : null, password: demo ? DEMO_PASSWORD : null };
  }
}
