/** A change's own fields beside those of every case. */
import { changeFields } from '../../../domain/change/fields.ts';
import { ownModelOf, storeOf } from './own-fields.ts';

const fields = storeOf(changeFields);

export const changeOf = ownModelOf('Change', 'change', fields);
