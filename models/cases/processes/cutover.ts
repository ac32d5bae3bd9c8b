/** A cutover's own fields beside those of every case. */
import { cutoverFields } from '../../../domain/cutover/fields.ts';
import { ownModelOf, storeOf } from './own-fields.ts';

const fields = storeOf(cutoverFields);

export const cutoverOf = ownModelOf('Cutover', 'cutover', fields);
