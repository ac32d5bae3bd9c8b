/** An incident's own fields beside those of every case. */
import { type Connection, Schema } from 'mongoose';
import type { IncidentFields } from '../domain/incident/contract.ts';
import type { Millis, OrgPath } from '../domain/kernel/process.ts';
import { ownFields, ownModelOf } from './own-fields.ts';

const { Mixed } = Schema.Types;
const fields = ownFields<IncidentFields>({
  channel: String,
  description: String,
  contact: String,
  call: String,
  followUpOf: String,
  category: String,
  item: String,
  impact: String,
  urgency: String,
  accepted: Boolean,
  hold: Mixed,
  major: Boolean,
  majorProposed: Boolean,
  solution: String,
  causeCode: String,
  resolvedBy: String,
  confirmed: Boolean,
  reportState: String,
  onsite: String,
  parent: String,
  mergedInto: String,
  rating: Number,
  breached: Boolean,
  urged: Boolean,
  supervised: Boolean,
  counts: Mixed,
})
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

/** More than any rule asks for is not counted. */
const ENOUGH = 10;

/** Other incidents opened since: with the same item and category, and with the same application and cause in the branch. */
export async function countRepeats(db: Connection, fault: Fault): Promise<{ sameItem: number; sameCause: number }> {
  const { caseId, since, branch, category, causeCode, item, application } = fault;
  const others = { _id: { $ne: caseId }, mode: 'live', openedAt: { $gte: since } } as const;
  const count = (filter: object) => incidentOf(db).countDocuments({ ...others, ...filter }, { limit: ENOUGH });
  const [sameItem, sameCause] = await Promise.all([
    item === undefined || category === undefined ? 0 : count({ item, category }),
    application === undefined || causeCode === undefined ? 0 : count({ orgLine: branch, application, causeCode }),
  ]);
  return { sameItem, sameCause };
}
