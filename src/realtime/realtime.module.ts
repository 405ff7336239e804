import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module';
import { OutboxModule } from '../outbox/outbox.module';
import { Handshake } from './handshake';
import { RealtimeGateway } from './realtime.gateway';

@Module({ imports: [AuthModule, OutboxModule], providers: [Handshake, RealtimeGateway] })
export class RealtimeModule {}
