import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { AuditModule } from '../audit/audit.module';
import { KernelModule } from '../kernel/kernel.module';
import { PeopleModule } from '../people/people.module';
import { AccessTokens } from './access-token';
import { AuthController } from './auth.controller';
import { AuthGuard } from './auth.guard';
import { Bearers } from './bearers';
import { CredentialsController } from './credentials.controller';
import { CredentialsService } from './credentials.service';
import { JwtStrategy } from './jwt.strategy';
import { LocalGuard } from './local.guard';
import { LocalStrategy } from './local.strategy';
import { LogoutService } from './logout.service';
import { Passwords } from './passwords';
import { RefreshCookie } from './refresh-cookie';
import { RefreshService } from './refresh.service';
import { SessionService } from './session.service';
import { SignInService } from './sign-in.service';
import { ThrottleService } from './throttle.service';
import { TokenBearers } from './token-bearers.service';
import { TokensController } from './tokens.controller';
import { TokensService } from './tokens.service';

@Module({
  imports: [KernelModule, AuditModule, PeopleModule, PassportModule, JwtModule.register({})],
  controllers: [AuthController, CredentialsController, TokensController],
  providers: [
    AccessTokens,
    Bearers,
    CredentialsService,
    JwtStrategy,
    LocalGuard,
    LocalStrategy,
    LogoutService,
    Passwords,
    RefreshCookie,
    RefreshService,
    SessionService,
    SignInService,
    ThrottleService,
    TokenBearers,
    TokensService,
    { provide: APP_GUARD, useClass: AuthGuard },
  ],
  exports: [Bearers, CredentialsService, SessionService],
})
export class AuthModule {}
