import { Module } from '@nestjs/common';
import { Config } from '../config';
import { AnswerStore } from './answer-store';
import { useCursorSecret } from './cursor';
import { Metrics } from './metrics';
import { WriteOnce } from './write';

/** What every module stands on; import it where `WriteOnce` or `Metrics` is injected. */
@Module({ providers: [AnswerStore, WriteOnce, Metrics], exports: [WriteOnce, Metrics] })
export class KernelModule {
  constructor(config: Config) {
    useCursorSecret(config.UPLINE_SECRET);
  }
}
