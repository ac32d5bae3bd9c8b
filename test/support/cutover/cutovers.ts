/** Test support: a cutover of the night, planned by an engineer under a change, checked, armed by the head of the city, run step by step. */
import type { CaseFact, Facts, FoundRunbook } from '../../../domain/kernel/facts.ts';
import type { Actor, Command } from '../../../domain/kernel/process.ts';
import type { OutlineNode } from '../../../domain/kernel/steps/shapes.ts';
import { hours, MORNING } from '../given.ts';
import { commander, outlineWith, RunCase, runbook } from '../runs.ts';
import { people } from '../sample.ts';

const { li, zhao, deng } = people;
export const minutes = (n: number): number => n * 60_000;
/** Its window; the way back takes an hour, so that nothing begins behind `BACK_OUT`. */
export const WINDOW = { from: MORNING + hours(12), until: MORNING + hours(16) };
export const BACK_OUT = WINDOW.until - hours(1);
export const SUM = 'ab'.repeat(32);
export const change: CaseFact = {
  caseId: 'CHG-000009',
  process: 'change',
  status: 'scheduled',
  open: true,
  orgPath: '/dx/donghu/linxi/school',
  window: WINDOW,
};
export const plan = {
  runbook: 'new-server',
  window: WINDOW,
  backOutMinutes: 60,
  people: [
    { person: li.id, as: 'server' },
    { person: zhao.id, as: 'network' },
  ],
} as const;
export const wanted = {
  unit: '/dx/donghu/linxi/school',
  application: 'payment',
  title: 'Payment moves to the new server',
  items: ['srv-dx', 'sw-dx'],
  change: change.caseId,
  commander: commander.id,
  ...plan,
} as const;

/** A runbook for all of its items. */
export const found = (id: string, ...of: readonly OutlineNode[]): FoundRunbook => ({
  ...runbook(id, 'cutover', outlineWith(...of)),
  outline: outlineWith(...of),
  uncovered: [],
});
/** What is offered: a runbook of these nodes, and the change as it stands. */
export const offered = (...of: readonly OutlineNode[]): Facts => ({
  runbook: found('new-server', ...of),
  cases: { change },
  change,
});
export const planned = (...of: OutlineNode[]): RunCase => new RunCase('cutover', li, wanted, offered(...of));

type Said = readonly [Actor, string, object];
/** What meets each precheck, by its id. */
export const met: Readonly<Record<string, Said>> = {
  'pre-spare': [
    deng,
    'recordPrecheck',
    {
      evidence: 'Label',
      versions: { live: { os: 'EulerOS 2', database: 'DM 8' }, spare: { os: 'EulerOS 2', database: 'DM 8' } },
    },
  ],
  'pre-modules': [deng, 'recordPrecheck', { evidence: 'Shelf 4', modules: { optical: 2, power: 2 } }],
  'pre-backup': [
    deng,
    'recordPrecheck',
    { evidence: 'Job 7', backup: { takenAt: MORNING - hours(1), checksum: SUM, readBack: SUM } },
  ],
  'pre-person-1': [li, 'recordPrecheck', { evidence: 'I will be there' }],
  'pre-person-2': [zhao, 'recordPrecheck', { evidence: 'I will be there' }],
};
/** The same, as steps of a scripted path. */
export const metSteps = (facts: Facts): (readonly [Actor, Command & { part: string; facts: Facts }])[] =>
  Object.entries(met).map(([part, [actor, type, data]]) => [actor, { type, data, part, facts }]);

/** The same, with everything met. */
export function checked(...of: OutlineNode[]): RunCase {
  const one = planned(...of);
  for (const [part, [actor, type, data]] of Object.entries(met)) one.give(actor, type, data, part);
  return one;
}
export function armed(...of: OutlineNode[]): RunCase {
  const one = checked(...of);
  one.give(commander, 'arm');
  return one;
}
export const everybody = { rollCall: [li.id, zhao.id] };
/** Under way, an hour into its window. */
export function cuttingOver(...of: OutlineNode[]): RunCase {
  const one = armed(...of).to(WINDOW.from + hours(1));
  one.give(commander, 'start', everybody);
  return one;
}
