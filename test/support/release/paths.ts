/** Scripted paths of a release: together they take every row of its lifecycle, and start every clock it ships. */
import type { Facts } from '../../../domain/kernel/facts.ts';
import type { Actor, Command, Millis } from '../../../domain/kernel/process.ts';
import { MINUTE } from '../../../domain/kernel/time/durations.ts';
import { hours, MORNING } from '../given.ts';
import { builder, customer, install, nightOf, raised, SHA, steps, tester, wavesWith } from './releases.ts';
import { byAction } from '../runs.ts';
import { people } from '../sample.ts';

type Beside = { part?: string; facts?: Facts };
type Step = readonly [Actor, Command & Beside] | Millis;
type Path = { name: string; steps: readonly Step[] };

const { owner, chen, wang, head, quality, system } = people;
const says = (type: string, data: object = {}, beside: Beside = {}): Command & Beside => ({ type, data, ...beside });
const because = (type: string, part?: string) => says(type, { reason: 'So it is' }, part === undefined ? {} : { part });
const done = (part: string): Step => [chen, says('confirmStep', { evidence: 'Log 7' }, { part })];
const usual = steps(install('a'), install('b'));
const create = (more: object = {}): Step => [owner, says('create', { ...raised, ...more }, { facts: usual })];
const planned = (facts: Facts, ...counts: readonly number[]): Step => [
  owner,
  says('planWaves', { runbook: 'install', waves: wavesWith(...counts) }, { facts }),
];
const built: readonly Step[] = [
  [owner, says('startBuild', { scope: 'All of it' })],
  [builder, says('recordBuild', { artefact: 'store/7.zip', sha256: SHA, notes: 'None' })],
];
const test = (by: Actor, result: string): Step => [
  by,
  says('recordTest', { result, sha256: SHA, evidence: 'Report 7' }),
];
const accepted: readonly Step[] = [
  test(tester, 'passed'),
  [customer, says('acceptTest', { sha256: SHA, signature: 'Ms Wu' })],
];
const settle = (outcome: string): Step => [system, says('settleChange', { change: 'CHG-000001', outcome })];
const admitted = (facts: Facts, ...counts: readonly number[]): readonly Step[] => [
  create(),
  planned(facts, ...counts),
  ...built,
  ...accepted,
  settle('scheduled'),
];
/** Until the first minute of the first window. */
const untilNight: Millis = nightOf(0).from - MORNING + MINUTE;
const opened = (facts: Facts, ...counts: readonly number[]): readonly Step[] => [
  ...admitted(facts, ...counts),
  untilNight,
];
const soak: Millis = hours(48);
const passed = (n: number): Step => [owner, says('approveGate', { sha256: SHA }, { part: `g${n}` })];
const failed = (part: string): Step => [chen, because('failStep', part)];
const out: readonly Step[] = [...opened(usual, 1), done('w1-01-a'), done('w1-01-b'), soak, passed(1)];

export const release: readonly Path[] = [
  {
    name: 'of one unit alone',
    steps: [[owner, says('create', { ...raised, unit: '/dx/donghu/linxi/school' })]],
  },
  {
    name: 'built twice, out in two waves and closed',
    steps: [
      create(),
      planned(usual, 1, 1),
      ...built,
      test(quality, 'failed'),
      [builder, says('recordBuild', { artefact: 'store/7.zip', sha256: SHA, notes: 'Mended' })],
      test(tester, 'failed'),
      [builder, says('recordBuild', { artefact: 'store/7.zip', sha256: SHA, notes: 'Mended' })],
      test(quality, 'passed'),
      ...accepted,
      settle('scheduled'),
      settle('scheduled'),
      untilNight,
      [chen, says('takeStep', {}, { part: 'w1-01-a' })],
      done('w1-01-a'),
      done('w1-01-b'),
      [owner, because('holdGate', 'g1')],
      [owner, says('refuseGate', { class: 'minor', findings: 'Slow' }, { part: 'g1' })],
      soak,
      passed(1),
      hours(24),
      done('w2-01-a'),
      done('w2-01-b'),
      [owner, says('extendWindow', { until: nightOf(1).until + hours(1), reason: 'Slow' }, { part: 'w2' })],
      hours(58), // a weekend lies between
      passed(2),
      [customer, says('confirmService', { checks: 'Paid' })],
      [owner, says('close', { outcome: 'successful', review: 'Smooth' })],
    ],
  },
  {
    name: 'opened by its owner, once its change stands again',
    steps: [
      ...admitted(usual, 1),
      settle('revised'),
      untilNight,
      [owner, because('resume')],
      settle('scheduled'),
      [owner, says('openWave', {}, { part: 'w1' })],
      [head, says('urge')],
    ],
  },
  {
    name: 'raised by the product',
    steps: [[system, says('create', { ...raised, commander: owner.id }, { facts: usual })]],
  },
  { name: 'canceled in planning', steps: [create(), [head, because('takeCommand')], [owner, because('cancel')]] },
  {
    name: 'canceled in approval',
    steps: [create(), planned(usual, 1), ...built, ...accepted, [owner, because('cancel')]],
  },
  { name: 'its change was rejected', steps: [create(), planned(usual, 1), ...built, ...accepted, settle('rejected')] },
  { name: 'its change is over', steps: [...opened(usual, 1), settle('canceled'), [owner, because('resume')]] },
  {
    name: 'a wave goes back, is left out',
    steps: [
      ...opened(usual, 1, 1),
      done('w1-01-a'),
      failed('w1-01-b'),
      done('w1-01-b'),
      done('w1-01-a'),
      [owner, because('retryWave', 'w1')],
      [owner, because('rollBack', 'w1')],
      [owner, because('leaveOut', 'w1')],
    ],
  },
  {
    name: 'the last wave is left out',
    steps: [
      ...opened(usual, 1, 1),
      done('w1-01-a'),
      done('w1-01-b'),
      soak,
      passed(1),
      hours(24),
      failed('w2-01-a'),
      done('w2-01-a'),
      [owner, because('leaveOut', 'w2')],
    ],
  },
  {
    name: 'a gate refuses its wave',
    steps: [
      ...opened(usual, 1, 1),
      done('w1-01-a'),
      done('w1-01-b'),
      [owner, says('refuseGate', { class: 'major', findings: 'Wrong sums' }, { part: 'g1' })],
      failed('w1-01-b'),
      [owner, because('retryUndo', 'w1-01-b')],
      failed('w1-01-b'),
      [owner, says('markUndone', { evidence: 'Log 8' }, { part: 'w1-01-b' })],
      [wang, says('witnessStep', {}, { part: 'w1-01-b' })],
      failed('w1-01-a'),
      [owner, says('markUndone', { evidence: 'Log 8' }, { part: 'w1-01-a' })],
      [wang, says('witnessStep', {}, { part: 'w1-01-a' })],
    ],
  },
  {
    name: 'refused by its customer and rolled back',
    steps: [
      ...out,
      [customer, says('refuseService', { checks: 'Prints', reason: 'Sums' })],
      [owner, because('resume')],
      [customer, says('refuseService', { checks: 'Prints', reason: 'Sums' })],
      [owner, because('rollBack')],
      done('w1-01-b'),
      done('w1-01-a'),
    ],
  },
  {
    name: 'a drill, under no change',
    steps: [create({ drill: true }), planned(usual, 1), ...built, ...accepted],
  },
  { name: 'rolled back before anything was done', steps: [...admitted(usual, 1), [owner, because('rollBack')]] },
  {
    name: 'behind a quality gate',
    steps: [...opened(steps({ node: 'gate', id: 'q', kind: 'check', role: 'quality-lead' }, install('a')), 1)],
  },
  {
    name: 'by an action without an answer',
    steps: [...opened(steps(byAction('a', { onFailure: 'undo' })), 1), hours(1)],
  },
];
