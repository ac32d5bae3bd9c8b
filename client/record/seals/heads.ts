/** Where the chains stand that went on since an instant; only what a majority of the database has, so that nothing sealed is rolled back. */
import type { Connection } from 'mongoose';
import type { Commit, Millis } from '../../../domain/kernel/process.ts';
import { auditHeadsSince } from '../../../models/access/audit.ts';
import { commitOf } from '../../../models/cases/commit.ts';
import type { Mac } from '../../../models/store/record-key.ts';
import { linkText, type RecordKey, recordKeyOf } from '../../../models/store/record-key.ts';
import type { SealBody, SealedHead, SealedKind } from '../../../models/store/seal.ts';
import { versionHeadsSince } from './version-heads.ts';

/** A head that the product did not sign: it is not sealed. */
export type UnsoundHead = { chain: string; seq: number };
export type Heads = { heads: Record<SealedKind, SealedHead[]>; unsound: UnsoundHead[] };

type CaseHead = { first: number; events: number; hash: string } & Mac;

/** Changes nothing. Throws when MongoDB is away, or has no majority. */
export async function headsSince(db: Connection, since: Millis): Promise<Heads> {
  const key = recordKeyOf(db);
  const unsound: UnsoundHead[] = [];
  const sound = <T>(found: readonly T[], linkOf: (one: T) => Link): SealedHead[] =>
    found.flatMap((one) => {
      const { chain, seq, last = seq, hash, mac } = linkOf(one);
      if (holds(key, linkText(chain, { seq, hash }), mac)) return [[chain, last, hash] as const];
      unsound.push({ chain, seq });
      return [];
    });
  const [cases, audit, registers] = await Promise.all([
    caseHeads(db, since),
    auditHeadsSince(db, since),
    versionHeadsSince(db, since),
  ]);
  return {
    heads: {
      cases: sound(cases, ({ _id, head: { first, events, hash, ...mac } }) => ({
        chain: _id,
        seq: first,
        last: first + events - 1,
        hash,
        mac,
      })),
      audit: sound(audit, ({ node, seq, hash, ...mac }) => ({ chain: node, seq, hash, mac })),
      registers: sound(registers, ({ chain, seq, hash, ...mac }) => ({ chain, seq, hash, mac })),
    },
    unsound,
  };
}

/** `seq`: what the MAC names; `last`: the last event, where that is another. */
type Link = { chain: string; seq: number; last?: number; hash: string; mac: Partial<Mac> };

const holds = (key: RecordKey, text: string, mac: Partial<Mac>): boolean => key.check(text, mac) === 'holds';

/** What somebody put there without any is unsound, and keeps nothing else from being sealed. */
const EVENTS = { $cond: [{ $isArray: '$events' }, { $size: '$events' }, 0] };

const caseHeads = (db: Connection, since: Millis): Promise<{ _id: string; head: CaseHead }[]> =>
  commitOf(db)
    .aggregate<{ _id: string; head: CaseHead }>(
      [
        { $match: { at: { $gte: since }, caseId: { $type: 'string' } } },
        {
          $group: {
            _id: '$caseId',
            // an object is compared field by field, so the newest commit is the greatest
            head: {
              $max: { first: '$seq', events: EVENTS, hash: '$hash', mac: '$mac', keyId: '$keyId' },
            },
          },
        },
        { $sort: { _id: 1 } },
      ],
      { allowDiskUse: true },
    )
    .read('primary')
    .readConcern('majority')
    .exec();

/** Months that were archived since, as the signed record of each archive says it. */
export const archivesSince = (db: Connection, since: Millis): Promise<NonNullable<SealBody['archives']>> =>
  namedSince(db, since, {
    process: 'archive',
    type: 'archive.archived',
    hashIn: (data) => ('manifestHash' in data ? data.manifestHash : undefined),
  });

/** Lists of cases that were frozen since, as the signed record of each appraisal says it. */
export const listsSince = (db: Connection, since: Millis): Promise<NonNullable<SealBody['lists']>> =>
  namedSince(db, since, {
    process: 'appraisal',
    type: 'appraisal.frozen',
    hashIn: (data) =>
      'list' in data && typeof data.list === 'object' && data.list !== null && 'hash' in data.list
        ? data.list.hash
        : undefined,
  });

type Naming = { process: string; type: string; hashIn: (data: object) => unknown };
/** What live cases of a process named since by the events of a type, each with the hash that it says. */
async function namedSince(
  db: Connection,
  since: Millis,
  { process, type: name, hashIn }: Naming,
): Promise<(readonly [caseId: string, hash: string])[]> {
  const key = recordKeyOf(db);
  const commits = await commitOf(db)
    .find({ at: { $gte: since }, process, 'events.type': name, mode: 'live' })
    .sort({ _id: 1 })
    .read('primary')
    .readConcern('majority')
    .lean<Commit[]>();
  return commits
    .filter(({ caseId, seq, hash, mac, keyId }) => holds(key, linkText(caseId, { seq, hash }), { mac, keyId }))
    .flatMap(({ caseId, events }) =>
      events.flatMap(({ type, data }) => {
        const hash = type === name ? hashIn(data) : undefined;
        return typeof hash === 'string' ? [[caseId, hash] as const] : [];
      }),
    );
}
