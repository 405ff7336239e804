import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { HouseView } from '@upline/contracts/people';
import { Requires } from '../kernel/actor';
import { Write, type WriteContext } from '../kernel/write';
import { HouseBodyDto, HouseDto } from './house.dto';
import { HouseService } from './house.service';

@ApiTags('house')
@Controller('house')
export class HouseController {
  constructor(private readonly house: HouseService) {}

  @Get()
  @Requires('people.read', 'people:read')
  @ApiOkResponse({ type: HouseDto })
  get(): Promise<HouseView> {
    return this.house.get();
  }

  @Put()
  @Requires('house.manage', 'no_token')
  @ApiOkResponse({ type: HouseDto })
  put(@Write() write: WriteContext, @Body() body: HouseBodyDto): Promise<HouseView> {
    return this.house.put(write, body);
  }
}
