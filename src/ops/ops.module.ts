import { Module } from '@nestjs/common';
import { KernelModule } from '../kernel/kernel.module';
import { PeopleModule } from '../people/people.module';
import { AboutController } from './about.controller';
import { HealthController } from './health.controller';
import { HeartbeatService } from './heartbeat.service';
import { OrgHealthController } from './org-health.controller';
import { OrgHealthReader } from './org-health.reader';
import { PoolGauges } from './pool-gauges';
import { ReadinessService } from './readiness.service';

@Module({
  imports: [KernelModule, PeopleModule],
  controllers: [AboutController, HealthController, OrgHealthController],
  providers: [HeartbeatService, ReadinessService, OrgHealthReader, PoolGauges],
})
export class OpsModule {}
