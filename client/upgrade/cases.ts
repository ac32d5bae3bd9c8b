/** One case of the release before as a case of now: its events grouped and signed, its document folded from them. */
import type { Connection } from 'mongoose';
import { processOf } from '../../domain/catalogue.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { isEnd } from '../../domain/kernel/lifecycle.ts';
import { lowestOf } from '../../domain/kernel/pending.ts';
import type { AnyProcess, Commit, PinRefs, StoredCase } from '../../domain/kernel/process.ts';
import { documentOf } from '../../models/cases/case.ts';
import { keepWords } from '../../models/cases/words.ts';
import { keepRow } from '../../models/figures/row.ts';
import { firstBreak } from '../../models/store/chain.ts';
import { commitsIn, genesisOf, headOf } from '../../models/cases/commit.ts';
import { pinsNamedIn } from '../../models/cases/folding.ts';
import { isDuplicate, unlessTaken } from '../../models/store/model-of.ts';
import { hold, noteParked } from '../../models/cases/parked.ts';
import { unreadableIn } from '../../models/cases/readable.ts';
import { recordKeyOf } from '../../models/store/record-key.ts';
import {
  OLD_SHAPE,
  type OldCase,
  oldCasesIn,
  type OldEvent,
  oldEventsOf,
  waitingIn,
} from '../../models/store/upgrade.ts';
import { resolvePins } from '../registers/pins.ts';
import { grouped } from './grouped.ts';
import { stillOpenOf } from './still-open.ts';

/** `registers`: calendars and policies; of rehearsals those of the live database. */
export type Stores = { db: Connection; registers: Connection };
/** Why nothing may be made from what is stored of a case: `content`, `cut-tail`, `pin-missing` … */
export type Fault = { seq: number; code: string };
type Sound = { process: AnyProcess; events: readonly [OldEvent, ...OldEvent[]]; refs: PinRefs };

/** Null when it is sound and its pinned versions are there. Writes nothing. */
export async function faultOf(stores: Stores, caseId: string): Promise<Fault | null> {
  const found = await soundly(stores, caseId);
  return 'code' in found ? found : null;
}

/**
 * The document is written last, so a case that was cut off is simply upgraded again. One that is not sound stays as it is and
 * is parked; its fault is the answer. Throws when the store is away.
 */
export async function upgradeCase(stores: Stores, caseId: string): Promise<Fault | null> {
  const { db, registers } = stores;
  const found = await soundly(stores, caseId);
  if ('code' in found) return await parked(db, caseId, found);
  const { process, events, refs } = found;
  const key = recordKeyOf(db);
  const all = grouped(process, events, { pins: await resolvePins(registers, refs, db), key });
  const open = await stillOpenOf({ db, process, ...all });
  const { kase, commits } = all;
  await insertMissing(db, commits);
  if (kase.mode !== 'rehearsal' && (open.length > 0 || !isEnd(process, kase.state.status)))
    await waitingIn(db).replaceOne({ _id: caseId }, { process: process.key, open }, { upsert: true });
  const document = documentOf(process, kase, { at: kase.headAt, effectsFrom: lowestOf(open), key });
  await keepWords(db, process, { view: document, commits });
  await keepRow(db, process, document, kase);
  await unlessTaken(() => casesOf(db).replaceOne({ _id: caseId, ...OLD_SHAPE }, document, { upsert: true }));
  return null;
}

const casesOf = (db: Connection) => db.collection<StoredCase>('cases');

async function soundly({ db, registers }: Stores, caseId: string): Promise<Sound | Fault> {
  const [events, stored] = await Promise.all([oldEventsOf(db, caseId), oldCasesIn(db).findOne({ _id: caseId })]);
  const [first, ...rest] = events;
  if (!first) return { seq: 1, code: 'no-events' };
  const broken = firstBreak(caseId, genesisOf(caseId), events) ?? brokenHead(events, stored);
  if (broken) return broken;
  const unreadable = events.find((event) => unreadableIn(event) !== null);
  if (unreadable) return { seq: unreadable.seq, code: 'unreadable' };
  const refs = pinsNamedIn({ events: [first] });
  if (!refs) return { seq: 1, code: 'no-pins' };
  try {
    await resolvePins(registers, refs, db);
  } catch (error) {
    if (error instanceof DomainError) return { seq: 1, code: error.code };
    throw error;
  }
  return { process: processOf(first.process), events: [first, ...rest], refs };
}

/** A document that is upgraded has another chain: it says nothing of this one. */
function brokenHead(events: readonly OldEvent[], stored: OldCase | null): Fault | null {
  if (!stored || stored.kase?.text !== undefined) return null;
  const { version, kase } = stored;
  if (version > events.length) return { seq: events.length + 1, code: 'cut-tail' };
  return events[version - 1]?.hash === kase?.headHash ? null : { seq: version, code: 'head-differs' };
}

/** @throws Error when another chain stands there: two record keys, or two stores, took turns. */
async function insertMissing(db: Connection, commits: readonly Commit[]): Promise<void> {
  const [first] = commits;
  const last = commits.at(-1);
  if (!first || !last) return;
  try {
    await commitsIn(db).insertMany([...commits], { ordered: false });
  } catch (error) {
    if (!isDuplicate(error)) throw error; // a part of them was there
  }
  const head = await headOf(db, first.caseId);
  if (head?.hash !== last.hash) throw new Error(`${first.caseId}: its commits are not those of its events`);
}

/** No workflow of its own brings it back, and none is started for it, until somebody has looked. */
async function parked(db: Connection, caseId: string, { seq, code }: Fault): Promise<Fault> {
  const reason = `record-${code}`;
  const now = Date.now();
  const process =
    (await oldCasesIn(db).findOne({ _id: caseId }))?.process ?? (await oldEventsOf(db, caseId))[0]?.process;
  await noteParked(db, caseId, now, {
    reason,
    detail: `${caseId} at ${seq}: not upgraded`,
    ...(process ? { process } : {}),
  });
  if (process) await hold(db, { caseId, process, by: 'system', now, reason });
  return { seq, code };
}
