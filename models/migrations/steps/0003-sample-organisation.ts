/** The sample organisation, below `npm start` only: no production database ever holds one of its accounts. */
import { addEntries } from '../../registers/add-missing.ts';
import type { Migration } from '../migration.ts';
import { applications, organisations, people, teams } from '../seeds/sample.ts';

export const sampleOrganisation: Migration = {
  id: '0003',
  name: 'sample organisation',
  embeddedOnly: true,
  run: async (db, { now, hashPassword, samplePassword }) => {
    await addEntries(db, 'applications', applications);
    await addEntries(db, 'organisations', organisations);
    await addEntries(db, 'teams', teams);
    const accounts = people.map(({ _id, name, grants }) => ({ id: _id, name, grants }));
    const password = await hashPassword(await samplePassword(accounts));
    await addEntries(
      db,
      'people',
      // `.example` is reserved: no such address can belong to anybody
      people.map((person) => ({ ...person, email: `${person._id}@dongxing.example`, password, changedAt: now })),
    );
  },
};
