/** Scripted paths of a cutover: together they take every row of its lifecycle, and start every clock it ships. */
import type { Facts } from '../../../domain/kernel/facts.ts';
import type { Actor, Command, Millis } from '../../../domain/kernel/process.ts';
import type { OutlineNode } from '../../../domain/kernel/steps/shapes.ts';
import { BACK_OUT, change, everybody, metSteps, minutes, offered, plan, wanted, WINDOW } from './cutovers.ts';
import { hours, MORNING } from '../given.ts';
import { runPaths } from '../run-paths.ts';
import { byHand, commander } from '../runs.ts';
import { people } from '../sample.ts';

type Step = readonly [Actor, Command & { part?: string; facts?: Facts }] | Millis;
type Path = { name: string; steps: readonly Step[] };

const { li, zhao, deng, head, owner, system } = people;
const says = (actor: Actor, type: string, data: object = {}, part?: string): Step => [
  actor,
  { type, data, ...(part === undefined ? {} : { part }) },
];
const why = { reason: 'So it is' };
const confirm = (part: string): Step => says(li, 'confirmStep', { evidence: 'Log 7' }, part);
const extend = (until: Millis): Step => says(head, 'extendBackOut', { until, ...why });
const swap = (actor: Actor): Step => says(actor, 'swap', { fault: 'It smokes' });

const created = (...of: readonly OutlineNode[]): Step[] => [
  [li, { type: 'create', data: wanted, facts: offered(...of) }],
  ...metSteps({}),
];
const armed = (...of: readonly OutlineNode[]): Step[] => [
  ...created(...of),
  [commander, { type: 'arm', data: {}, facts: { change } }],
];
/** An hour into its window. */
const going = (...of: readonly OutlineNode[]): Step[] => [
  ...armed(...of),
  WINDOW.from + hours(1) - MORNING,
  [commander, { type: 'start', data: everybody, facts: { change } }],
];
const UNTIL_BACK_OUT = BACK_OUT - WINDOW.from - hours(1);
const [a, b] = [byHand('a'), byHand('b')];

export const cutoverPaths: readonly Path[] = [
  {
    name: 'commanded by the process owner, for a reporter',
    steps: [
      [li, { type: 'create', data: { ...wanted, commander: owner.id }, facts: offered(a) }],
      says(owner, 'cancel', why),
    ],
  },
  { name: 'canceled', steps: [...created(a), says(head, 'takeCommand', why), says(head, 'cancel', why)] },
  { name: 'canceled when it was armed', steps: [...armed(a), says(commander, 'cancel', why)] },
  {
    name: 'planned anew, and one who has left',
    steps: [
      ...armed(a),
      [li, { type: 'replan', data: { ...plan, ...why }, facts: offered(a) }],
      says(system, 'relieve', { person: zhao.id, successor: deng.id, reason: 'He has left' }),
    ],
  },
  { name: 'not armed: its backup counts no longer', steps: [...created(a), hours(30)] },
  { name: 'not started: its window is over', steps: [...armed(a), hours(17)] },
  { name: 'swapped by who is there', steps: [...going(a, b), confirm('a'), swap(zhao), confirm('a')] },
  { name: 'swapped with nothing done', steps: [...going(a), swap(commander)] },
  { name: 'nobody answers at its back-out time', steps: [...going(a, b), confirm('a'), UNTIL_BACK_OUT + minutes(10)] },
  { name: 'nobody answers, with nothing done', steps: [...going(a), UNTIL_BACK_OUT + minutes(10)] },
  {
    name: 'more time, asked for beforehand, and again',
    steps: [
      ...going(a, b),
      extend(BACK_OUT + minutes(5)),
      UNTIL_BACK_OUT + minutes(10),
      extend(BACK_OUT + minutes(30)),
    ],
  },
  {
    name: 'more time, when the last step is done',
    steps: [...going(a), UNTIL_BACK_OUT, confirm('a'), extend(BACK_OUT + minutes(5))],
  },
  {
    name: 'more time, and a step that failed',
    steps: [
      ...going(a, b),
      says(li, 'failStep', why, 'a'),
      UNTIL_BACK_OUT,
      extend(BACK_OUT + minutes(5)),
      says(commander, 'retryStep', why, 'a'),
    ],
  },
  ...runPaths({ going, reports: { type: 'report', data: { good: 'Fast', bad: 'Phones', actions: [] } } }),
];
