/** Numbered changes of the database, each run once, by whichever process comes first. */
import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { Millis } from '../../domain/kernel/process.ts';
import { processes } from '../../domain/processes.ts';
import { personOf } from '../registers/person.ts';
import { indexes } from './steps/0001-indexes.ts';
import { registers } from './steps/0002-registers.ts';
import { sampleOrganisation } from './steps/0003-sample-organisation.ts';
import { editing } from './steps/0004-editing.ts';
import { deliveries } from './steps/0005-deliveries.ts';
import { registerVersions } from './steps/0006-register-versions.ts';
import { webhookBodies } from './steps/0007-webhook-bodies.ts';
import { firstVersions } from './steps/0008-first-versions.ts';
import { unreadNotices } from './steps/0009-unread-notices.ts';
import { auditHeads } from './steps/0010-audit-heads.ts';
import { commits } from './steps/0011-commits.ts';
import { groupedEvents } from './steps/0012-grouped-events.ts';
import { wakeUps } from './steps/0013-wake-ups.ts';
import { noIndexOfParents } from './steps/0014-no-index-of-parents.ts';
import { auditTrail } from './steps/0015-audit-trail.ts';
import { signedRegisters } from './steps/0016-signed-registers.ts';
import { signedHistories } from './steps/0017-signed-histories.ts';
import { webhookDeliveries } from './steps/0019-webhook-deliveries.ts';
import { words } from './steps/0021-words.ts';
import { doors } from './steps/0022-doors.ts';
import { approvalPolicies } from './steps/change/0023-approval-policies.ts';
import { items } from './steps/change/0024-items.ts';
import { conflicts } from './steps/change/0025-conflicts.ts';
import { hands } from './steps/change/0029-hands.ts';
import { changeTemplates } from './steps/change/0030-change-templates.ts';
import { riskQuestionnaires } from './steps/change/0031-risk-questionnaires.ts';
import { meetings } from './steps/change/0032-meetings.ts';
import { changesAtWork } from './steps/change/0033-changes-at-work.ts';
import { runbooks } from './steps/runs/0034-runbooks.ts';
import { actions } from './steps/actions/0035-actions.ts';
import { drills } from './steps/runs/0036-drills.ts';
import { casesInOrder } from './steps/lists/0037-cases-in-order.ts';
import { piecesOfNumbers } from './steps/lists/0041-pieces-of-numbers.ts';
import { skills } from './steps/dispatch/0043-skills.ts';
import { dutyRosters } from './steps/dispatch/0044-duty-rosters.ts';
import { zones } from './steps/dispatch/0045-zones.ts';
import { files } from './steps/files/0046-files.ts';
import { documents } from './steps/documents/0047-documents.ts';
import { workOrders } from './steps/dispatch/0048-work-orders.ts';
import { checklists } from './steps/inspections/0050-checklists.ts';
import { inspectionPlans } from './steps/inspections/0051-inspection-plans.ts';
import { inspectionSlots } from './steps/inspections/0052-inspection-slots.ts';
import { readings } from './steps/inspections/0057-readings.ts';
import { planProposals } from './steps/inspections/0058-plan-proposals.ts';
import { returnedParts } from './steps/items/0059-returned-parts.ts';
import { archives } from './steps/archives/0053-archives.ts';
import { figureRows } from './steps/figures/0060-figure-rows.ts';
import { serviceReports } from './steps/figures/0061-service-reports.ts';
import { indicators } from './steps/figures/0062-indicators.ts';
import { firstIndicators } from './steps/figures/0063-shipped-indicators.ts';
import { appraisals } from './steps/appraisals/0065-appraisals.ts';
import { consoleStores } from './steps/console/0066-console.ts';
import { sharedRegisters } from './steps/shared/0068-shared-registers.ts';
import { ownUse } from './steps/shared/0069-own-use.ts';
import { recentCases } from './steps/shared/0070-recent-cases.ts';
import { tagsAndTime } from './steps/work/0071-tags-and-time.ts';
import { rowsWithTime } from './steps/work/0072-rows-with-time.ts';
import { endings } from './steps/figures/0074-endings.ts';
import { talliesInOrder } from './steps/figures/0075-tallies-in-order.ts';
import { votes } from './steps/change/0079-votes.ts';
import { rowsOfDrills } from './steps/figures/0080-rows-of-drills.ts';
import { firstPoliciesOf } from './first-policies.ts';
import { firstTemplates } from './first-templates.ts';
import { allDone, markDone } from './done.ts';
import { takeLock } from './lock.ts';
import type { Migration, MigrationContext } from './migration.ts';

const migrations: readonly Migration[] = [
  indexes,
  registers,
  sampleOrganisation,
  editing,
  deliveries,
  registerVersions,
  webhookBodies,
  firstVersions,
  unreadNotices,
  auditHeads,
  commits,
  groupedEvents,
  wakeUps,
  noIndexOfParents,
  auditTrail,
  signedRegisters,
  signedHistories,
  webhookDeliveries,
  words,
  doors,
  approvalPolicies,
  items,
  conflicts,
  hands,
  changeTemplates,
  riskQuestionnaires,
  meetings,
  changesAtWork,
  runbooks,
  actions,
  drills,
  casesInOrder,
  piecesOfNumbers,
  skills,
  dutyRosters,
  zones,
  files,
  documents,
  workOrders,
  checklists,
  inspectionPlans,
  inspectionSlots,
  archives,
  readings,
  planProposals,
  returnedParts,
  figureRows,
  serviceReports,
  indicators,
  firstIndicators,
  appraisals,
  consoleStores,
  sharedRegisters,
  ownUse,
  recentCases,
  tagsAndTime,
  rowsWithTime,
  endings,
  talliesInOrder,
  votes,
  rowsOfDrills,
  ...firstPoliciesOf(Object.keys(processes)),
  ...firstTemplates,
];
const LIMIT_MS: Millis = 120_000;

/**
 * Brings the database to what this version needs; several processes may start at once. Returns the ids that this call
 * ran. Throws when sample accounts are found outside the embedded start: such a database must not serve anybody.
 */
export async function runMigrations(
  db: Connection,
  context: Omit<MigrationContext, 'now' | 'check'>,
): Promise<string[]> {
  if (!context.embedded && (await personOf(db).exists({ sample: true })))
    throw new Error('this database holds the sample accounts of an embedded start');
  const missing = () => missingOf(db, context);
  if ((await missing()).length === 0) return [];
  const lock = await takeLock(db, {
    holder: randomUUID(),
    limitMs: LIMIT_MS,
    done: async () => (await missing()).length === 0,
  });
  if (!lock) return [];
  try {
    const ran: string[] = [];
    for (const migration of await missing()) {
      lock.check();
      await migration.run(db, { ...context, now: Date.now(), check: lock.check });
      lock.check();
      await markDone(db, migration);
      ran.push(migration.id);
    }
    return ran;
  } finally {
    await lock.release();
  }
}

/** Ids of the migrations that this version needs and that have not run. */
export const missingMigrations = async (db: Connection, wish: { embedded: boolean }): Promise<string[]> =>
  (await missingOf(db, wish)).map(({ id }) => id);

async function missingOf(db: Connection, { embedded }: { embedded: boolean }): Promise<Migration[]> {
  const done = await allDone(db);
  return migrations.filter(({ id, embeddedOnly }) => (embedded || !embeddedOnly) && !done.has(id));
}
