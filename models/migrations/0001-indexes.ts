/** Collections and indexes of everything that is stored. */
import type { Connection, Model } from 'mongoose';
import { apiKeyOf } from '../api-key.ts';
import { applicationOf } from '../application.ts';
import { auditOf } from '../audit.ts';
import { calendarOf } from '../calendar.ts';
import { callOf } from '../call.ts';
import { caseOf } from '../case.ts';
import { categoryOf } from '../category.ts';
import { causeCodeOf } from '../cause-code.ts';
import { historyOf } from '../history.ts';
import { incidentOf } from '../incident.ts';
import { matrixOf } from '../matrix.ts';
import { noticeOf } from '../notice.ts';
import { counterOf, numberOf } from '../number.ts';
import { organisationOf } from '../organisation.ts';
import { personOf } from '../person.ts';
import { policyOf } from '../policy.ts';
import { sessionOf } from '../session.ts';
import { signInFailuresOf } from '../sign-in.ts';
import { teamOf } from '../team.ts';
import type { Migration } from './migration.ts';

type Built = Pick<Model<unknown>, 'createCollection' | 'createIndexes'>;

/** Every model with indexes of its own; processes' own documents after the collection that they share. */
const models: readonly ((db: Connection) => Built)[] = [
  apiKeyOf,
  applicationOf,
  auditOf,
  calendarOf,
  caseOf,
  callOf,
  incidentOf,
  categoryOf,
  causeCodeOf,
  counterOf,
  historyOf,
  matrixOf,
  noticeOf,
  numberOf,
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
