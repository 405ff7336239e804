import { Body, Controller, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import {
  ApiForbiddenResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiTags,
  ApiTooManyRequestsResponse,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import type { SessionView } from '@upline/contracts/auth';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentActor, Public, Requires, type Actor } from '../kernel/actor';
import { unauthenticated } from './access-token';
import { LoginDto, SessionDto, SetPasswordDto } from './auth.dto';
import { CredentialsService } from './credentials.service';
import { LocalGuard, SignInProof, wrongSignIn } from './local.guard';
import { LogoutService } from './logout.service';
import { RefreshCookie } from './refresh-cookie';
import { RefreshService, type Entry } from './refresh.service';
import type { Proof } from './sign-in.service';

@ApiTags('auth')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly refreshes: RefreshService,
    private readonly logouts: LogoutService,
    private readonly credentials: CredentialsService,
    private readonly cookie: RefreshCookie,
  ) {}

  @Post('login')
  @Public()
  @UseGuards(LocalGuard)
  @HttpCode(200)
  @ApiOkResponse({ type: SessionDto })
  @ApiUnauthorizedResponse()
  @ApiTooManyRequestsResponse()
  async login(
    @Body() _body: LoginDto,
    @SignInProof() proof: Proof | null,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionView> {
    if (!proof) throw wrongSignIn();
    return this.entered(reply, await this.refreshes.open(proof));
  }

  @Post('refresh')
  @Public()
  @HttpCode(200)
  @ApiOkResponse({ type: SessionDto })
  @ApiUnauthorizedResponse()
  @ApiForbiddenResponse()
  async refresh(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<SessionView> {
    const token = this.cookie.read(request);
    if (!token) throw unauthenticated();
    return this.entered(reply, await this.refreshes.refresh(token));
  }

  /** Ends the session of the bearer token, of the cookie, or of both; nothing to end is no error. */
  @Post('logout')
  @Public()
  @HttpCode(204)
  @ApiNoContentResponse()
  @ApiForbiddenResponse()
  async logout(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const token = this.cookie.read(request);
    await this.logouts.end(request.headers.authorization);
    if (token) await this.refreshes.forget(token);
    this.cookie.clear(reply);
  }

  @Post('logout-everywhere')
  @Requires('signed_in', 'no_token')
  @HttpCode(204)
  @ApiNoContentResponse()
  async logoutEverywhere(
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    this.cookie.read(request);
    await this.logouts.everywhere(actor);
    this.cookie.clear(reply);
  }

  @Post('set-password')
  @Public()
  @HttpCode(204)
  @ApiNoContentResponse()
  async setPassword(@Body() body: SetPasswordDto): Promise<void> {
    await this.credentials.setByLink(body.token, body.password);
  }

  private entered(reply: FastifyReply, { view, refreshToken }: Entry): SessionView {
    this.cookie.put(reply, refreshToken);
    // an answer with a token belongs in no cache
    void reply.header('cache-control', 'no-store');
    return view;
  }
}
