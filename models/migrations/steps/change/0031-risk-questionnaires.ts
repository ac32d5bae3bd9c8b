/** The register of risk questionnaires; everywhere with the one that was asked before there was a register. */
import { SHIPPED } from '../../../../domain/change/risk.ts';
import { addVersions } from '../../../registers/add-missing.ts';
import { riskQuestionnaireOf } from '../../../registers/changes/risk-questionnaire.ts';
import type { Migration } from '../../migration.ts';

export const riskQuestionnaires: Migration = {
  id: '0031',
  name: 'risk-questionnaires',
  run: async (db, { now }) => {
    await riskQuestionnaireOf(db).createCollection();
    await riskQuestionnaireOf(db).createIndexes();
    const first = {
      _id: 'change-risk@1',
      riskQuestionnaire: 'change-risk',
      version: 1,
      name: '变更风险问卷',
      organisations: [],
      ...SHIPPED,
      note: '随产品提供',
      publishedAt: now,
      publishedBy: 'system',
    };
    await addVersions(db, 'risk-questionnaires', [first]);
  },
};
