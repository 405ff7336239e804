import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Requires } from '../kernel/actor';
import { Write, type WriteContext } from '../kernel/write';
import { BulkDto, BulkFormDto } from './bulk.dto';
import { BulkService } from './bulk.service';

@ApiTags('tickets')
@Controller('tickets')
export class BulkController {
  constructor(private readonly bulk: BulkService) {}

  /** One act on up to 200 tickets; each answers for itself. */
  @Post('bulk')
  @HttpCode(200)
  @Requires('signed_in', 'tickets:act')
  @ApiOkResponse({ type: BulkDto })
  act(@Write() write: WriteContext, @Body() form: BulkFormDto): Promise<BulkDto> {
    return this.bulk.act(write, form);
  }
}
