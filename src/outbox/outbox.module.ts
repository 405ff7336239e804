import { Module } from '@nestjs/common';
import { KernelModule } from '../kernel/kernel.module';
import { EventsController } from './events.controller';
import { OutboxService } from './outbox.service';

@Module({
  imports: [KernelModule],
  controllers: [EventsController],
  providers: [OutboxService],
  exports: [OutboxService],
})
export class OutboxModule {}
