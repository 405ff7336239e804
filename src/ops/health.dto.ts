import { ApiProperty } from '@nestjs/swagger';

/** Answer of both health routes. */
export class HealthDto {
  /** Always `ok`; anything else is a 503 problem document. */
  @ApiProperty({ enum: ['ok'] })
  status: 'ok';
}
