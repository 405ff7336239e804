import { Module } from '@nestjs/common';
import { DeadlinesModule } from '../deadlines/deadlines.module';
import { KernelModule } from '../kernel/kernel.module';
import { PeopleModule } from '../people/people.module';
import { AboutController } from './about.controller';
import { HealthController } from './health.controller';
import { HeartbeatService } from './heartbeat.service';
import { OperatingFactsReader } from './operating-facts';
import { OperatingGauges } from './operating-gauges';
import { OrgHealthController } from './org-health.controller';
import { OrgHealthReader } from './org-health.reader';
import { PoolGauges } from './pool-gauges';
import { ReadinessService } from './readiness.service';

@Module({
  imports: [DeadlinesModule, KernelModule, PeopleModule],
  controllers: [AboutController, HealthController, OrgHealthController],
  providers: [HeartbeatService, ReadinessService, OrgHealthReader, OperatingFactsReader, OperatingGauges, PoolGauges],
})
export class OpsModule {}
