/** What a work order must have once it has ended: the customer's signature. */
import type { PapersOf } from './model.ts';
import type { WorkOrder } from '../work-order/state.ts';

export const workOrderPapers: PapersOf<WorkOrder> = {
  process: 'work-order',
  papers: ({ status, unsigned, crew }) =>
    status === 'closed' ? [{ key: 'signed-work-order', isThere: !unsigned, person: crew[0] }] : [],
};
