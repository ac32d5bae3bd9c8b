/** Saved views, canned answers and case templates; below `npm start` those of the sample organisation. */
import { addEntries } from '../../../registers/add-missing.ts';
import { cannedAnswerOf, caseTemplateOf, savedViewOf } from '../../../registers/shared/kept.ts';
import type { Migration } from '../../migration.ts';
import { cannedAnswers, caseTemplates, savedViews } from '../../seeds/sample-shared.ts';

export const sharedRegisters: Migration = {
  id: '0068',
  name: 'shared-registers',
  run: async (db, { embedded }) => {
    for (const register of [savedViewOf(db), cannedAnswerOf(db), caseTemplateOf(db)]) {
      await register.createCollection();
      await register.createIndexes();
    }
    if (!embedded) return;
    await addEntries(db, 'views', savedViews);
    await addEntries(db, 'canned-answers', cannedAnswers);
    await addEntries(db, 'case-templates', caseTemplates);
  },
};
