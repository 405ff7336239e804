import type * as Wire from '@upline/contracts/people';
import type { SameShape } from '@upline/contracts/same-shape';
import type * as Shifts from '@upline/contracts/shifts';
import type { PersonRef } from '@upline/contracts/ticket';
import type { AbsenceBodyDto, AbsenceDto, ChangeAbsenceDto } from './absences.dto';
import type { DeactivateDto } from './departures.dto';
import type { HouseBodyDto, HouseDto } from './house.dto';
import type { LineAbsenceDto, LineDto, LineStepDto, SuperiorBodyDto, SuperiorDto } from './line.dto';
import type { ChangeMeDto, ChangePreferencesDto, MeDto, PreferencesDto } from './me.dto';
import type { ChangePersonDto, CreatePersonDto, PersonDto, PersonRefDto, ProjectRefDto } from './people.dto';
import type { ChangeProjectDto, ProjectBodyDto, ProjectDto } from './projects.dto';
import type { DutyBodyDto, DutyDto, ShiftsBodyDto, ShiftsDto } from './windows.dto';

/** Held by the compiler: a field more or less on either side is an error here. */
const same: [
  SameShape<PersonRefDto, PersonRef>,
  SameShape<ProjectRefDto, Wire.ProjectRef>,
  SameShape<PersonDto, Wire.PersonView>,
  SameShape<CreatePersonDto, Wire.CreatePersonBody>,
  SameShape<ChangePersonDto, Wire.ChangePersonBody>,
  SameShape<LineDto, Wire.LineView>,
  SameShape<LineStepDto, Wire.LineStep>,
  SameShape<LineAbsenceDto, Wire.LineAbsence>,
  SameShape<SuperiorBodyDto, Wire.SuperiorBody>,
  SameShape<SuperiorDto, Wire.SuperiorView>,
  SameShape<AbsenceBodyDto, Wire.AbsenceBody>,
  SameShape<ChangeAbsenceDto, Wire.ChangeAbsenceBody>,
  SameShape<AbsenceDto, Wire.AbsenceView>,
  SameShape<ProjectBodyDto, Wire.ProjectBody>,
  SameShape<ChangeProjectDto, Wire.ChangeProjectBody>,
  SameShape<ProjectDto, Wire.ProjectView>,
  SameShape<HouseBodyDto, Wire.HouseBody>,
  SameShape<HouseDto, Wire.HouseView>,
  SameShape<MeDto, Wire.MeView>,
  SameShape<ChangeMeDto, Wire.ChangeMeBody>,
  SameShape<PreferencesDto, Wire.Preferences>,
  SameShape<ChangePreferencesDto, Partial<Wire.Preferences>>,
  SameShape<ShiftsBodyDto, Shifts.ShiftsBody>,
  SameShape<ShiftsDto, Shifts.ShiftsView>,
  SameShape<DutyBodyDto, Shifts.DutyBody>,
  SameShape<DutyDto, Shifts.DutyView>,
  SameShape<DeactivateDto, Wire.DeactivateBody>,
] = [
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
];

it('wire types and validators are the same', () => {
  expect(same.every(Boolean)).toBe(true);
});
