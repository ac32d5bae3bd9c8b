/** At the first embedded start: a case of each process in every status, made by commands as people would give them. */
import type { Client } from '@temporalio/client';
import type { Connection } from 'mongoose';
import { type CaseClient, EngineError } from '../../client/cases/case-client.ts';
import type { Directory } from '../../client/registers/directory.ts';
import { contracts } from '../../domain/contracts.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { personKey } from '../../domain/kernel/ids.ts';
import type { Millis, StoredCase } from '../../domain/kernel/process.ts';
import { lastSeqOf } from '../../domain/kernel/record/commit.ts';
import type { ProcessKey } from '../../domain/processes.ts';
import { casesIn } from '../../models/cases/case.ts';
import { commitsIn } from '../../models/cases/commit.ts';
import { doneAt, isDone, markDone } from '../../models/migrations/done.ts';
import { announceSampleFreeze } from './sample-freeze.ts';
import type { Act, Known, Story } from './sample-story.ts';

type Deps = { db: Connection; directory: Directory; caseClient: CaseClient; temporal: Client; taskQueue: string };

const DONE = 'sample-cases';
const BEGUN = 'sample-cases-begun';
const TRIES = 5;
const AGAIN_MS = 1_000;
const SEEN_WITHIN_MS = 60_000;
const LOOK_MS = 50;

/** A story that a rule ended, for instance because somebody's own case has taken its window meanwhile. */
export type Untold = { process: ProcessKey; status: string; code: string; message: string };
/**
 * Made once; a start that was cut off goes on under the same keys, so nothing is there twice. How many it made, and which it left
 * where a rule said no: the others are told all the same.
 */
export async function openSampleCases(
  deps: Deps,
  told: readonly Story[],
): Promise<{ opened: number; untold: Untold[] }> {
  const untold: Untold[] = [];
  if (await isDone(deps.db, DONE)) return { opened: 0, untold };
  const begun = await begunAt(deps.db);
  const numbers: Record<string, string | undefined> = {};
  for (const [n, story] of told.entries()) {
    const { process, status, called } = story;
    try {
      const number = await play(deps, story, { n, begun, numbers: { ...numbers } });
      numbers[called ?? `${process} ${status}`] ??= number;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      untold.push({ process, status, code: error.code, message: error.message });
    }
  }
  await announceSampleFreeze(deps, begun);
  await markDone(deps.db, { id: DONE, name: 'sample cases' });
  return { opened: told.length - untold.length, untold };
}

/** Of the first start that began it: one that goes on gives the same commands, windows and all. */
async function begunAt(db: Connection): Promise<Millis> {
  await markDone(db, { id: BEGUN, name: 'sample cases begun' });
  return (await doneAt(db, BEGUN)) ?? Date.now();
}

type Playing = Pick<Known, 'begun' | 'numbers'> & { n: number };
/** Its number. */
async function play(deps: Deps, { process, acts }: Story, { n, ...known }: Playing): Promise<string | undefined> {
  let caseId: string | undefined;
  for (const [step, act] of acts.entries()) {
    const by = await senderOf(deps, act, `sample-${n}-${step}`);
    const to = caseId === undefined ? undefined : await addressed(deps.db, caseId, act);
    const data = parsed(processOf(process, act), act, { ...known, ...(await askedHashes(deps.db, to)) });
    if (to === undefined)
      ({ caseId } = await patiently(() => deps.caseClient.open(process, data, { ...by, command: act.command })));
    else await sent(deps, { caseId: to, act, data, by });
  }
  return caseId;
}

const processOf = (process: ProcessKey, { on }: Act): ProcessKey => on ?? process;

/** The case that an act is given to, once what it waits for has happened: for good, so that a start that goes on finds it too. */
async function addressed(db: Connection, caseId: string, { on, once }: Act): Promise<string> {
  const to = on === undefined ? caseId : await changeOf(db, caseId);
  if (once !== undefined) {
    const of = on !== undefined && once.startsWith(`${on}.`) ? to : caseId;
    await seen(`${once} of ${of}`, async () => {
      const commit = await commitsIn(db).findOne({ caseId: of, 'events.type': once });
      // The document follows it: what is asked about is read there.
      return commit && (await casesIn(db).findOne({ _id: of, version: { $gte: lastSeqOf(commit) } }));
    });
  }
  return to;
}

const changeOf = (db: Connection, caseId: string): Promise<string> =>
  seen(`the change of ${caseId}`, async () => {
    const stored: (StoredCase & { change?: string }) | null = await casesIn(db).findOne({ _id: caseId });
    return stored?.change;
  });

/** Throws when it has not come after a minute. */
async function seen<T>(what: string, look: () => Promise<T | null | undefined>): Promise<T> {
  for (const end = Date.now() + SEEN_WITHIN_MS; ; ) {
    const found = await look();
    if (found !== null && found !== undefined) return found;
    if (Date.now() > end) throw new Error(`the sample waits in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

type Sending = { caseId: string; act: Act; data: object; by: Awaited<ReturnType<typeof senderOf>> };
const sent = ({ caseClient }: Deps, { caseId, act: { command, part }, data, by }: Sending) =>
  patiently(() => caseClient.command(caseId, command, data, { ...by, part }));

async function senderOf({ directory }: Deps, { by }: Act, key: string) {
  const actor = await directory.actorOf(by);
  if (!actor) throw new Error(`the sample organisation has no ${by}`);
  return { actor, key: personKey(by, key) };
}

type Asking = StoredCase &
  Partial<Record<'approval' | 'proposal', { planHash: string }>> & {
    recordHash?: string;
    manifestHash?: string;
    statementHash?: string;
  };
/** What its approvers are asked about, its commander is proposed, or its customer is to sign; empty while nobody is. */
async function askedHashes(
  db: Connection,
  caseId: string | undefined,
): Promise<Pick<Known, 'planHash' | 'recordHash' | 'manifestHash' | 'statementHash'>> {
  const stored: Asking | null = caseId === undefined ? null : await casesIn(db).findOne({ _id: caseId });
  const planHash = stored?.approval?.planHash ?? stored?.proposal?.planHash ?? '';
  const { recordHash = '', manifestHash = '', statementHash = '' } = stored ?? {};
  return { planHash, recordHash, manifestHash, statementHash };
}

function parsed(process: ProcessKey, { command, data }: Act, known: Known): object {
  const spec = contracts[process][command];
  if (!spec) throw new Error(`${process} has no ${command}`);
  const value = spec.input.parse(typeof data === 'function' ? data(known) : data);
  return typeof value === 'object' && value !== null ? value : {};
}

/** Right after a start an engine may still be busy; the same key makes a repeat harmless. */
async function patiently<T>(send: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof EngineError) || tries === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}
