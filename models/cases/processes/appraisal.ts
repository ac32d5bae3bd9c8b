/** An appraisal's own fields beside those of every case. */
import { appraisalFields } from '../../../domain/appraisal/fields.ts';
import { ownModelOf, storeOf } from './own-fields.ts';

const fields = storeOf(appraisalFields);

export const appraisalOf = ownModelOf('Appraisal', 'appraisal', fields);
