import { Module } from '@nestjs/common';
import { EventsController } from './events.controller';
import { OutboxService } from './outbox.service';

@Module({ controllers: [EventsController], providers: [OutboxService], exports: [OutboxService] })
export class OutboxModule {}
