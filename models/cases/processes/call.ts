/** A call's own fields beside those of every case. */
import { callFields } from '../../../domain/call/fields.ts';
import { ownModelOf, storeOf } from './own-fields.ts';

const fields = storeOf(callFields)
  // Likely duplicates: same application and branch, of late.
  .index({ application: 1, orgPath: 1, openedAt: -1, _id: -1 });

export const callOf = ownModelOf('Call', 'call', fields);
