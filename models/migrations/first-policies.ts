/** The policy as shipped of each process that came after 0002, for stores that were there before it. */
import { catalogue } from '../../domain/catalogue.ts';
import { addVersions } from '../registers/add-missing.ts';
import type { Migration } from './migration.ts';
import { policies } from './seeds/policies.ts';

/** What 0002 brought wherever it has run. */
const WITH_0002: readonly string[] = ['call', 'incident'];

const ofProcess = (key: string): Migration => ({
  id: `policy-${key}`,
  name: `first policy of ${key}`,
  run: async (db, { now, embedded }) => {
    const own = policies(catalogue, { sample: embedded }).filter(({ process }) => process === key);
    await addVersions(
      db,
      'policies',
      own.map((policy) => ({ ...policy, publishedAt: now, publishedBy: 'system' })),
    );
  },
});

/** One for each of these processes. */
export const firstPoliciesOf = (processes: readonly string[]): Migration[] =>
  processes.filter((key) => !WITH_0002.includes(key)).map(ofProcess);
