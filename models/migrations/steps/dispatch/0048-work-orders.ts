/** Work orders by those who go. */
import { createWorkOrderIndexes } from '../../../cases/processes/work-order.ts';
import type { Migration } from '../../migration.ts';

export const workOrders: Migration = {
  id: '0048',
  name: 'work-orders',
  run: createWorkOrderIndexes,
};
