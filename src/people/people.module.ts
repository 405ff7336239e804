import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { KernelModule } from '../kernel/kernel.module';
import { AbsencesController } from './absences.controller';
import { AbsencesService } from './absences.service';
import { DeparturesService } from './departures.service';
import { HouseController } from './house.controller';
import { HouseService } from './house.service';
import { LineService } from './line.service';
import { MeController } from './me.controller';
import { MeService } from './me.service';
import { OrgHealthService } from './org-health.service';
import { PeopleChanges } from './people-changes';
import { PeopleController } from './people.controller';
import { PeopleService } from './people.service';
import { ProjectsController } from './projects.controller';
import { ProjectsService } from './projects.service';
import { SuperiorsService } from './superiors.service';

@Module({
  imports: [KernelModule, AuditModule],
  controllers: [PeopleController, AbsencesController, ProjectsController, HouseController, MeController],
  providers: [
    AbsencesService,
    DeparturesService,
    HouseService,
    LineService,
    MeService,
    OrgHealthService,
    PeopleChanges,
    PeopleService,
    ProjectsService,
    SuperiorsService,
  ],
  exports: [
    AbsencesService,
    HouseService,
    LineService,
    MeService,
    OrgHealthService,
    PeopleChanges,
    PeopleService,
    ProjectsService,
    SuperiorsService,
  ],
})
export class PeopleModule {}
