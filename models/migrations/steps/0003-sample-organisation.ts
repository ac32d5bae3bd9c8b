/** The sample organisation, below `npm start` only: no production database ever holds one of its accounts. */
import { applicationOf } from '../../registers/application.ts';
import { organisationOf } from '../../registers/organisation.ts';
import { personOf } from '../../registers/person.ts';
import { teamOf } from '../../registers/team.ts';
import { addMissing } from '../add-missing.ts';
import type { Migration } from '../migration.ts';
import { applications, organisations, people, teams } from '../seeds/sample.ts';

export const sampleOrganisation: Migration = {
  id: '0003',
  name: 'sample organisation',
  embeddedOnly: true,
  run: async (db, { now, hashPassword, samplePassword }) => {
    await addMissing(applicationOf(db), applications);
    await addMissing(organisationOf(db), organisations);
    await addMissing(teamOf(db), teams);
    const accounts = people.map(({ _id, name, grants }) => ({ id: _id, name, grants }));
    const password = await hashPassword(await samplePassword(accounts));
    await addMissing(
      personOf(db),
      people.map((person) => ({ ...person, password, changedAt: now })),
    );
  },
};
