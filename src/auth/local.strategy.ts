import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-local';
import { SignInService, typedLogin, type Proof } from './sign-in.service';

/** Login and password. */
@Injectable()
export class LocalStrategy extends PassportStrategy(Strategy, 'local') {
  constructor(private readonly signIn: SignInService) {
    super({ usernameField: 'login', passwordField: 'password', session: false, passReqToCallback: true });
  }

  async validate(request: { ip: string }, login: string, password: string): Promise<Proof | false> {
    return (await this.signIn.prove({ login: typedLogin(login), address: request.ip }, password)) ?? false;
  }
}
