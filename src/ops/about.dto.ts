import { ApiProperty } from '@nestjs/swagger';
import { DEMO_LOGINS, type AboutView, type DemoLogin } from '@upline/contracts/about';

export class AboutDto implements AboutView {
  /** What the house calls itself. */
  @ApiProperty({ type: String })
  name: string;
  /** Whether this is the demo. */
  @ApiProperty({ type: Boolean })
  demo: boolean;
  /** Who can sign in to the demo; null elsewhere. */
  @ApiProperty({ enum: DEMO_LOGINS, isArray: true, nullable: true })
  logins: DemoLogin[] | null;
  /** Their password; null outside the demo. */
  @ApiProperty({ type: String, nullable: true })
  password: string | null;
}
