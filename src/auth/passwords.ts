import { Injectable } from '@nestjs/common';
import { Algorithm, hash, verify } from '@node-rs/argon2';
import { normalised } from './password.rules';

/** OWASP's second profile: 19 MiB, two passes, one lane; about 15 ms here. */
const COST = { algorithm: Algorithm.Argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Hashes of passwords. */
@Injectable()
export class Passwords {
  /** What an unknown login is held against, so that it takes as long as a known one. */
  private readonly nobody = hash('nobody has this password', COST);

  hash(password: string): Promise<string> {
    return hash(normalised(password), COST);
  }

  /** `stored` null: false, after the same time. */
  async matches(password: string, stored: string | null): Promise<boolean> {
    const right = await verify(stored ?? (await this.nobody), normalised(password));
    return right && stored !== null;
  }
}
