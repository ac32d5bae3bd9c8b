/** An incident's own fields beside those of every case. */
import type { Connection } from 'mongoose';
import { ENOUGH } from '../../../domain/incident/faults.ts';
import { incidentFields } from '../../../domain/incident/fields.ts';
import type { Fault as MaintenanceFault } from '../../../domain/inspection/proposing/shapes.ts';
import type { Millis, Mode, OrgPath, StoredCase } from '../../../domain/kernel/process.ts';
import { ownModelOf, storeOf } from './own-fields.ts';

const fields = storeOf(incidentFields)
  .index({ priority: 1, status: 1, dueAt: 1, _id: 1 })
  .index({ tier: 1, status: 1, dueAt: 1, _id: 1 })
  .index({ item: 1, category: 1, openedAt: -1 }, { partialFilterExpression: { item: { $exists: true } } })
  .index(
    { orgLine: 1, application: 1, causeCode: 1, openedAt: -1 },
    { partialFilterExpression: { causeCode: { $exists: true } } },
  );

export const incidentOf = ownModelOf('Incident', 'incident', fields);

/** What a rule about repeated faults compares; what is absent is not compared and counts nothing. */
export type Fault = {
  caseId: string;
  since: Millis;
  branch: OrgPath;
  category?: string | undefined;
  causeCode?: string | undefined;
  item?: string | undefined;
  application?: string | undefined;
};

/** Other incidents opened since, children left out, since their parent is the fault: with the same item and category, and with the same application and cause in the branch. */
export async function countRepeats(db: Connection, fault: Fault): Promise<{ sameItem: number; sameCause: number }> {
  const { caseId, since, branch, category, causeCode, item, application } = fault;
  const others = { _id: { $ne: caseId }, mode: 'live', openedAt: { $gte: since }, parent: { $exists: false } } as const;
  const count = (filter: object) => incidentOf(db).countDocuments({ ...others, ...filter }, { limit: ENOUGH });
  const [sameItem, sameCause] = await Promise.all([
    item === undefined || category === undefined ? 0 : count({ item, category }),
    application === undefined || causeCode === undefined ? 0 : count({ orgLine: branch, application, causeCode }),
  ]);
  return { sameItem, sameCause };
}

const MOST_NAMED = 20;
/** Incidents of an application opened since at these organisations or below, children and canceled ones left out; `grave`: numbers of those of priority 1 or 2 that are open. */
export async function incidentsSince(
  db: Connection,
  of: { since: Millis; application: string; organisations: readonly OrgPath[]; mode: Mode },
): Promise<{ count: number; grave: string[] }> {
  const { since, application, organisations, mode } = of;
  const filter = {
    mode,
    application,
    openedAt: { $gte: since },
    orgLine: { $in: organisations },
    parent: { $exists: false },
    status: { $ne: 'canceled' },
  };
  const grave = { ...filter, priority: { $in: ['P1', 'P2'] }, status: { $nin: ['closed', 'canceled'] } };
  const [count, open] = await Promise.all([
    incidentOf(db).countDocuments(filter),
    incidentOf(db).find(grave, { _id: 1 }).sort({ _id: 1 }).limit(MOST_NAMED).lean<{ _id: string }[]>(),
  ]);
  return { count, grave: open.map(({ _id }) => _id) };
}

const MOST_FAULTS = 5_000;
type Asked = { orgPath: OrgPath; from: Millis; until: Millis };
/** Live incidents of an organisation and all below that were opened in `[from, until)`, children and canceled ones left out; the last 5,000. */
export async function faultsAt(db: Connection, { orgPath, from, until }: Asked): Promise<MaintenanceFault[]> {
  const found = await incidentOf(db)
    .find(
      {
        orgLine: orgPath,
        mode: 'live',
        openedAt: { $gte: from, $lt: until },
        parent: { $exists: false },
        status: { $ne: 'canceled' },
      },
      { openedAt: 1, 'parties.unit': 1, item: 1, causeCode: 1 },
    )
    .sort({ openedAt: -1 })
    .limit(MOST_FAULTS)
    .lean<(StoredCase & { item?: string; causeCode?: string })[]>();
  return found.flatMap(({ _id: number, openedAt: at, parties: { unit }, item, causeCode: cause }) =>
    unit === undefined
      ? []
      : [{ number, at, unit, ...(item === undefined ? {} : { item }), ...(cause === undefined ? {} : { cause }) }],
  );
}
