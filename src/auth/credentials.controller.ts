import { Body, Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiTags,
  ApiTooManyRequestsResponse,
} from '@nestjs/swagger';
import type { SignInLinkView } from '@upline/contracts/auth';
import type { FastifyRequest } from 'fastify';
import { CurrentActor, Requires, type Actor } from '../kernel/actor';
import { IdPipe } from '../kernel/id.pipe';
import { Refusal } from '../kernel/refusal';
import { Write, WriteOnce, type WriteContext } from '../kernel/write';
import { MeService } from '../people/me.service';
import { ChangePasswordDto, SignInLinkDto } from './auth.dto';
import { CredentialsService } from './credentials.service';
import { SignInService } from './sign-in.service';

@ApiTags('auth')
@Controller()
export class CredentialsController {
  constructor(
    private readonly credentials: CredentialsService,
    private readonly signIn: SignInService,
    private readonly me: MeService,
    private readonly once: WriteOnce,
  ) {}

  /** 201 with a link to hand over, 202 when it is not shown. */
  @Post('people/:id/sign-in-link')
  @Requires('people.manage', 'no_token')
  @ApiCreatedResponse({ type: SignInLinkDto })
  @ApiAcceptedResponse({ type: SignInLinkDto })
  link(@Write() write: WriteContext, @Param('id', IdPipe) id: string): Promise<SignInLinkView> {
    return this.once.run(write, async (tx) => {
      const body = await this.credentials.makeLink(tx, write.actor.id, id);
      return { status: body.url ? 201 : 202, body, resourceId: id, secrets: ['url'] };
    });
  }

  /** Takes no idempotency key: a stored hash of this body would be a weak hash of a password. */
  @Post('me/password')
  @Requires('signed_in', 'no_token')
  @HttpCode(204)
  @ApiNoContentResponse()
  @ApiTooManyRequestsResponse()
  async changePassword(
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Body() body: ChangePasswordDto,
  ): Promise<void> {
    const { login } = await this.me.get(actor.id);
    const proof = await this.signIn.prove({ login, address: request.ip }, body.currentPassword);
    if (!proof) throw Refusal.invalid('currentPassword', 'is not your password', 'wrong');
    await this.credentials.change(actor, login, body.password);
  }
}
