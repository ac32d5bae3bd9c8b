/** What runs need beside the sample organisation: an engineer of a city, people and items of their own, and gates that open soon. */
import type { Connection } from 'mongoose';
import { makePeople } from '../../commands/replay/accounts.ts';
import type { Post } from '../../commands/replay/posts.ts';
import { releaseClocks } from '../../domain/release/clocks.ts';
import { addEntries, addVersions } from '../../models/registers/add-missing.ts';
import type { Policy } from '../../models/registers/policy.ts';
import { itemOf } from './players.ts';
import { ENGINEER, RELEASE_UNIT } from './run-releases.ts';
import type { Cast } from './stories.ts';

/** Behind a wave the version is watched, as shipped for a business day. */
const SOON = [{ ms: 500, calendar: 'always' }] as const;
const postOf = (role: Post['role'], unit: Post['unit']): Post => ({ unit, role, teams: new Set() });

/** Of the n-th run that is played beside others; `at`: how instants are written. */
export const runCast = (n: number, at: Cast['at']): Cast => ({
  raiser: 'eng-donghu-1',
  doer: `story-run-doer-${n}`,
  item: `story-run-item-${n}`,
  at,
});

export async function setRunStage(db: Connection, casts: readonly Cast[]): Promise<void> {
  // Who carries a change out is only named: of a role that nobody else is told by.
  const posts = new Map<string, Post>(casts.map(({ doer }) => [doer, postOf('coordinator', '/dx')]));
  await makePeople(db, posts.set(ENGINEER, postOf('engineer', RELEASE_UNIT)));
  await addEntries(
    db,
    'items',
    casts.map(({ item }) => itemOf(item)),
  );
  await addVersions(db, 'policies', [soonLetOn(Date.now())]);
}

const soonLetOn = (now: number): Policy => ({
  _id: 'story-release@1',
  policy: 'story-release',
  version: 1,
  process: 'release',
  name: 'Gates that open soon',
  organisations: [RELEASE_UNIT],
  calendars: { service: 'cn-5x8', vendor: 'cn-5x8' },
  clocks: Object.fromEntries(
    Object.entries(releaseClocks).map(([key, clock]) => [key, key === 'soak' ? { ...clock, targets: SOON } : clock]),
  ),
  terms: {},
  publishedAt: now,
  publishedBy: 'system',
});
