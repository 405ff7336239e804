import { ApiPropertyOptional } from '@nestjs/swagger';
import type { DeactivateBody } from '@upline/contracts/people';
import { IsOptional, IsUUID } from 'class-validator';

export class DeactivateDto implements DeactivateBody {
  /** Active, leading where the leaver leads; left out or null: the next superior. */
  @ApiPropertyOptional({ type: String, format: 'uuid', nullable: true })
  @IsOptional()
  @IsUUID('all')
  successorId?: string | null;
}
