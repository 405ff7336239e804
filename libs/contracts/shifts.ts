/** From an instant to an instant, the second one outside. */
export interface TimeWindow {
  from: string;
  to: string;
}

/** Body of `PUT /people/:id/shifts`: what the person works between `from` and `to`; a side that is left out is open. */
export interface ShiftsBody {
  from?: string;
  to?: string;
  /** In any order, not overlapping, inside the range. */
  windows: TimeWindow[];
}
/** When somebody works; a person with no shift on record is always on shift. */
export interface ShiftsView {
  personId: string;
  /** Earliest first. */
  windows: TimeWindow[];
}

export interface DutyWindow extends TimeWindow {
  /** Active, with a leading role. */
  personId: string;
}
/** Body of `PUT /projects/:id/duty`: who is on duty (值班) between `from` and `to`; a side that is left out is open. */
export interface DutyBody {
  from?: string;
  to?: string;
  /** In any order, not overlapping, inside the range. */
  windows: DutyWindow[];
}
export interface DutyWindowView extends DutyWindow {
  name: string;
}
export interface DutyView {
  projectId: string;
  /** Earliest first. */
  windows: DutyWindowView[];
}

/** Windows of one PUT, and of one answer. */
export const WINDOWS_MAX = { put: 500, shown: 1000 } as const;
/** Longest window, in days. */
export const WINDOW_DAYS = { shift: 7, duty: 92 } as const;
