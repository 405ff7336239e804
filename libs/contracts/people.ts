import type { Locale } from './auth';
import type { Permission, Role } from './roles';
import type { PersonRef } from './ticket';

export interface ProjectRef {
  id: string;
  key: string;
  name: string;
}

/** A person as colleagues see them. */
export interface PersonView {
  id: string;
  name: string;
  roles: Role[];
  active: boolean;
  extension: string | null;
  /** Only for administrators and the person; else null. */
  login: string | null;
  /** Only for administrators and the person; else null. */
  email: string | null;
  /** The first one is the default of what the person files. */
  projects: ProjectRef[];
  /** Direct superior now, of the line that holds for every project without its own. */
  superior: PersonRef | null;
  version: number;
  createdAt: string;
}
/** Body of `POST /people`. */
export interface CreatePersonBody {
  /** Lower case, unique. */
  login: string;
  name: string;
  roles: Role[];
  email?: string | null;
  extension?: string | null;
  locale?: Locale;
  projectIds?: string[];
  /** Direct superior from now on. */
  superiorId?: string | null;
}
/** Body of `PATCH /people/:id`; what is left out stays. */
export interface ChangePersonBody {
  name?: string;
  roles?: Role[];
  email?: string | null;
  extension?: string | null;
  projectIds?: string[];
  /** False ends every session at once; 409 `successor_required` for the last of the last resorts. */
  active?: boolean;
  /** The version that the caller saw; another one is a 409 `stale_version`. */
  version?: number;
}

/** Body of `POST /people/:id/deactivate`. */
export interface DeactivateBody {
  /** Who takes over; left out or null: the next superior. */
  successorId?: string | null;
}

/** One step up the line. */
export interface LineStep {
  id: string;
  name: string;
  roles: Role[];
  active: boolean;
  /** 1 = direct superior. */
  depth: number;
  /** Since when that has been so without a break. */
  since: string;
  absence: LineAbsence | null;
}
export interface LineAbsence {
  until: string;
  deputy: PersonRef | null;
}
/** Answer of `GET /people/:id/line`: nearest first. */
export interface LineView {
  person: PersonRef;
  /** Null: the line of every project without its own. */
  projectId: string | null;
  at: string;
  steps: LineStep[];
}
/** Body of `POST /people/:id/superior`. */
export interface SuperiorBody {
  /** Null: nobody is above from then on. */
  superiorId: string | null;
  /** Instant from which it holds; an earlier row ends there, a later one stays. */
  from: string;
  /** The project that has a superior of its own; left out: the general line. */
  projectId?: string | null;
}
/** A row of the dated line. */
export interface SuperiorView {
  id: string;
  personId: string;
  superior: PersonRef | null;
  projectId: string | null;
  from: string;
  /** Null: until further notice. */
  until: string | null;
}

export const ABSENCE_ENDS = ['return', 'keep'] as const;
/** Whether forms that are still with the deputy come back at the end. */
export type AbsenceEnd = (typeof ABSENCE_ENDS)[number];
/** Body of `POST /people/:id/absences`. */
export interface AbsenceBody {
  from: string;
  to: string;
  deputyId?: string | null;
  /** Left out or null: every project. */
  projectIds?: string[] | null;
  atEnd?: AbsenceEnd;
}
/** Body of `PATCH /people/:id/absences/:absenceId`; what is left out stays. */
export interface ChangeAbsenceBody extends Partial<AbsenceBody> {
  version?: number;
}
export interface AbsenceView {
  id: string;
  personId: string;
  from: string;
  /** First instant at which the person is back. */
  to: string;
  deputy: PersonRef | null;
  projectIds: string[] | null;
  atEnd: AbsenceEnd;
  namedBy: PersonRef;
  version: number;
  createdAt: string;
}

export interface ProjectView extends ProjectRef {
  escalationContact: PersonRef | null;
  /** Persons of the project's appeal desk. */
  appealDesk: string[];
  /** Last calendar day on which forms are filed, `YYYY-MM-DD`. */
  endsOn: string | null;
  version: number;
  createdAt: string;
}
/** Body of `POST /projects`. */
export interface ProjectBody {
  name: string;
  key: string;
  escalationContactId?: string | null;
  appealDesk?: string[];
  endsOn?: string | null;
}
/** Body of `PATCH /projects/:id`; what is left out stays. */
export interface ChangeProjectBody extends Partial<ProjectBody> {
  version?: number;
}

/** What the whole house has one of. */
export interface HouseView {
  name: string;
  /** IANA name. */
  timeZone: string;
  /** Who holds a form when nobody in the line and no contact can; in this order. */
  lastResortIds: string[];
  appealDeskIds: string[];
  appealOutsiderId: string | null;
}
/** Body of `PUT /house`; what is left out stays. */
export type HouseBody = Partial<HouseView>;

/** The signed-in person. */
export interface MeView {
  id: string;
  login: string;
  name: string;
  roles: Role[];
  permissions: Permission[];
  email: string | null;
  extension: string | null;
  locale: Locale;
  preferences: Preferences;
  projects: ProjectRef[];
  superior: PersonRef | null;
  version: number;
}
export const COLOUR_SCHEMES = ['system', 'light', 'dark'] as const;
export const DENSITIES = ['comfortable', 'compact'] as const;
/** What a person chose for the console. */
export interface Preferences {
  colourScheme: (typeof COLOUR_SCHEMES)[number];
  density: (typeof DENSITIES)[number];
  sound: boolean;
}
export const DEFAULT_PREFERENCES: Preferences = { colourScheme: 'system', density: 'comfortable', sound: true };
/** Body of `PATCH /me`; what is left out stays. */
export interface ChangeMeBody {
  locale?: Locale;
  preferences?: Partial<Preferences>;
}

/** Direct reports that a lead should have (handbook H-L6). */
export const SPAN = { min: 10, max: 13 } as const;
/** People part of `GET /org/health`: what would make a form go astray. */
export interface OrgHealthPeople {
  /** Active agents and leads without a superior. */
  withoutSuperior: PersonRef[];
  /** Team leads whose number of direct reports is outside `SPAN`. */
  spans: SpanFact[];
  /** Absences, now or to come, whose deputy cannot stand in. */
  deadDeputies: DeadDeputyFact[];
  /** Active last resorts that are missing to two. */
  missingLastResorts: number;
  /** Projects without an active escalation contact. */
  projectsWithoutContact: ProjectRef[];
}
export interface SpanFact extends PersonRef {
  reports: number;
}
export interface DeadDeputyFact {
  absenceId: string;
  person: PersonRef;
  deputy: PersonRef;
  /** The deputy is inactive, or away with nobody behind at some time of the absence. */
  why: 'inactive' | 'away';
}
