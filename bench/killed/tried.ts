/** Runs that `npm run kill -- --runs` has killed, and how it tells of them. */
import type { PartName } from '../product.ts';
import type { Played } from '../stories/players.ts';
import { nameOf, type RunStory } from '../stories/run-stories.ts';
import type { Place } from './brake.ts';
import type { CameTo } from './came-to.ts';
import type { Hit } from './round.ts';

/** `passing`: places from which it goes on by itself. */
export type Undisturbed = { story: RunStory; cameTo: CameTo; places: readonly Place[]; passing: ReadonlySet<Place> };
/**
 * `no`: its number among those that were drawn, from 1; `isAlone`: it is killed by itself, in slow motion, since it goes on from its place
 * by itself; `tries`: how often a kill came and found it elsewhere.
 */
export type Boundary = { no: number; of: Undisturbed; place: Place; isAlone: boolean; tries: number };
/** `looks`: actions that got lost. */
export type Tried = Boundary & {
  hit: Hit<Played>;
  victims: readonly PartName[];
  looks: number;
  differs: readonly string[];
};

const wordsOf = ({ at, n }: Place): string => `${at === 'commit' ? 'at' : 'in action'} ${n}`;
const seconds = (ms: number): string => (ms / 1_000).toFixed(1);

/** One killed run. */
export function lineOf({ no, of, place, hit, victims, looks, differs }: Tried, total: number): string {
  const { isHit, at, afterMs, endedAfterMs, played } = hit;
  const where = place.at === 'action' ? '' : isHit ? `+${afterMs} ms` : `passed by, at ${at ?? 'no place'}`;
  return [
    `${String(no).padStart(String(total).length)}/${total}`,
    differs.length === 0 ? 'same   ' : 'DIFFERS',
    nameOf(of.story).padEnd(28),
    wordsOf(place).padEnd(13),
    where.padEnd(9),
    `${seconds(endedAfterMs).padStart(6)} s`,
    played.number,
    victims.join('+'),
    looks > 0 ? `${looks} looked at` : '',
  ]
    .join('  ')
    .trimEnd();
}

/** How far it is, and how long the rest will take if it goes on so. */
export function progressOf({ done, of, spentMs }: { done: number; of: number; spentMs: number }): string {
  const left = done === 0 ? '?' : String(Math.ceil(((spentMs / done) * (of - done)) / 60_000));
  return `        ${done} of ${of} in ${Math.round(spentMs / 1_000)} s, some ${left} min left`;
}

const row = (name: string, cells: readonly (string | number)[]): string =>
  [name.padEnd(28), ...cells.map((cell) => String(cell).padStart(10))].join('  ').trimEnd();

export function tableOf(quiet: readonly Undisturbed[], tried: readonly Tried[]): string[] {
  return [
    '',
    row('plan', ['boundaries', 'actions', 'killed', 'same', 'passed by', 'looked at', 'slowest s']),
    ...quiet.map((one) => {
      const count = (at: Place['at']): number => one.places.filter((place) => place.at === at).length;
      const own = tried.filter(({ of }) => of === one);
      const slowest = Math.max(0, ...own.map(({ hit }) => hit.endedAfterMs));
      const looks = own.reduce((sum, { looks: some }) => sum + some, 0);
      const same = own.filter(({ differs }) => differs.length === 0).length;
      const hits = own.filter(({ hit }) => hit.isHit).length;
      return row(nameOf(one.story), [
        count('commit'),
        count('action'),
        hits,
        same,
        own.length - hits,
        looks,
        seconds(slowest),
      ]);
    }),
    '',
  ];
}
