import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '../kernel/actor';
import { asyncApi } from './asyncapi';

const DOCUMENT = asyncApi();

@ApiTags('ops')
@Controller()
export class AsyncApiController {
  /** The frames of the socket, both ways, as an AsyncAPI 3.0 document. */
  @Public()
  @Get('api/asyncapi.json')
  @ApiOkResponse({ schema: { type: 'object', additionalProperties: true } })
  document(): Record<string, unknown> {
    return DOCUMENT;
  }
}
