/** Several runs side by side, each at its own place when one kill hits them all. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Brake, type Place, type Sight } from './brake.ts';

/** Each comes to its place within it, or was not there. */
const REACHED_MS = 300_000;
/** So long a run may take from where it stands before its place to its place. */
const LANDED_MS = 60_000;
const LOOK_MS = 2;

/**
 * `at`: so many commits the run had when it was killed; null: it never came near. `isHit`: it was at its place. `afterMs`: from when it
 * was seen there to the kill; `endedAfterMs`: from the kill to its end.
 */
export type Hit<T> = { isHit: boolean; at: number | null; afterMs: number; endedAfterMs: number; played: T };

type Wanted = { place: Place };
type Round<W, T> = {
  /** Plays it to its end, held by the brake. */
  play: (wanted: W, brake: Brake) => Promise<T>;
  sightOf: (wanted: W) => Promise<Sight>;
  /** Resolves when all victims are dead; `look` is called as soon as nobody writes to cases any more. */
  kill: (look: () => Promise<void>) => Promise<void>;
  /** Lets the product go on, a little at a time and `isThere` between; absent: as it goes. */
  slowly?: (isThere: () => Promise<boolean>) => Promise<void>;
};
type Lane<W, T> = {
  wanted: W;
  brake: Brake;
  playing: Promise<T>;
  isOver: boolean;
  seenAt: number;
  at: number | null;
  overAt: number;
};

/** All that are wanted, in their order. Throws what a play throws. */
export async function round<W extends Wanted, T>(all: readonly W[], on: Round<W, T>): Promise<Hit<T>[]> {
  const sights = await Promise.all(all.map(on.sightOf));
  const lanes = all.map((wanted, n) => laneOf(wanted, on.play, sights[n]));
  try {
    await Promise.race([Promise.all(lanes.map(reached)), sleep(REACHED_MS, undefined, { ref: false })]);
    await landed(lanes, on.slowly);
    const killedAt = performance.now();
    await on.kill(async () => {
      await Promise.all(
        lanes.map(async (lane) => {
          lane.at = lane.brake.isStanding || lane.isOver ? await lane.brake.count() : null;
        }),
      );
    });
    for (const { brake } of lanes) brake.free();
    return await Promise.all(lanes.map((lane) => hitOf(lane, killedAt)));
  } finally {
    for (const { brake } of lanes) brake.free();
  }
}

function laneOf<W extends Wanted, T>(wanted: W, play: Round<W, T>['play'], sight: Sight | undefined): Lane<W, T> {
  if (!sight) throw new Error('nobody sees how far it is');
  const brake = new Brake(wanted.place, sight);
  const playing = play(wanted, brake);
  const lane: Lane<W, T> = { wanted, brake, playing, isOver: false, seenAt: 0, at: null, overAt: 0 };
  const isOver = (): void => {
    lane.isOver = true;
    lane.overAt = performance.now();
  };
  playing.then(isOver, isOver); // awaited by whoever wants what it came to
  return lane;
}

/** It stands, or is over before it came there. */
const reached = async <W, T>({ brake, playing }: Lane<W, T>): Promise<void> => {
  await Promise.race([brake.stands, playing.then(() => undefined)]);
};

/** They go on to their places; resolves when the last of them is there. */
async function landed<W, T>(lanes: readonly Lane<W, T>[], slowly = asItGoes): Promise<void> {
  const open = new Set(lanes.filter(({ brake }) => brake.isStanding));
  for (const { brake } of open) brake.goOn();
  const end = performance.now() + LANDED_MS;
  await slowly(async () => {
    await Promise.all(
      [...open].map(async (lane) => {
        const { place } = lane.brake;
        if (place.at === 'commit' && (await lane.brake.count()) < place.n) return;
        lane.seenAt = performance.now();
        open.delete(lane);
      }),
    );
    return open.size === 0 || performance.now() > end;
  });
}

async function asItGoes(isThere: () => Promise<boolean>): Promise<void> {
  while (!(await isThere())) await sleep(LOOK_MS);
}

async function hitOf<W extends Wanted, T>(lane: Lane<W, T>, killedAt: number): Promise<Hit<T>> {
  const played = await lane.playing;
  const { place, isStanding } = lane.brake;
  return {
    isHit: isStanding && (place.at === 'action' || lane.at === place.n),
    at: lane.at,
    afterMs: Math.round(killedAt - lane.seenAt),
    endedAfterMs: Math.round(lane.overAt - killedAt),
    played,
  };
}
