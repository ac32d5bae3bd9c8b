/** A rectification's own fields beside those of every case. */
import { rectificationFields } from '../../../domain/rectification/fields.ts';
import { ownModelOf, storeOf } from './own-fields.ts';

const fields = storeOf(rectificationFields);

export const rectificationOf = ownModelOf('Rectification', 'rectification', fields);
