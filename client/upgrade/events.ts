/** The store part of the upgrade: every case of the release before, live and rehearsed, becomes one of now. */
import { createHash, randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import { auditOf, openAuditTrail } from '../../models/access/audit.ts';
import { commitsIn, headOf } from '../../models/cases/commit.ts';
import { prepareRehearsalStore, rehearsalStore } from '../../models/rehearsal.ts';
import { nextOldCase, OLD_SHAPE, oldCasesIn, oldEventsIn } from '../../models/store/upgrade.ts';
import { type Fault, faultOf, type Stores, upgradeCase } from './cases.ts';
import { sideBySide } from './side-by-side.ts';

type Broken = { caseId: string } & Fault;
/** `oldHeads`, `newHeads`: SHA-256 over the lines `caseId seq hash` of all chains, sorted: a first seal over both. */
type Seal = {
  cases: number;
  events: number;
  commits: number;
  oldHeads: string;
  newHeads: string;
  broken: readonly Broken[];
};
/** What the audit record says. */
export type EventsUpgraded = { live: Seal; rehearsal: Seal };
export type StoreCounts = { cases: number; upgraded: number; events: number; broken: readonly Broken[] };

const SIDE_BY_SIDE = 4;
const RECORD = 'eventsUpgraded';

/** The live store and that of rehearsals. */
export const bothStores = (db: Connection): { live: Stores; rehearsal: Stores } => ({
  live: { db, registers: db },
  rehearsal: { db: rehearsalStore(db), registers: db },
});

/**
 * Groups all events of both stores; what is done already is left alone, so it may be cut off anywhere and run again. One
 * record of the audit trail says what became of what. `check` throws when another process has taken over.
 */
export async function upgradeEvents(db: Connection, check: () => void = () => undefined): Promise<void> {
  const { live, rehearsal } = bothStores(db);
  if (!(await hasOld(live)) && !(await hasOld(rehearsal))) return;
  await prepareRehearsalStore(rehearsal.db);
  const broken = { live: await upgradeStore(live, check), rehearsal: await upgradeStore(rehearsal, check) };
  if (await auditOf(db).exists({ type: RECORD })) return;
  const data: EventsUpgraded = {
    live: await sealOf(live, broken.live),
    rehearsal: await sealOf(rehearsal, broken.rehearsal),
  };
  const trail = openAuditTrail(db, `upgrade-${randomUUID()}`);
  await trail.record({ type: RECORD, by: 'system', at: Date.now(), data });
}

/** What is stored and what of it is upgraded; verifies each chain that is not. Writes nothing. */
export async function countStore(stores: Stores): Promise<StoreCounts> {
  const { db } = stores;
  const broken: Broken[] = [];
  let [cases, upgraded] = [0, 0];
  for await (const caseId of oldCases(db)) {
    cases += 1;
    if (await isUpgraded(db, caseId)) upgraded += 1;
    else await faultOf(stores, caseId).then((fault) => fault && broken.push({ caseId, ...fault }));
  }
  return { cases, upgraded, events: await oldEventsIn(db).estimatedDocumentCount(), broken };
}

const hasOld = async ({ db }: Stores): Promise<boolean> =>
  (await oldEventsIn(db).findOne({})) !== null || (await oldCasesIn(db).findOne(OLD_SHAPE)) !== null;

async function upgradeStore(stores: Stores, check: () => void): Promise<Broken[]> {
  const broken: Broken[] = [];
  await sideBySide(oldCases(stores.db), SIDE_BY_SIDE, async (caseId) => {
    check();
    const fault = (await isUpgraded(stores.db, caseId)) ? null : await upgradeCase(stores, caseId);
    if (fault) broken.push({ caseId, ...fault });
  });
  return broken.toSorted((a, b) => (a.caseId < b.caseId ? -1 : 1));
}

/** Those with events, in order; then documents that have lost theirs. */
async function* oldCases(db: Connection): AsyncGenerator<string, undefined> {
  for (let caseId = await nextOldCase(db, ''); caseId !== null; caseId = await nextOldCase(db, caseId)) yield caseId;
  for await (const { _id } of oldCasesIn(db).find(OLD_SHAPE, { projection: { _id: 1 } }))
    if (!(await oldEventsIn(db).findOne({ caseId: _id }))) yield _id;
  return undefined;
}

const isUpgraded = async (db: Connection, caseId: string): Promise<boolean> =>
  (await oldCasesIn(db).findOne({ _id: caseId, 'kase.text': { $exists: true } }, { projection: { _id: 1 } })) !== null;

async function sealOf({ db }: Stores, broken: readonly Broken[]): Promise<Seal> {
  const [oldHeads, newHeads] = [createHash('sha256'), createHash('sha256')];
  let cases = 0;
  for (let caseId = await nextOldCase(db, ''); caseId !== null; caseId = await nextOldCase(db, caseId)) {
    const last = await oldEventsIn(db).findOne({ caseId }, { sort: { seq: -1 } });
    const head = await headOf(db, caseId);
    oldHeads.update(`${caseId} ${last?.seq} ${last?.hash}\n`);
    if (!head) continue;
    newHeads.update(`${caseId} ${head.seq} ${head.hash}\n`);
    cases += 1;
  }
  return {
    cases,
    events: await oldEventsIn(db).countDocuments(),
    commits: await commitsIn(db).countDocuments(),
    oldHeads: oldHeads.digest('hex'),
    newHeads: newHeads.digest('hex'),
    broken,
  };
}
