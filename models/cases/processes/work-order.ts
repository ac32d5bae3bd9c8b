/** A work order's own fields beside those of every case. */
import { workOrderFields } from '../../../domain/work-order/fields.ts';
import { ownModelOf, storeOf } from './own-fields.ts';

const fields = storeOf(workOrderFields);

export const workOrderOf = ownModelOf('WorkOrder', 'work-order', fields);
