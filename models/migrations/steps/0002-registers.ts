/** The registers that every installation needs: calendars, policies as shipped, priority matrix, categories, causes. */
import { catalogue } from '../../../domain/catalogue.ts';
import type { Migration } from '../migration.ts';
import { calendars } from '../seeds/calendars.ts';
import { policies } from '../seeds/policies.ts';
import { categories, causeCodes, priorities } from '../seeds/reference.ts';
import { addEntries, addVersions } from '../../registers/add-missing.ts';

export const registers: Migration = {
  id: '0002',
  name: 'registers',
  run: async (db, { compile, now, embedded }) => {
    const published = { publishedAt: now, publishedBy: 'system' };
    await addVersions(
      db,
      'calendars',
      calendars.map(({ id, version, ...source }) => ({
        _id: `${id}@${version}`,
        calendar: id,
        version,
        name: source.name,
        snapshot: compile({ id, version, ...source }),
        source,
        ...published,
      })),
    );
    await addVersions(
      db,
      'policies',
      policies(catalogue, { sample: embedded }).map((policy) => ({ ...policy, ...published })),
    );
    await addVersions(db, 'matrices', [
      { _id: 'priority@1', matrix: 'priority', version: 1, priorities, ...published },
    ]);
    await addEntries(db, 'categories', categories);
    await addEntries(db, 'cause-codes', causeCodes);
  },
};
