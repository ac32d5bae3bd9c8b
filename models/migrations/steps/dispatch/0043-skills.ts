/** Skills and qualifications; below `npm start` those of the sample organisation. */
import { addEntries } from '../../../registers/add-missing.ts';
import { qualificationOf } from '../../../registers/dispatch/qualification.ts';
import { skillOf } from '../../../registers/dispatch/skill.ts';
import type { Migration } from '../../migration.ts';
import { qualifications, skills as sampleSkills } from '../../seeds/sample-dispatch.ts';

export const skills: Migration = {
  id: '0043',
  name: 'skills',
  run: async (db, { embedded, now }) => {
    for (const modelOn of [skillOf, qualificationOf]) {
      await modelOn(db).createCollection();
      await modelOn(db).createIndexes();
    }
    if (!embedded) return;
    await addEntries(db, 'skills', sampleSkills);
    await addEntries(db, 'qualifications', qualifications(now));
  },
};
