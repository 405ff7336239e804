import { Module } from '@nestjs/common';
import { KernelModule } from '../kernel/kernel.module';
import { HealthController } from './health.controller';
import { HeartbeatService } from './heartbeat.service';
import { ReadinessService } from './readiness.service';

@Module({
  imports: [KernelModule],
  controllers: [HealthController],
  providers: [HeartbeatService, ReadinessService],
})
export class OpsModule {}
