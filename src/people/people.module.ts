import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { KernelModule } from '../kernel/kernel.module';
import { AbsencesController } from './absences.controller';
import { AbsencesService } from './absences.service';
import { DeparturesService } from './departures.service';
import { DutyController } from './duty.controller';
import { DutyService } from './duty.service';
import { HouseController } from './house.controller';
import { HouseService } from './house.service';
import { ImportUndoService } from './import-undo.service';
import { ImportsController } from './imports.controller';
import { LineService } from './line.service';
import { MeController } from './me.controller';
import { MeService } from './me.service';
import { OrgHealthService } from './org-health.service';
import { PeopleChanges } from './people-changes';
import { PeopleController } from './people.controller';
import { PeopleExportService } from './people-export.service';
import { PeopleImportService } from './people-import.service';
import { PeopleService } from './people.service';
import { ProjectsController } from './projects.controller';
import { ProjectsService } from './projects.service';
import { RotaImportService } from './rota-import.service';
import { RotaController } from './rota.controller';
import { ShiftsController } from './shifts.controller';
import { ShiftsService } from './shifts.service';
import { SuperiorsService } from './superiors.service';

@Module({
  imports: [KernelModule, AuditModule],
  controllers: [
    ImportsController,
    RotaController,
    PeopleController,
    AbsencesController,
    ShiftsController,
    DutyController,
    ProjectsController,
    HouseController,
    MeController,
  ],
  providers: [
    AbsencesService,
    DeparturesService,
    DutyService,
    HouseService,
    ImportUndoService,
    LineService,
    MeService,
    OrgHealthService,
    PeopleChanges,
    PeopleExportService,
    PeopleImportService,
    PeopleService,
    ProjectsService,
    RotaImportService,
    ShiftsService,
    SuperiorsService,
  ],
  exports: [
    AbsencesService,
    DutyService,
    HouseService,
    LineService,
    MeService,
    OrgHealthService,
    PeopleChanges,
    PeopleService,
    ProjectsService,
    ShiftsService,
    SuperiorsService,
  ],
})
export class PeopleModule {}
