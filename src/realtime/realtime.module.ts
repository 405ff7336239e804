import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module';
import { KernelModule } from '../kernel/kernel.module';
import { OutboxModule } from '../outbox/outbox.module';
import { TicketsModule } from '../tickets/tickets.module';
import { AsyncApiController } from './asyncapi.controller';
import { Bus } from './bus';
import { Handshake } from './handshake';
import { PresenceService } from './presence.service';
import { RealtimeGateway } from './realtime.gateway';
import { SharedPresence } from './shared-presence';
import { TeamViews } from './team-views';
import { WatchingService } from './watching.service';

@Module({
  imports: [KernelModule, AuthModule, OutboxModule, TicketsModule],
  controllers: [AsyncApiController],
  providers: [Bus, Handshake, PresenceService, RealtimeGateway, SharedPresence, TeamViews, WatchingService],
})
export class RealtimeModule {}
