import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, IsUUID, Length } from 'class-validator';
import { PageQuery } from '../kernel/page';

/** Query of the catalogue's lists. */
export class CatalogQuery extends PageQuery {
  /** Only what this project offers: its own, and the house's. */
  @ApiPropertyOptional({ type: String, format: 'uuid' })
  @IsOptional()
  @IsUUID()
  projectId?: string;
}

/** Body of `POST /topics` and `POST /root-causes`. */
export class CatalogForm {
  @ApiProperty({ type: String, minLength: 1, maxLength: 80 })
  @IsString()
  @Length(1, 80)
  name: string;

  /** Left out: for every project. */
  @ApiPropertyOptional({ type: String, format: 'uuid', nullable: true })
  @IsOptional()
  @IsUUID()
  projectId?: string | null;
}

/** A topic or a root cause. */
export class CatalogEntry {
  @ApiProperty({ type: String, format: 'uuid' })
  id: string;
  /** Null: for every project. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  projectId: string | null;
  @ApiProperty({ type: String })
  name: string;
  @ApiProperty({ type: Boolean })
  active: boolean;
}
export class CatalogPage {
  @ApiProperty({ type: [CatalogEntry] })
  items: CatalogEntry[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}
