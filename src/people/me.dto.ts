import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { LOCALES, type Locale } from '@upline/contracts/auth';
import { COLOUR_SCHEMES, DENSITIES, type ChangeMeBody, type MeView, type Preferences } from '@upline/contracts/people';
import { PERMISSIONS, ROLES, type Permission, type Role } from '@upline/contracts/roles';
import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsObject, ValidateNested } from 'class-validator';
import { IfGiven } from './optional';
import { PersonRefDto, ProjectRefDto } from './people.dto';

export class PreferencesDto implements Preferences {
  /** Light, dark, or as the system has it. */
  @ApiProperty({ enum: COLOUR_SCHEMES })
  colourScheme: Preferences['colourScheme'];
  /** Height of rows. */
  @ApiProperty({ enum: DENSITIES })
  density: Preferences['density'];
  /** Whether the console may make a sound. */
  @ApiProperty()
  sound: boolean;
}

export class ChangePreferencesDto implements Partial<Preferences> {
  /** Light, dark, or as the system has it. */
  @ApiPropertyOptional({ enum: COLOUR_SCHEMES })
  @IfGiven()
  @IsIn(COLOUR_SCHEMES)
  colourScheme?: Preferences['colourScheme'];
  /** Height of rows. */
  @ApiPropertyOptional({ enum: DENSITIES })
  @IfGiven()
  @IsIn(DENSITIES)
  density?: Preferences['density'];
  /** Whether the console may make a sound. */
  @ApiPropertyOptional()
  @IfGiven()
  @IsBoolean()
  sound?: boolean;
}

export class ChangeMeDto implements ChangeMeBody {
  /** Language of the console. */
  @ApiPropertyOptional({ enum: LOCALES })
  @IfGiven()
  @IsIn(LOCALES)
  locale?: Locale;

  /** What is left out stays. */
  @ApiPropertyOptional({ type: ChangePreferencesDto })
  @IfGiven()
  @IsObject()
  @ValidateNested()
  @Type(() => ChangePreferencesDto)
  preferences?: ChangePreferencesDto;
}

export class MeDto implements MeView {
  /** Person. */
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** Unique. */
  @ApiProperty()
  login: string;
  /** As colleagues know them. */
  @ApiProperty()
  name: string;
  /** A set. */
  @ApiProperty({ enum: ROLES, isArray: true })
  roles: Role[];
  /** Everything that the roles allow. */
  @ApiProperty({ enum: PERMISSIONS, isArray: true })
  permissions: Permission[];
  /** Null where there is none. */
  @ApiProperty({ type: String, nullable: true })
  email: string | null;
  /** Of the phone system; null where there is none. */
  @ApiProperty({ type: String, nullable: true })
  extension: string | null;
  /** Language of the console. */
  @ApiProperty({ enum: LOCALES })
  locale: Locale;
  /** What was never chosen has its default. */
  @ApiProperty({ type: PreferencesDto })
  preferences: PreferencesDto;
  /** The first is the default of what the person files. */
  @ApiProperty({ type: [ProjectRefDto] })
  projects: ProjectRefDto[];
  /** Direct superior now, of the general line. */
  @ApiProperty({ type: PersonRefDto, nullable: true })
  superior: PersonRefDto | null;
  /** Rises with every change by an administrator. */
  @ApiProperty({ type: 'integer' })
  version: number;
}
