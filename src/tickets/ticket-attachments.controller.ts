import { Controller, Get, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { FILE_TYPES, type AttachmentView } from '@upline/contracts/attachments';
import type { Page } from '@upline/contracts/pages';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { savedAs } from '../attachments/file-name.rules';
import { CurrentActor, Requires, type Actor } from '../kernel/actor';
import { IdPipe } from '../kernel/id.pipe';
import { PageQuery } from '../kernel/page';
import { IncomingUpload, TakesFile, type Upload } from '../kernel/upload';
import { Write, type WriteContext } from '../kernel/write';
import { AttachmentDto, AttachmentPageDto } from './ticket-attachments.dto';
import { TicketAttachmentsQueries, type Opened } from './ticket-attachments.queries';
import { TicketAttachmentsService } from './ticket-attachments.service';
import { SightedTicket, TicketSightGuard } from './ticket-sight.guard';

const BYTES = Object.fromEntries(
  Object.keys(FILE_TYPES).map((type) => [type, { schema: { type: 'string', format: 'binary' } }]),
);
/** Bytes that wait in this process for a slow line. */
const WAITING_BYTES = 256 * 1024;

/** Files of tickets. Every one is saved by the browser, never shown: nothing in it runs on our address. */
@ApiTags('attachments')
@Controller()
export class TicketAttachmentsController {
  constructor(
    private readonly files: TicketAttachmentsService,
    private readonly queries: TicketAttachmentsQueries,
  ) {}

  /**
   * Puts one file on the ticket: `multipart/form-data` with the part `file`, at most 20 MB, of a type of the list. Bytes, name
   * and declared type must agree (400 `disguised`). It commutes like a note: no version, and nobody becomes stale.
   */
  @Post('tickets/:id/attachments')
  @Requires('signed_in', 'tickets:act')
  @TakesFile()
  @UseGuards(TicketSightGuard)
  @ApiParam({ name: 'id', description: 'Id or 单号', schema: { type: 'string' } })
  @ApiCreatedResponse({ type: AttachmentDto })
  add(
    @Write() write: WriteContext,
    @SightedTicket() id: string,
    @IncomingUpload() upload: Upload,
  ): Promise<AttachmentView> {
    return this.files.add(write, id, upload);
  }

  @Get('tickets/:id/attachments')
  @Requires('signed_in', 'tickets:read')
  @UseGuards(TicketSightGuard)
  @ApiParam({ name: 'id', description: 'Id or 单号', schema: { type: 'string' } })
  @ApiOkResponse({ type: AttachmentPageDto })
  list(
    @SightedTicket() id: string,
    @CurrentActor() actor: Actor,
    @Query() page: PageQuery,
  ): Promise<Page<AttachmentView>> {
    return this.queries.list(actor, id, page);
  }

  /** The bytes; one `Range` of them where asked, several ranges are answered with the whole. Each read is put on record. */
  @Get('attachments/:id')
  @Requires('signed_in', 'tickets:read')
  @ApiHeader({ name: 'Range', required: false, schema: { type: 'string' } })
  @ApiHeader({ name: 'If-Range', required: false, schema: { type: 'string' } })
  @ApiResponse({ status: 200, description: 'The whole file.', content: BYTES })
  @ApiResponse({ status: 206, description: 'The range of `Content-Range`.', content: BYTES })
  @ApiResponse({ status: 416, description: '' })
  async download(
    @Param('id', IdPipe) id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { range, 'if-range': ifRange } = request.headers;
    const headOnly = request.method === 'HEAD';
    const opened = await this.queries.open(actor, id, { headOnly, range, ifRange: ifRange as string | undefined });
    const bytes = headOnly ? [] : this.queries.read(opened);
    await reply
      .code(opened.range ? 206 : 200)
      .headers(headersOf(opened))
      .send(Readable.from(bytes, { objectMode: false, highWaterMark: WAITING_BYTES }));
  }
}

function headersOf({ file, etag, range }: Opened): Record<string, string | number> {
  return {
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-store',
    'content-disposition': savedAs(file.name),
    'content-length': range ? range.to - range.from + 1 : file.size,
    'content-security-policy': `default-src 'none'; sandbox`,
    'content-type': file.type,
    'x-content-type-options': 'nosniff',
    etag,
    ...(range && { 'content-range': `bytes ${range.from}-${range.to}/${file.size}` }),
  };
}
