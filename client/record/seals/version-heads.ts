/** Versions of registers that were written since an instant, as links: `policies/incident`, 3. */
import type { Connection } from 'mongoose';
import type { Millis } from '../../../domain/kernel/process.ts';
import type { Mac } from '../../../models/store/record-key.ts';

type VersionHead = { chain: string; seq: number; hash: string } & Mac;
type Row = { _id: string; version: number; hash: string } & Mac;

/** Collection → the field that says when a version was written. */
const WRITTEN = {
  'approval-policies': 'publishedAt',
  calendars: 'publishedAt',
  'change-templates': 'publishedAt',
  checklists: 'publishedAt',
  'appraisal-schemes': 'publishedAt',
  contracts: 'publishedAt',
  'document-templates': 'publishedAt',
  freezes: 'publishedAt',
  indicators: 'publishedAt',
  matrices: 'publishedAt',
  policies: 'publishedAt',
  'register-versions': 'at',
  'risk-questionnaires': 'publishedAt',
  runbooks: 'publishedAt',
} as const;

/** `policies/incident` of `incident@3`; the rows of plain registers name theirs themselves. */
export const chainOf = (collection: string, id: string): string => {
  const entry = id.slice(0, id.lastIndexOf('@'));
  return collection === 'register-versions' ? entry : `${collection}/${entry}`;
};

/** By chain and version. */
export async function versionHeadsSince(db: Connection, since: Millis): Promise<VersionHead[]> {
  const found = await Promise.all(
    Object.entries(WRITTEN).map(async ([collection, at]) => {
      const rows = db
        .collection<Row>(collection)
        .find(
          { [at]: { $gte: since }, hash: { $exists: true } },
          { projection: { version: 1, hash: 1, mac: 1, keyId: 1 }, readPreference: 'primary' },
        )
        .withReadConcern({ level: 'majority' });
      return (await rows.toArray()).map(({ _id, version, ...link }) => ({
        chain: chainOf(collection, _id),
        seq: version,
        ...link,
      }));
    }),
  );
  return found.flat().toSorted((a, b) => (a.chain === b.chain ? a.seq - b.seq : a.chain < b.chain ? -1 : 1));
}
