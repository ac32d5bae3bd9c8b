/** Scripted paths of a run, and of a failover: together they take every row of its lifecycle, and start every clock it ships. */
import type { Facts } from '../../domain/kernel/facts.ts';
import type { Actor, Command, Millis } from '../../domain/kernel/process.ts';
import type { OutlineNode } from '../../domain/kernel/steps/shapes.ts';
import { hours } from './given.ts';
import { byAction, byHand, commander, outlineWith, raised, runbook } from './runs.ts';
import { people } from './sample.ts';

type Beside = { part?: string; facts?: Facts };
type Step = readonly [Actor, Command & Beside] | Millis;
type Path = { name: string; steps: readonly Step[] };

const { li, zhao, deng, head, cityHead, owner, quality, requester, system } = people;
/** Of a step that is not taken back. */
const NONE = undefined as never;
const says = (type: string, data: object = {}, beside: Beside = {}): Command & Beside => ({ type, data, ...beside });
const because = (type: string, part?: string) => says(type, { reason: 'So it is' }, part === undefined ? {} : { part });
const evidence = (type: string, part: string) => says(type, { evidence: 'Log 7' }, { part });
const check = { node: 'gate', id: 'g', kind: 'check', role: 'quality-lead' } as const;

const offering = (...of: OutlineNode[]): Beside => ({
  facts: { runbooks: [runbook('standby', 'standby-node', outlineWith(...of))] },
});
const plan = [
  byHand('d', { kind: 'decision', choices: [{ id: 'short', skips: ['x'] }] }),
  byHand('a', { witness: true }),
  check,
  byAction('b'),
  byHand('x', { skippable: true }),
  byHand('c', { skippable: true }),
] as const;
const proposed = (...of: readonly OutlineNode[]): Step[] => [[li, says('create', raised, offering(...of))]];
const authorised = (...of: readonly OutlineNode[]): Step[] => [
  ...proposed(...of),
  [commander, says('authorize', { planHash: '*', customerTold: 'The bureau' }, offering(...of))],
];
const report = (part: string, outcome: string, attempt = 1, what = 'do') =>
  says('reportStep', { attempt, what, outcome }, { part });
const asked = says('report', { good: 'Fast', bad: 'Phones', actions: [], dataLossMinutes: 0 });

/** Of any process whose cases are run: from where its steps go on, to its report. */
type RunStory = { going: (...of: readonly OutlineNode[]) => Step[]; reports: Command };
export const runPaths = ({ going, reports }: RunStory): Path[] => [
  {
    name: 'the whole way',
    steps: [
      ...going(...plan),
      [commander, says('decideStep', { choice: 'short', reason: 'Night' }, { part: 'd' })],
      [li, says('takeStep', {}, { part: 'a' })],
      [li, evidence('confirmStep', 'a')],
      [zhao, because('refuseWitness', 'a')],
      [li, evidence('confirmStep', 'a')],
      [zhao, says('witnessStep', {}, { part: 'a' })],
      [quality, says('refuseGate', { class: 'major', findings: 'No backup' }, { part: 'g' })],
      [system, says('noteRectified', { rectification: 'REC-000001', outcome: 'closed' })],
      [quality, evidence('passGate', 'g')],
      [system, report('b', 'done')],
      [commander, because('skipStep', 'c')],
      [deng, says('witnessStep', {}, { part: 'c' })],
      [requester, says('refuseService', { checks: 'Paid', reason: 'Error' })],
      [commander, because('resume')],
      [requester, says('confirmService', { checks: 'Paid' })],
      [commander, reports],
    ],
  },
  {
    name: 'unknown, failed, tried again, and rolled back',
    steps: [
      ...going(byHand('0'), byAction('a'), byHand('b')),
      [li, evidence('confirmStep', '0')],
      [system, report('a', 'unknown')],
      [li, because('failStep', 'a')],
      [commander, because('retryStep', 'a')],
      [li, because('pause', 'a')],
      [system, report('a', 'done', 2)],
      [commander, because('resume')],
      [commander, because('pause')],
      [commander, because('rollBack')],
      [system, report('a', 'failed', 3, 'undo')],
      [system, report('a', 'failed', 4, 'undo')],
      [system, report('a', 'failed', 5, 'undo')],
      [commander, because('retryUndo', 'a')],
      [system, report('a', 'unknown', 6, 'undo')],
      [commander, because('skipUndo', 'a')],
      [zhao, because('refuseWitness', 'a')],
      [commander, because('skipUndo', 'a')],
      [zhao, says('witnessStep', {}, { part: 'a' })],
      [li, because('failStep', '0')],
      [commander, evidence('markUndone', '0')],
      [zhao, because('refuseWitness', '0')],
      [commander, evidence('markUndone', '0')],
      [zhao, says('witnessStep', {}, { part: '0' })],
      [head, because('takeCommand')],
      [head, reports],
    ],
  },
  {
    name: 'kept shut by rectifications',
    steps: [
      ...going(byHand('a'), byHand('b')),
      [system, says('noteRectification', { rectification: 'REC-000001', step: 'b' })],
      [li, says('takeStep', {}, { part: 'a' })],
      [system, says('noteRectification', { rectification: 'REC-000002' })],
      [li, evidence('confirmStep', 'a')],
      [system, says('noteRectified', { rectification: 'REC-000002', outcome: 'withdrawn' })],
      [system, says('noteRectified', { rectification: 'REC-000001', outcome: 'closed' })],
    ],
  },
  { name: 'an action out of time', steps: [...going(byAction('a', { onFailure: 'undo' }), byHand('b')), hours(1)] },
  {
    name: 'out of time, once more, and for good',
    steps: [...going(byHand('0'), byAction('a', { retries: 1 })), [li, evidence('confirmStep', '0')], hours(1)],
  },
  {
    name: 'out of time with something to take back, which nobody answers either',
    steps: [...going(byAction('0'), byAction('a', { onFailure: 'undo' })), [system, report('0', 'done')], hours(2)],
  },
  {
    name: 'an action that may not be taken back is out of time',
    steps: [...going(byAction('a', { onFailure: 'undo', undo: NONE })), hours(1)],
  },
  {
    name: 'taken back, out of time where nothing lasts',
    steps: [...going(byAction('a', { undo: NONE }), byHand('b')), [commander, because('rollBack')], hours(1)],
  },
  {
    name: 'passed while it halts',
    steps: [
      ...going(byHand('a'), check, byHand('b')),
      [li, evidence('confirmStep', 'a')],
      [commander, because('pause')],
      [quality, says('refuseGate', { class: 'minor', findings: 'A label' }, { part: 'g' })],
      [quality, evidence('passGate', 'g')],
      [commander, because('resume')],
      [li, evidence('confirmStep', 'b')],
      [commander, because('rollBack')],
    ],
  },
  {
    name: 'a gate at the end',
    steps: [...going(byHand('a'), check), [li, evidence('confirmStep', 'a')], [quality, evidence('passGate', 'g')]],
  },
  {
    name: 'a decision at the end',
    steps: [
      ...going(byHand('d', { kind: 'decision' })),
      [commander, says('decideStep', { reason: 'So' }, { part: 'd' })],
    ],
  },
  {
    name: 'a witness at the end, and the users are told',
    steps: [
      ...going(byHand('a', { witness: true })),
      [li, evidence('confirmStep', 'a')],
      [zhao, says('witnessStep', {}, { part: 'a' })],
      [cityHead, says('urge')],
      [system, report('a', 'done')],
    ],
  },
  { name: 'an action at the end', steps: [...going(byAction('a')), [system, report('a', 'done')]] },
  {
    name: 'an action fails and there is nothing to take back',
    steps: [...going(byAction('a', { onFailure: 'undo', undo: NONE })), [system, report('a', 'failed')]],
  },
  {
    name: 'an action fails, is tried again, and all goes back',
    steps: [
      ...going(byHand('0'), byAction('a', { retries: 1, onFailure: 'undo' })),
      [li, evidence('confirmStep', '0')],
      [system, report('a', 'failed')],
      [system, report('a', 'failed', 2)],
      [system, report('a', 'done', 3, 'undo')],
      [li, evidence('confirmStep', '0')],
    ],
  },
  {
    name: 'failed by hand: once more, then back',
    steps: [
      ...going(byHand('a', { retries: 1, onFailure: 'undo' })),
      [li, because('failStep', 'a')],
      [li, because('failStep', 'a')],
      [li, evidence('confirmStep', 'a')],
    ],
  },
  {
    name: 'failed by hand, with nothing to take back',
    steps: [...going(byHand('a', { onFailure: 'undo', undo: NONE })), [li, because('failStep', 'a')]],
  },
  {
    name: 'what is begun comes to its end on the way back',
    steps: [
      ...going(byHand('0'), byHand('a', { witness: true, undo: NONE })),
      [li, evidence('confirmStep', '0')],
      [li, says('takeStep', {}, { part: 'a' })],
      [commander, because('rollBack')],
      [li, evidence('confirmStep', 'a')],
      [zhao, because('refuseWitness', 'a')],
      [li, evidence('confirmStep', 'a')],
      [zhao, says('witnessStep', {}, { part: 'a' })],
      [li, evidence('confirmStep', '0')],
    ],
  },
  {
    name: 'what is begun fails on the way back, with nothing to take back',
    steps: [
      ...going(byHand('a', { undo: NONE })),
      [li, says('takeStep', {}, { part: 'a' })],
      [commander, because('rollBack')],
      [li, because('failStep', 'a')],
    ],
  },
  {
    name: 'what is begun fails on the way back, and is taken back',
    steps: [
      ...going(byHand('a')),
      [li, says('takeStep', {}, { part: 'a' })],
      [commander, because('rollBack')],
      [li, because('failStep', 'a')],
    ],
  },
  {
    name: 'witnessed on the way back, with nothing to take back',
    steps: [
      ...going(byHand('a', { witness: true, undo: NONE })),
      [li, evidence('confirmStep', 'a')],
      [commander, because('rollBack')],
      [zhao, says('witnessStep', {}, { part: 'a' })],
    ],
  },
  {
    name: 'an action ends on the way back',
    steps: [
      ...going(byAction('a')),
      [commander, because('rollBack')],
      [system, report('a', 'done')],
      [system, report('a', 'done', 2, 'undo')],
    ],
  },
  {
    name: 'an undo that nobody can tell of, and then one that is marked',
    steps: [
      ...going(
        { node: 'group', id: 'g', order: 'parallel', atMost: 2, of: [byAction('a'), byAction('b')] },
        byHand('z'),
      ),
      [system, report('a', 'done')],
      [system, report('b', 'done')],
      [commander, because('rollBack')],
      [system, report('a', 'unknown', 2, 'undo')],
      [system, report('b', 'unknown', 2, 'undo')],
      [commander, evidence('markUndone', 'a')],
      [zhao, says('witnessStep', {}, { part: 'a' })],
      [commander, evidence('markUndone', 'b')],
      [zhao, says('witnessStep', {}, { part: 'b' })],
    ],
  },
  {
    name: 'undos that nobody can tell of, of which a second person confirms one, refuses one, and confirms another',
    steps: [
      ...going(
        { node: 'group', id: 'g', order: 'parallel', atMost: 3, of: [byAction('a'), byAction('b'), byAction('c')] },
        byHand('z'),
      ),
      [system, report('a', 'done')],
      [system, report('b', 'done')],
      [system, report('c', 'done')],
      [commander, because('rollBack')],
      [system, report('a', 'unknown', 2, 'undo')],
      [system, report('b', 'unknown', 2, 'undo')],
      [system, report('c', 'unknown', 2, 'undo')],
      [commander, evidence('markUndone', 'a')],
      [commander, evidence('markUndone', 'b')],
      [commander, because('skipUndo', 'c')],
      [zhao, says('witnessStep', {}, { part: 'c' })],
      [zhao, because('refuseWitness', 'a')],
      [zhao, says('witnessStep', {}, { part: 'b' })],
      [commander, evidence('markUndone', 'a')],
      [zhao, says('witnessStep', {}, { part: 'a' })],
    ],
  },
  {
    name: 'undos that nobody can tell of, both marked before anybody confirms one, or refuses the other',
    steps: [
      ...going(
        { node: 'group', id: 'g', order: 'parallel', atMost: 2, of: [byAction('a'), byAction('b')] },
        byHand('z'),
      ),
      [system, report('a', 'done')],
      [system, report('b', 'done')],
      [commander, because('rollBack')],
      [system, report('a', 'unknown', 2, 'undo')],
      [system, report('b', 'unknown', 2, 'undo')],
      [commander, evidence('markUndone', 'a')],
      [commander, evidence('markUndone', 'b')],
      [zhao, says('witnessStep', {}, { part: 'b' })],
      [zhao, because('refuseWitness', 'a')],
    ],
  },
  {
    name: 'undos that nobody can tell of, both marked before anybody confirms one',
    steps: [
      ...going(
        { node: 'group', id: 'g', order: 'parallel', atMost: 2, of: [byAction('a'), byAction('b')] },
        byHand('z'),
      ),
      [system, report('a', 'done')],
      [system, report('b', 'done')],
      [commander, because('rollBack')],
      [system, report('a', 'unknown', 2, 'undo')],
      [system, report('b', 'unknown', 2, 'undo')],
      [commander, evidence('markUndone', 'a')],
      [commander, evidence('markUndone', 'b')],
      [zhao, says('witnessStep', {}, { part: 'b' })],
      [zhao, says('witnessStep', {}, { part: 'a' })],
    ],
  },
  {
    name: 'marked undone, the one before it goes back',
    steps: [
      ...going(byHand('0'), byAction('a'), byHand('z')),
      [li, evidence('confirmStep', '0')],
      [system, report('a', 'done')],
      [commander, because('rollBack')],
      [system, report('a', 'unknown', 2, 'undo')],
      [commander, evidence('markUndone', 'a')],
      [zhao, says('witnessStep', {}, { part: 'a' })],
    ],
  },
  {
    name: 'kept, the one before it goes back',
    steps: [
      ...going(byHand('0'), byAction('a'), byHand('z')),
      [li, evidence('confirmStep', '0')],
      [system, report('a', 'done')],
      [commander, because('rollBack')],
      [system, report('a', 'unknown', 2, 'undo')],
      [commander, because('skipUndo', 'a')],
      [zhao, says('witnessStep', {}, { part: 'a' })],
    ],
  },
  {
    name: 'skipped while it halts: the next begins, or all is done, or another still fails',
    steps: [
      ...going(
        {
          node: 'group',
          id: 'g',
          order: 'parallel',
          atMost: 3,
          of: [byHand('a', { skippable: true }), byHand('b', { skippable: true }), byHand('c', { witness: true })],
        },
        byHand('z', { skippable: true }),
      ),
      [li, because('failStep', 'a')],
      [zhao, because('failStep', 'b')],
      [li, evidence('confirmStep', 'c')],
      [zhao, says('witnessStep', {}, { part: 'c' })],
      [commander, because('skipStep', 'a')],
      [zhao, says('witnessStep', {}, { part: 'a' })],
      [commander, because('skipStep', 'b')],
      [deng, says('witnessStep', {}, { part: 'b' })],
      [li, because('failStep', 'z')],
      [commander, because('skipStep', 'z')],
      [zhao, says('witnessStep', {}, { part: 'z' })],
    ],
  },
  {
    name: 'tried again while another still fails',
    steps: [
      ...going({ node: 'group', id: 'g', order: 'parallel', atMost: 2, of: [byHand('a'), byHand('b')] }),
      [li, because('failStep', 'a')],
      [zhao, because('failStep', 'b')],
      [commander, because('retryStep', 'a')],
      [commander, because('retryStep', 'b')],
      [commander, because('rollBack')],
    ],
  },
  {
    name: 'paused at the end',
    steps: [
      ...going(byHand('a')),
      [commander, because('pause')],
      [li, evidence('confirmStep', 'a')],
      [commander, because('resume')],
      [commander, because('rollBack')],
    ],
  },
  { name: 'rolled back before anything was begun', steps: [...going(byHand('a')), [commander, because('rollBack')]] },
  {
    name: 'one undo fails while another is under way, and then that is done',
    steps: [
      ...going({ node: 'group', id: 'g', order: 'parallel', atMost: 2, of: [byHand('a'), byHand('b')] }, byHand('z')),
      [li, evidence('confirmStep', 'a')],
      [zhao, evidence('confirmStep', 'b')],
      [commander, because('rollBack')],
      [li, because('failStep', 'a')],
      [zhao, evidence('confirmStep', 'b')],
    ],
  },
  {
    name: 'kept, and nothing is left',
    steps: [
      ...going(byAction('a'), byHand('z')),
      [system, report('a', 'done')],
      [commander, because('rollBack')],
      [system, report('a', 'unknown', 2, 'undo')],
      [commander, because('skipUndo', 'a')],
      [zhao, says('witnessStep', {}, { part: 'a' })],
    ],
  },
];

export const failoverPaths: readonly Path[] = [
  {
    name: 'commanded by the process owner, for a reporter',
    steps: [
      [li, says('create', { ...raised, commander: owner.id }, offering(byHand('a')))],
      [owner, because('standDown')],
    ],
  },
  {
    name: 'stood down',
    steps: [
      ...proposed(byHand('a')),
      [zhao, says('updateFacts', { facts: raised.facts, evidence: 'Ping' }, offering(byHand('a')))],
      [commander, says('choosePlans', { runbooks: ['standby'], reason: 'So' }, offering(byHand('a')))],
      [head, because('takeCommand')],
      [head, because('standDown')],
    ],
  },
  ...runPaths({ going: authorised, reports: asked }),
];
