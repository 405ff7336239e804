import { Module } from '@nestjs/common';
import { Config } from '../config';
import { AnswerStore } from './answer-store';
import { useCursorSecret } from './cursor';
import { Metrics } from './metrics';
import { RedisLink } from './redis-link';
import { WriteOnce } from './write';

/** What every module stands on; import it where `WriteOnce`, `Metrics` or `RedisLink` is injected. */
@Module({ providers: [AnswerStore, WriteOnce, Metrics, RedisLink], exports: [WriteOnce, Metrics, RedisLink] })
export class KernelModule {
  constructor(config: Config) {
    useCursorSecret(config.UPLINE_SECRET);
  }
}
