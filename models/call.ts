/** A call's own fields beside those of every case. */
import { Schema } from 'mongoose';
import type { CallFields } from '../domain/call/contract.ts';
import { ownFields, ownModelOf } from './own-fields.ts';

const fields = ownFields<CallFields>({
  channel: String,
  description: String,
  contact: String,
  category: String,
  solution: String,
  outcome: String,
  incident: String,
  followUpOf: String,
  externalRef: String,
  cancelReason: String,
  rating: Number,
  urged: Boolean,
  supervised: Boolean,
  counts: Schema.Types.Mixed,
})
  // Likely duplicates: same application and branch, of late.
  .index({ application: 1, orgPath: 1, openedAt: -1, _id: -1 });

export const callOf = ownModelOf('Call', 'call', fields);
