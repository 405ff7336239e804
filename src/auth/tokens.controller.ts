import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Page } from '@upline/contracts/pages';
import type { CreatedTokenView, TokenView } from '@upline/contracts/tokens';
import { CurrentActor, Requires, type Actor } from '../kernel/actor';
import { IdPipe } from '../kernel/id.pipe';
import { PageQuery } from '../kernel/page';
import { Write, type WriteContext } from '../kernel/write';
import { CreatedTokenDto, TokenBodyDto, TokenDto, TokenPageDto } from './tokens.dto';
import { TokensService } from './tokens.service';

/** No token makes, accepts or revokes a token: that takes a person who signed in. */
@ApiTags('auth')
@Controller('tokens')
export class TokensController {
  constructor(private readonly tokens: TokensService) {}

  /** Those naming the caller, whether accepted or not; an administrator sees all. */
  @Get()
  @Requires('signed_in', 'no_token')
  @ApiOkResponse({ type: TokenPageDto })
  list(@CurrentActor() actor: Actor, @Query() page: PageQuery): Promise<Page<TokenView>> {
    return this.tokens.list(actor, page);
  }

  /** It works once the person whom it acts as has accepted it. */
  @Post()
  @Requires('tokens.manage', 'no_token')
  @ApiCreatedResponse({ type: CreatedTokenDto })
  create(@Write() write: WriteContext, @Body() body: TokenBodyDto): Promise<CreatedTokenView> {
    return this.tokens.create(write, body);
  }

  @Post(':id/accept')
  @Requires('signed_in', 'no_token')
  @HttpCode(200)
  @ApiOkResponse({ type: TokenDto })
  accept(@Write() write: WriteContext, @Param('id', IdPipe) id: string): Promise<TokenView> {
    return this.tokens.accept(write, id);
  }

  /** By its person or an administrator. */
  @Delete(':id')
  @Requires('signed_in', 'no_token')
  @HttpCode(204)
  @ApiNoContentResponse()
  revoke(@Write() write: WriteContext, @Param('id', IdPipe) id: string): Promise<void> {
    return this.tokens.revoke(write, id);
  }
}
