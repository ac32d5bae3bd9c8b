/** An inspection's own fields beside those of every case. */
import { inspectionFields } from '../../../domain/inspection/fields.ts';
import { ownModelOf, storeOf } from './own-fields.ts';

const fields = storeOf(inspectionFields);

export const inspectionOf = ownModelOf('Inspection', 'inspection', fields);
