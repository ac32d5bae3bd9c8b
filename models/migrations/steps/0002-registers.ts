/** The registers that every installation needs: calendars, policies as shipped, priority matrix, categories, causes. */
import { catalogue } from '../../../domain/catalogue.ts';
import { calendarOf } from '../../registers/calendar.ts';
import { categoryOf } from '../../registers/category.ts';
import { causeCodeOf } from '../../registers/cause-code.ts';
import { matrixOf } from '../../registers/matrix.ts';
import { policyOf } from '../../registers/policy.ts';
import type { Migration } from '../migration.ts';
import { calendars } from '../seeds/calendars.ts';
import { policies } from '../seeds/policies.ts';
import { categories, causeCodes, priorities } from '../seeds/reference.ts';
import { addMissing } from '../add-missing.ts';

export const registers: Migration = {
  id: '0002',
  name: 'registers',
  run: async (db, { compile, now, embedded }) => {
    const published = { publishedAt: now, publishedBy: 'system' };
    await addMissing(
      calendarOf(db),
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
    await addMissing(
      policyOf(db),
      policies(catalogue, { sample: embedded }).map((policy) => ({ ...policy, ...published })),
    );
    await addMissing(matrixOf(db), [{ _id: 'priority@1', matrix: 'priority', version: 1, priorities, ...published }]);
    await addMissing(categoryOf(db), categories);
    await addMissing(causeCodeOf(db), causeCodes);
  },
};
