/** How runs are opened, and what is left to do once they are over: acts on the run and on its change, whoever sends them. */
import type { Millis } from '../../domain/kernel/process.ts';
import { begunCutover, CHANGE_HOURS } from './run-cutovers.ts';
import { COMMANDER, type Doing, DOING_PEOPLE } from './run-doings.ts';
import { acceptedRelease, CHIEF, HEAD, OWNER, RELEASE_PEOPLE } from './run-releases.ts';
import { raisedFor, type RunStory } from './run-stories.ts';
import { act, type Act, type Cast, completedChange, PEOPLE, scheduledChange } from './stories.ts';

const UNIT = '/dx/donghu/linxi/school';
/** Performs nothing, and so may say that the service is back. */
const RAISER = 'eng-dx-1';
/** All who play, but the doer of a cast, who is only named. */
export const RUN_PEOPLE: readonly string[] = [...new Set([RAISER, ...DOING_PEOPLE, ...RELEASE_PEOPLE, ...PEOPLE])];

/** A failover of the sample's school, as it is raised at `faultAt` in the door's way of writing instants. */
export const raising = (facts: object, faultAt: string | number): Doing => ({
  by: RAISER,
  command: 'create',
  data: {
    unit: UNIT,
    application: 'payment',
    title: '支付服务中断',
    items: ['mw-payment'],
    faultAt,
    facts,
    commander: COMMANDER,
  },
});
export const authorizing = (planHash: string): Doing => ({
  by: COMMANDER,
  command: 'authorize',
  data: { planHash, customerTold: '已电话告知' },
});

/** In its order; the first act on each opens it, but for a change that the run asks for by itself. `change`: its number. */
type Opening = readonly { on: 'run' | 'change'; acts: (change: string) => readonly Act[] }[];
const openings: Readonly<Record<RunStory['process'], (cast: Cast, story: RunStory, now: Millis) => Opening>> = {
  failover: ({ at }, { plan }, now) => [
    {
      on: 'run',
      acts: () => [
        said(raising(raisedFor(plan), at(now - 60_000))),
        { by: COMMANDER, command: 'authorize', data: (planHash) => authorizing(planHash).data },
      ],
    },
  ],
  cutover: (cast, { plan: runbook }, now) => [
    { on: 'change', acts: () => scheduledChange(cast, now, CHANGE_HOURS) },
    { on: 'run', acts: (change) => begunCutover(cast, { change, runbook, now }) },
  ],
  release: (cast, _story, now) => [
    { on: 'run', acts: () => acceptedRelease(cast, now) },
    { on: 'change', acts: () => completedChange({ by: CHIEF, head: HEAD }, cast, now) },
  ],
};
const said = ({ by, command, data }: Doing): Act => act(by, command, data);

/** What was decided last about a case, and is asked about now: the hash of its plan; empty: nothing is. */
export type Known = { number: string; asked: string };
export type Hand = {
  /** `number` empty: opens a case of that process. Null: it is refused. */
  give(process: RunStory['process'] | 'change', number: string, doing: Doing): Promise<Known | null>;
  /** Number of the change that the run has asked for, once it has it. */
  changeOf(number: string): Promise<string>;
};
/** `change`: empty where it has none of its own. */
export type Opened = { run: string; change: string };

/** Opens the run of a story; null where something of it is refused. */
export async function opened(story: RunStory, cast: Cast, hand: Hand): Promise<Opened | null> {
  const numbers = { run: '', change: '' };
  for (const { on, acts } of openings[story.process](cast, story, Date.now())) {
    if (on === 'change' && numbers.run !== '') numbers.change = await hand.changeOf(numbers.run);
    let asked = '';
    for (const one of acts(numbers.change)) {
      const { data, ...doing } = one;
      const process = on === 'run' ? story.process : 'change';
      const known = await hand.give(process, numbers[on], { ...doing, data: data(asked) });
      if (!known) return null;
      numbers[on] = known.number;
      ({ asked } = known);
    }
  }
  return numbers;
}

/** Its change keeps others from its item no longer: it is canceled, as that of a release that went back is by itself. */
export const lettingGo = ({ process }: RunStory): Doing[] =>
  process === 'release' ? [{ by: OWNER, command: 'cancel', data: { reason: 'It is over' } }] : [];
/** Or its run has brought it so far, and then it keeps nobody either. */
export const broughtTo = ({ process }: RunStory): string | undefined =>
  process === 'cutover' ? 'reviewing' : undefined;
