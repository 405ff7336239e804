import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { AttachmentsService } from './attachments.service';
import { ChunkStore } from './chunk.store';

@Module({ imports: [AuditModule], providers: [AttachmentsService, ChunkStore], exports: [AttachmentsService] })
export class AttachmentsModule {}
