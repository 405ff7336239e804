import { ApiProperty } from '@nestjs/swagger';

/** Answer of `GET /health/live`. */
export class HealthDto {
  /** Always `ok`; anything else is a 503 problem document. */
  @ApiProperty({ enum: ['ok'] })
  status: 'ok';
}

/** Answer of `GET /health/ready`. */
export class ReadyDto extends HealthDto {
  /** What an operator should see to though the process serves; a sentence each. */
  @ApiProperty({ type: [String] })
  warnings: string[];
}
