/** The register of schemes, the lists behind frozen figures, and the periods that were opened; below `npm start` a sample scheme. */
import { appraisalListOf, listChunkOf } from '../../../appraisals/list.ts';
import { appraisalPeriodOf } from '../../../appraisals/period.ts';
import { addVersions } from '../../../registers/add-missing.ts';
import { schemeOf } from '../../../registers/appraisals/scheme.ts';
import type { Migration } from '../../migration.ts';
import { schemes as samples } from '../../seeds/sample-schemes.ts';

export const appraisals: Migration = {
  id: '0065',
  name: 'appraisals',
  run: async (db, { embedded, now }) => {
    for (const modelOn of [schemeOf, appraisalListOf, listChunkOf, appraisalPeriodOf]) {
      await modelOn(db).createCollection();
      await modelOn(db).createIndexes();
    }
    if (embedded) await addVersions(db, 'appraisal-schemes', samples(now));
  },
};
