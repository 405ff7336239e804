import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { KernelModule } from '../kernel/kernel.module';
import { CatalogController } from './catalog.controller';
import { CatalogService } from './catalog.service';
import { WordingController } from './wording.controller';

@Module({
  imports: [AuditModule, KernelModule],
  controllers: [CatalogController, WordingController],
  providers: [CatalogService],
  exports: [CatalogService],
})
export class CatalogModule {}
