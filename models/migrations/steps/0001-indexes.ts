/** Collections and indexes of everything that is stored. */
import type { Connection, Model } from 'mongoose';
import { apiKeyOf } from '../../access/api-key.ts';
import { applicationOf } from '../../registers/application.ts';
import { auditOf } from '../../access/audit.ts';
import { calendarOf } from '../../registers/calendar.ts';
import { caseOf } from '../../cases/case.ts';
import { categoryOf } from '../../registers/category.ts';
import { causeCodeOf } from '../../registers/cause-code.ts';
import { historyOf } from '../../cases/history.ts';
import { ofProcesses } from '../../cases/processes/all.ts';
import { matrixOf } from '../../registers/priority-matrix.ts';
import { noticeOf } from '../../notices/notice.ts';
import { counterOf, numberRecords } from '../../cases/number.ts';
import { organisationOf } from '../../registers/organisation.ts';
import { personOf } from '../../registers/person.ts';
import { policyOf } from '../../registers/policy.ts';
import { sessionOf } from '../../access/session.ts';
import { signInFailuresOf } from '../../access/sign-in.ts';
import { teamOf } from '../../registers/team.ts';
import type { Migration } from '../migration.ts';

type Built = Pick<Model<unknown>, 'createCollection' | 'createIndexes'>;

/** Every model with indexes of its own; processes' own documents after the collection that they share. */
const models: readonly ((db: Connection) => Built)[] = [
  apiKeyOf,
  applicationOf,
  auditOf,
  calendarOf,
  caseOf,
  ...Object.values(ofProcesses),
  categoryOf,
  causeCodeOf,
  counterOf,
  historyOf,
  matrixOf,
  noticeOf,
  numberRecords,
  organisationOf,
  personOf,
  policyOf,
  sessionOf,
  signInFailuresOf,
  teamOf,
];

export const indexes: Migration = {
  id: '0001',
  name: 'indexes',
  run: async (db) => {
    for (const modelOn of models) {
      const model = modelOn(db);
      await model.createCollection();
      await model.createIndexes();
    }
  },
};
