/** A release's own fields beside those of every case. */
import { releaseFields } from '../../../domain/release/fields.ts';
import { ownModelOf, storeOf } from './own-fields.ts';

const fields = storeOf(releaseFields);

export const releaseOf = ownModelOf('Release', 'release', fields);
