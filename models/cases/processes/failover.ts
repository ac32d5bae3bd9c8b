/** A failover's own fields beside those of every case. */
import { failoverFields } from '../../../domain/failover/fields.ts';
import { ownModelOf, storeOf } from './own-fields.ts';

const fields = storeOf(failoverFields);

export const failoverOf = ownModelOf('Failover', 'failover', fields);
