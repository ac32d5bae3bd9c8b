/** Tampers so many times at random, each looked for by the whole verification, and compares. */
import { type Against, verifyAll } from '../../client/record/verify-all.ts';
import type { Finding } from '../../client/record/verify.ts';
import type { Head } from '../../domain/kernel/process.ts';
import { rehearsalStore } from '../../models/rehearsal.ts';
import { recordKeyOf } from '../../models/store/record-key.ts';
import { sealFolder } from '../../platform/seal-folder.ts';
import { carryOut, type Image, type Place, undo } from './image.ts';
import { kinds } from './kinds/kinds.ts';
import { type Engines, openLane, type OwnLane } from './lanes.ts';
import { Random } from './random.ts';

/** What the verification goes without, to show that the run sees what it misses. */
export const BLINDS = ['mac', 'seals', 'engine'] as const;
export type Blind = (typeof BLINDS)[number];
export type Wish = {
  seed: number;
  count: number;
  lanes: number;
  blind?: Blind | undefined;
  /** Of these alone, where it is given. */
  only?: readonly string[] | undefined;
  heads: ReadonlyMap<string, Head>;
};
export type Tried = { n: number; kind: string; places: readonly Place[]; findings: readonly Finding[]; found: boolean };

/** Every closed case has had the time to be exported. */
const LATER_MS = 3 * 86_400_000;
const FACTOR = 1_000_003;

/**
 * Each kind once, then kinds at random; `tried` hears of each. Throws when the untouched world, before or afterwards, has a finding:
 * then nothing that was found proves anything.
 */
export async function tamper(
  engines: Engines,
  image: Image,
  { lanes, count, ...wish }: Wish,
  tried: (one: Tried) => void,
): Promise<void> {
  const opened = await Promise.all(Array.from({ length: lanes }, () => openLane(engines, image)));
  try {
    for (const lane of opened) await mustBeWhole(lane, wish);
    let next = 0;
    const work = async (lane: OwnLane): Promise<void> => {
      while (next < count) tried(await oneIn(lane, image, { ...wish, n: next++ }));
    };
    if (wish.blind === 'mac') opened.forEach(blinded);
    await Promise.all(opened.map(work));
    for (const lane of opened) await mustBeWhole(lane, wish);
  } finally {
    await Promise.allSettled(opened.map((lane) => lane.end()));
  }
}

type One = Omit<Wish, 'count' | 'lanes'> & { n: number };
async function oneIn(lane: OwnLane, image: Image, { n, seed, only, ...wish }: One): Promise<Tried> {
  const random = new Random(seed * FACTOR + n);
  const names = only ?? Object.keys(kinds);
  const kind = names[n] ?? random.pick(names);
  const make = kinds[kind];
  if (!make) throw new Error(`no kind is called "${kind}"`);
  try {
    const { changes, places } = make(image, random);
    await carryOut(lane, changes);
    const findings = await findingsIn(lane, wish);
    await undo(lane, image, changes);
    return { n, kind, places, findings, found: places.some((place) => findings.some((one) => isAt(one, place))) };
  } catch (error) {
    throw new Error(`seed ${seed}, number ${n}, ${kind}`, { cause: error });
  }
}

const isAt = (finding: Finding, { chain, seq }: Place): boolean => finding.chain === chain && finding.seq === seq;

type Looking = Pick<Wish, 'blind' | 'heads'>;
async function findingsIn({ verified, folder }: OwnLane, { blind, heads }: Looking): Promise<Finding[]> {
  const findings: Finding[] = [];
  const headOf = async (process: string, caseId: string) => heads.get(`${process}:${caseId}`) ?? null;
  const against: Against = {
    now: Date.now() + LATER_MS,
    ...(blind === 'seals' ? {} : { seals: sealFolder(folder) }),
    ...(blind === 'engine' ? {} : { engine: { headOf } }),
  };
  await verifyAll(verified, (finding) => void findings.push(finding), against);
  return findings;
}

async function mustBeWhole(lane: OwnLane, wish: Looking): Promise<void> {
  const findings = await findingsIn(lane, wish);
  if (findings.length > 0) throw new Error(`the untouched world has findings: ${JSON.stringify(findings.slice(0, 5))}`);
}

/** Every signature holds. */
function blinded({ verified }: OwnLane): void {
  for (const db of [verified, rehearsalStore(verified)]) Object.assign(recordKeyOf(db), { check: () => 'holds' });
}
