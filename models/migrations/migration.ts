import type { Connection } from 'mongoose';
import type { Grant, Millis } from '../../domain/kernel/process.ts';
import type { CompileCalendar } from './seeds/calendars.ts';

export type SampleAccount = { id: string; name: string; grants: readonly Grant[] };
/** What migrations need of the world: this folder knows neither zones nor files nor passwords. */
export type MigrationContext = {
  /** Below `npm start`: with the sample organisation. */
  embedded: boolean;
  now: Millis;
  compile: CompileCalendar;
  hashPassword: (password: string) => Promise<string>;
  /** The one password of the sample accounts: made and noted for people at first, later the same again. */
  samplePassword: (accounts: readonly SampleAccount[]) => Promise<string>;
  /** Makes commits of the events of the release before. */
  upgradeEvents: (db: Connection, check: () => void) => Promise<void>;
  /** Rows of all cases that have ended. */
  makeRows: (db: Connection, check: () => void) => Promise<void>;
  /** Rows of drills that have ended, and of no other case. */
  makeDrillRows: (db: Connection, check: () => void) => Promise<void>;
  /** Throws when another process has taken over meanwhile; asked in between by what takes long. */
  check: () => void;
};
/** Runs once per database, and must bear being cut off and run again. */
export type Migration = {
  /** `0001`; never reused, never reordered. */
  id: string;
  name: string;
  embeddedOnly?: true;
  run: (db: Connection, context: MigrationContext) => Promise<void>;
};
