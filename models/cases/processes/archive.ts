/** A monthly archive's own fields beside those of every case. */
import { archiveFields } from '../../../domain/archive/fields.ts';
import { ownModelOf, storeOf } from './own-fields.ts';

const fields = storeOf(archiveFields);

export const archiveOf = ownModelOf('Archive', 'archive', fields);
