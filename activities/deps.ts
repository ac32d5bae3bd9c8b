/** What activities are given: the one place where the world comes in. */
import type { Client } from '@temporalio/client';
import type { Connection } from 'mongoose';
import type { AppraisalKeeper } from '../client/appraisals/keeper.ts';
import type { ArchiveKeeper } from '../client/archives/keeper.ts';
import type { CaseClient } from '../client/cases/case-client.ts';
import type { Fresh } from '../client/cases/turn-registers.ts';
import type { MetChange } from '../client/changes/frozen.ts';
import type { ReportKeeper } from '../client/service-reports/keeper.ts';
import type { CopyWish } from '../client/documents/asking.ts';
import type { DrillDue } from '../client/registers/drills.ts';
import type { Directory } from '../client/registers/directory.ts';
import type { SlotSource } from '../client/registers/inspections.ts';
import type { EngineCases } from '../client/cases/engine-cases.ts';
import type { RecordKeeper } from '../client/record/keeper.ts';
import type { Reviver } from '../client/cases/revive.ts';
import type { Printed } from '../domain/documents/printed.ts';
import type { Freeze } from '../domain/changes/freezes.ts';
import type { Facts } from '../domain/kernel/facts.ts';
import type { Millis, OrgPath, PinRefs, Pins } from '../domain/kernel/process.ts';
import type { CalendarSnapshot } from '../domain/kernel/time/calendar-snapshot.ts';
import type { Called } from '../domain/actions/answer.ts';
import type { Words } from '../domain/notice-words.ts';
import type { Day } from '../domain/runbooks/drills.ts';
import type { Run } from '../platform/histories.ts';
import type { Post } from '../platform/webhook.ts';
import type { CaseDocument } from '../models/documents/document.ts';
import type { Format, Print } from '../platform/documents/printed.ts';
import type { KeptInspectionPlan } from '../models/registers/inspections/plan.ts';
import type { SealRow } from '../models/record/seal-row.ts';
import type { Witness } from '../models/record/witness.ts';
import type { Senders, Sent } from './sending.ts';

/** What a turn asks of registers and other cases. */
export type TurnRegisters = {
  /** Throws when a version is not there, or does not say what was pinned. */
  resolvePins(refs: PinRefs): Promise<Pins>;
  /** The facts that a command calls fresh, for the case as it stands in the turn. */
  freshFacts(asked: Fresh): Promise<Facts>;
};
export type WitnessedSeal = Pick<SealRow, 'at' | 'hash' | 'signature' | 'keyId' | 'cases'> & { number: number };
export type Witnessing = (witness: Witness, seals: readonly WitnessedSeal[]) => Promise<Sent>;
/** One signed post to a tool; ends when `signal` says so, or the time is over. Never throws for what the tool does. */
export type Calling = (call: { post: Post; timeoutMs: Millis; signal: AbortSignal }) => Promise<Called>;
export type ActivityLogger = { info(fields: object, text: string): void; error(fields: object, text: string): void };
export type ActivityDeps = {
  db: Connection;
  temporal: Client;
  caseClient: CaseClient;
  registers: TurnRegisters;
  /** The changes that a freeze meets, by number (client/changes/frozen.ts). */
  changesMetBy(freeze: Freeze, now: Millis): AsyncIterable<readonly MetChange[]>;
  /** Runbooks that are to be drilled, and the day on the wall of `zone` (client/registers/drills.ts). */
  drillsDue(zone: string): Promise<{ today: Day; drills: readonly DrillDue[] }>;
  /** What the slots of an inspection plan follow from now (client/registers/inspections.ts). */
  slotSource(plan: KeptInspectionPlan, now: Millis): Promise<SlotSource>;
  /** What the parts of a run are called, by their ids (client/registers/run-words.ts); absent: by their ids. */
  partTitles?(caseId: string): Promise<ReadonlyMap<string, Words>>;
  /** Cases kept folded in memory; absent: as shipped. */
  foldedCases?: number;
  directory: Pick<Directory, 'peopleFor' | 'person' | 'actorOf' | 'webhooks'>;
  /** Absent in the worker of rehearsals itself. */
  rehearsals?: { sweep(ageMs: number): Promise<number>; markLost(): Promise<number> };
  /** Brings cases back that have lost their workflow. */
  reviver: Pick<Reviver, 'revive' | 'replace' | 'isOurEngine'>;
  engine: EngineCases;
  /** Seals the record and verifies it; absent in the worker of rehearsals, whose trials are not sealed. */
  record?: RecordKeeper;
  /** Ways to people beside the inbox. */
  senders: Senders;
  /** Histories of the engine, see platform/histories.ts. */
  runs: { fetchRun(workflowId: string, runId?: string): Promise<Run>; pack(json: string): Promise<Buffer> };
  /** Tells one witness some seals; absent: there is no way to any. */
  witnessing?: Witnessing;
  /** Tells tools outside what they are to do; absent: there is no way to any. */
  calling?: Calling;
  /** Composes documents (client/documents/composing.ts) and prints them; absent in the worker of rehearsals, of whose trials there are none. */
  documents?: {
    /** Copies for whom the case says that they get one. */
    ask(copies: CopyWish): Promise<void>;
    compose(asked: CaseDocument): Promise<Printed>;
    /** Aside: the loop goes on meanwhile. */
    print(document: Printed, format: Format): Promise<Print>;
  };
  /** Lists, checks and packs the months of archives; absent in the worker of rehearsals, whose trials nobody archives. */
  archives?: ArchiveKeeper;
  /** Counts ahead what boards of an organisation show first; absent in the worker of rehearsals, whose trials move no figure. */
  countAhead?: (now: Millis) => Promise<{ counted: number; failed: number }>;
  /** Counts and lays out service reports; absent in the worker of rehearsals, of whose trials there are none. */
  serviceReports?: ReportKeeper;
  /** Which organisations keep an archive, and by which calendar their months are cut; absent: this worker opens none. */
  archiveMonths?: {
    organisations(): Promise<OrgPath[]>;
    calendarOf(orgPath: OrgPath): Promise<CalendarSnapshot>;
  };
  /** Reads appraisals and freezes the figures of their periods. */
  appraisals?: AppraisalKeeper;
  /** By which calendar periods are cut, and where schemes are; absent: this worker opens no appraisals. */
  periodCalendar?: { registers: Connection; of(orgPath: OrgPath): Promise<CalendarSnapshot> };
  logger?: ActivityLogger;
};
