import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Public } from '../kernel/actor';
import { Metrics } from '../kernel/metrics';
import { HealthDto, ReadyDto } from './health.dto';
import { ReadinessService } from './readiness.service';

/** What load balancers and Prometheus ask; at the root, without the API's prefix. */
@ApiTags('ops')
@Controller()
export class HealthController {
  constructor(
    private readonly readiness: ReadinessService,
    private readonly metrics: Metrics,
  ) {}

  /** The process runs. */
  @Public()
  @Get('health/live')
  @ApiOkResponse({ type: HealthDto })
  live(): HealthDto {
    return { status: 'ok' };
  }

  /** The process should get traffic. */
  @Public()
  @Get('health/ready')
  @ApiOkResponse({ type: ReadyDto })
  async ready(): Promise<ReadyDto> {
    return { status: 'ok', warnings: await this.readiness.check() };
  }

  /** Prometheus text. */
  @Public()
  @Get('metrics')
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string' } })
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  scrape(): Promise<string> {
    return this.metrics.registry.metrics();
  }
}
