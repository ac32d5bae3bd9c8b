/** An incident's own fields beside those of every case. */
import { ownFields, ownModelOf } from './own-fields.ts';

const fields = ownFields({
  major: Boolean,
  parent: String,
  holdReason: String,
  category: String,
})
  .index({ priority: 1, status: 1, dueAt: 1, _id: 1 })
  .index({ tier: 1, status: 1, dueAt: 1, _id: 1 })
  .index({ parent: 1, _id: 1 }, { partialFilterExpression: { parent: { $exists: true } } });

export const incidentOf = ownModelOf('Incident', 'incident', fields);
