import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { MeView } from '@upline/contracts/people';
import { CurrentActor, Requires, type Actor } from '../kernel/actor';
import { Write, type WriteContext } from '../kernel/write';
import { ChangeMeDto, MeDto } from './me.dto';
import { MeService } from './me.service';

@ApiTags('me')
@Controller('me')
export class MeController {
  constructor(private readonly me: MeService) {}

  @Get()
  @Requires('signed_in', 'people:read')
  @ApiOkResponse({ type: MeDto })
  get(@CurrentActor() actor: Actor): Promise<MeView> {
    return this.me.get(actor.id);
  }

  @Patch()
  @Requires('signed_in', 'no_token')
  @ApiOkResponse({ type: MeDto })
  change(@Write() write: WriteContext, @Body() body: ChangeMeDto): Promise<MeView> {
    return this.me.change(write, body);
  }
}
