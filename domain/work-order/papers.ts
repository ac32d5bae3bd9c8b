/** What a work order must have once it has ended: the customer's signature. */
import type { PapersOf } from '../papers/model.ts';
import type { WorkOrder } from './state.ts';

export const workOrderPapers: PapersOf<WorkOrder> = {
  process: 'work-order',
  papers: ({ status, unsigned, crew }) =>
    status === 'closed' ? [{ key: 'signed-work-order', isThere: !unsigned, person: crew[0] }] : [],
};
