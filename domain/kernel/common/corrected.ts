/** What a correction says of itself, as the case keeps it. */
import type { OrgPath, Place } from '../process.ts';
import type { Repinned } from './retarget.ts';

/** Of a call or an incident, what an intake says once. */
export type Registered = {
  application?: string;
  unit?: OrgPath;
  reporter?: string;
  caller?: string;
  contact?: string;
  channel?: string;
  followUpOf?: string | null;
};
export type Corrected = {
  /** Those that change, and what they were; `null`: there is none any more. */
  fields: Registered;
  before: Registered;
  reason: string;
  /** Where it lies from then on; absent: where it lay. */
  place?: Place;
  /** Who goes on with it there; absent: nobody. */
  assignee?: string;
  /** What it runs on from then on; absent: what it ran on. */
  pins?: Repinned['pins'];
};
