import type * as Wire from '@upline/contracts/people-import';
import type { SameShape } from '@upline/contracts/same-shape';
import type { ImportCountsDto, ImportDto, ImportObstacleDto, ImportRowDto, PeopleImportDto } from './imports.dto';

/** Held by the compiler: a field more or less on either side is an error here. */
const same: [
  SameShape<ImportRowDto, Wire.ImportRowView>,
  SameShape<ImportCountsDto, Wire.ImportCounts>,
  SameShape<PeopleImportDto, Wire.PeopleImportView>,
  SameShape<ImportObstacleDto, Wire.ImportObstacle>,
  SameShape<ImportDto, Wire.ImportView>,
] = [true, true, true, true, true];

it('wire types and validators are the same', () => {
  expect(same.every(Boolean)).toBe(true);
});
