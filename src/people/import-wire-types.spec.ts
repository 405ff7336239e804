import type * as Wire from '@upline/contracts/people-import';
import type { RotaImportView, RotaRowView } from '@upline/contracts/rota-import';
import type { SameShape } from '@upline/contracts/same-shape';
import type { RotaImportDto, RotaRowDto } from './rota.dto';
import type { ImportCountsDto, ImportDto, ImportObstacleDto, ImportRowDto, PeopleImportDto } from './imports.dto';

/** Held by the compiler: a field more or less on either side is an error here. */
const same: [
  SameShape<ImportRowDto, Wire.ImportRowView>,
  SameShape<ImportCountsDto, Wire.ImportCounts>,
  SameShape<PeopleImportDto, Wire.PeopleImportView>,
  SameShape<ImportObstacleDto, Wire.ImportObstacle>,
  SameShape<ImportDto, Wire.ImportView>,
  SameShape<RotaRowDto, RotaRowView>,
  SameShape<RotaImportDto, RotaImportView>,
] = [true, true, true, true, true, true, true];

it('wire types and validators are the same', () => {
  expect(same.every(Boolean)).toBe(true);
});
