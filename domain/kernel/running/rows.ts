/** The rows of a run that a process takes over; `G`: the status in which its steps go on. */
import type { PartMove } from '../part.ts';
import { caller, only, runCommander as commander, STAFF, system } from '../people/who.ts';
import type { Party, Transition, Who } from '../process.ts';
import type { StepStatus } from '../steps/shapes.ts';
import type { RunCommand } from './contract.ts';
import { judging, performing, type RunParty, witnessing } from './persons.ts';
import type { CheckStatus, RunParts, RunStatus } from './shapes.ts';

type Row<G extends string> = Transition<RunStatus<G>, RunCommand['type'], Party | RunParty, RunParts>;
/** A move that time alone makes: an action whose limit passed. */
type TimedRow<G extends string> = Omit<Transition<RunStatus<G>, 'expireStep', never, RunParts>, 'who' | 'not'> & {
  who: readonly [{ by: readonly ['time'] }];
};

const byRole: Who<Party | RunParty> = { by: STAFF, as: 'part-role' };
const superior = only('supervisor', 'process-owner');
const time = [{ by: ['time'] }] as const;
const UNTAKEN: readonly StepStatus[] = ['pending', 'waiting-human', 'failed'];
/** Where no action is at a step: what one reports then comes too late. */
const DECIDED: readonly StepStatus[] = [
  'pending',
  'waiting-human',
  'to-witness',
  'done',
  'skipped',
  'failed',
  'undo-failed',
  'undone',
  'kept',
];
const step = (from: readonly StepStatus[], to: readonly StepStatus[] | '=') => ({ kind: 'step', from, to }) as const;
const check = (from: readonly CheckStatus[], to: readonly CheckStatus[]) => ({ kind: 'check', from, to }) as const;
type Along = { step: readonly PartMove<StepStatus>[] };
/** What follows from a success: the next begin. */
const AHEAD: Along & { check: readonly PartMove<CheckStatus>[] } = {
  step: [{ from: ['pending'], to: ['running', 'waiting-human'] }],
  check: [{ from: ['shut'], to: ['open'] }],
};
/** The way back begins: nobody had begun it, it is as before it was asked, or it is taken back. */
const BACK: Along = {
  step: [
    { from: ['done', 'failed'], to: ['undoing'] },
    { from: ['waiting-human', 'to-witness'], to: ['pending', 'failed'] },
  ],
};
/** What a decision leaves out. */
const LEFT_OUT: Along = { step: [{ from: ['pending'], to: ['skipped'] }] };
const GONE: Along = { step: [{ from: ['done', 'failed'], to: ['undoing'] }] };
const REOPENED = { check: [{ from: ['refused'], to: ['open'] }] } as const satisfies {
  check: readonly PartMove<CheckStatus>[];
};
const aheadAnd = (more: Along): typeof AHEAD => ({ ...AHEAD, step: [...AHEAD.step, ...more.step] });

/** The rows of a run, by where it stands. `going`: the status in which its steps go on. */
export function runRows<G extends string>(going: G): readonly (Row<G> | TimedRow<G>)[] {
  type Status = RunStatus<G>;
  const busy: readonly Status[] = [going, 'rolling-back', 'needs-human'];
  const onward: readonly Status[] = [going, 'verifying'];
  const failing: readonly Status[] = [going, 'rolling-back', 'needs-human', 'rolled-back'];
  const back: readonly Status[] = ['rolling-back', 'rolled-back'];
  const row = (
    command: RunCommand['type'],
    from: readonly Status[],
    to: readonly Status[] | '=',
    ...who: readonly Who<Party | RunParty>[]
  ) => ({ command, from, to, who });
  // Who raised it, a user of its unit, or who speaks for its customer.
  const users = [
    { by: ['requester', ...STAFF], as: 'requester' },
    caller,
    only('customer-representative'),
  ] as const satisfies readonly Who<Party | RunParty>[];
  const expire = (
    from: readonly Status[],
    to: readonly Status[] | '=',
  ): Pick<TimedRow<G>, 'command' | 'from' | 'to' | 'who'> => ({
    command: 'expireStep',
    from,
    to,
    who: time,
  });
  return [
    { ...row('takeStep', busy, '=', byRole), ...performing, part: step(['waiting-human', 'undoing'], '=') },
    { ...row('takeCommand', [...busy, 'verifying', 'succeeded', 'rolled-back'], '=', superior), not: ['performer'] },
    // Its steps go on.
    {
      ...row('confirmStep', [going], onward, byRole),
      ...performing,
      part: step(['waiting-human'], ['done', 'to-witness']),
      also: AHEAD,
    },
    {
      ...row('failStep', [going], failing, byRole),
      ...performing,
      part: step(['waiting-human'], ['failed', 'waiting-human', 'undoing']),
      also: BACK,
    },
    {
      ...row('decideStep', [going], onward, commander),
      part: step(['waiting-human'], ['done', 'to-witness']),
      also: aheadAnd(LEFT_OUT),
    },
    {
      ...row('witnessStep', [going], onward, byRole, superior),
      ...witnessing,
      part: step(['to-witness'], ['done', 'skipped']),
      also: aheadAnd(LEFT_OUT),
    },
    {
      ...row('refuseWitness', [going], '=', byRole, superior),
      ...witnessing,
      part: step(['to-witness'], ['pending', 'waiting-human', 'failed']),
    },
    {
      ...row('passGate', [going], onward, byRole),
      ...judging,
      part: check(['open', 'refused'], ['passed']),
      also: AHEAD,
    },
    row('pause', [going], ['needs-human'], commander, superior),
    { ...row('pause', [going], ['needs-human'], byRole), part: step(['running', 'waiting-human'], '=') },
    { ...row('rollBack', [going, 'verifying', 'needs-human'], back, commander), also: BACK },
    {
      ...row('reportStep', [going], [...failing, 'verifying'], system),
      part: step(['running'], ['done', 'to-witness', 'running', 'waiting-human', 'failed', 'undoing']),
      also: aheadAnd(BACK),
    },
    { ...expire([going], failing), part: step(['running'], ['running', 'failed', 'undoing']), also: BACK },
    // It goes back.
    {
      ...row('confirmStep', ['rolling-back'], [...back, 'needs-human'], byRole),
      ...performing,
      part: step(['waiting-human', 'undoing'], ['done', 'to-witness', 'undoing', 'undone']),
      also: GONE,
    },
    {
      ...row('failStep', ['rolling-back'], back, byRole),
      ...performing,
      part: step(['waiting-human'], ['failed', 'undoing']),
      also: GONE,
    },
    {
      ...row('failStep', ['rolling-back'], ['rolling-back', 'needs-human'], byRole), // it halts once nothing else is being undone
      ...performing,
      part: step(['undoing'], ['undo-failed']),
    },
    {
      ...row('witnessStep', ['rolling-back'], [...back, 'needs-human'], byRole, superior),
      ...witnessing,
      part: step(['to-witness'], ['done', 'undoing', 'kept', 'undone']),
      also: GONE,
    },
    {
      ...row('refuseWitness', ['rolling-back'], ['rolling-back', 'needs-human'], byRole, superior),
      ...witnessing,
      part: step(['to-witness'], ['waiting-human', 'undo-failed']),
    },
    {
      ...row('reportStep', ['rolling-back'], [...back, 'needs-human'], system),
      part: step(
        ['running', 'undoing'],
        ['done', 'to-witness', 'waiting-human', 'failed', 'undoing', 'undone', 'undo-failed'],
      ),
      also: GONE,
    },
    {
      ...expire(['rolling-back'], [...back, 'needs-human']),
      part: step(['running', 'undoing'], ['failed', 'undoing', 'undo-failed']),
      also: GONE,
    },
    // It stands until a person has said how it goes on; what was begun comes to its end meanwhile.
    {
      ...row('confirmStep', ['needs-human'], '=', byRole),
      ...performing,
      part: step(['waiting-human', 'undoing'], ['done', 'to-witness', 'undone']),
    },
    {
      ...row('failStep', ['needs-human'], '=', byRole),
      ...performing,
      part: step(['waiting-human', 'undoing'], ['failed', 'undo-failed']),
    },
    {
      ...row('reportStep', ['needs-human'], '=', system),
      part: step(
        ['running', 'undoing'],
        ['done', 'to-witness', 'waiting-human', 'failed', 'undoing', 'undone', 'undo-failed'],
      ),
    },
    { ...expire(['needs-human'], '='), part: step(['running', 'undoing'], ['failed', 'undoing', 'undo-failed']) },
    { ...row('skipStep', [going, 'needs-human'], '=', commander), part: step(UNTAKEN, ['to-witness']) },
    { ...row('skipUndo', ['needs-human'], '=', commander), part: step(['undo-failed'], ['to-witness']) },
    { ...row('markUndone', ['needs-human'], '=', commander), part: step(['undo-failed'], ['to-witness']) },
    {
      ...row('witnessStep', ['needs-human'], ['needs-human', ...onward, ...back], byRole, superior),
      ...witnessing,
      part: step(['to-witness'], ['done', 'skipped', 'kept', 'undone']),
      also: aheadAnd(GONE),
    },
    {
      ...row('refuseWitness', ['needs-human'], '=', byRole, superior),
      ...witnessing,
      part: step(['to-witness'], ['pending', 'waiting-human', 'failed', 'undo-failed']),
    },
    {
      ...row('passGate', ['needs-human'], '=', byRole),
      ...judging,
      part: check(['open', 'refused'], ['passed']),
    },
    {
      ...row('refuseGate', [going, 'needs-human'], '=', byRole),
      ...judging,
      part: check(['open'], ['open', 'refused']),
    },
    { ...row('resume', ['needs-human'], onward, commander), also: AHEAD },
    {
      ...row('retryStep', ['needs-human'], [going, 'needs-human'], commander),
      part: step(['failed'], ['running', 'waiting-human']),
      also: AHEAD,
    },
    {
      ...row('retryUndo', ['needs-human'], ['rolling-back'], commander),
      part: step(['undo-failed'], ['undoing']),
      also: GONE,
    },
    // All is done.
    { ...row('confirmService', ['verifying'], ['succeeded'], ...users), ...judging },
    { ...row('refuseService', ['verifying'], ['needs-human'], ...users), ...judging },
    // What was kept shut begins.
    row('noteRectification', [...busy, 'verifying', 'succeeded', 'rolled-back'], '=', system),
    { ...row('noteRectified', [going], '=', system), also: { ...AHEAD, check: [...AHEAD.check, ...REOPENED.check] } },
    { ...row('noteRectified', ['rolling-back', 'needs-human', 'verifying'], '=', system), also: REOPENED },
    row('noteRectified', ['succeeded', 'rolled-back'], '=', system),
    // What an action reports is never refused for what was decided meanwhile.
    {
      ...row('reportStep', [...busy, 'verifying', 'succeeded', 'rolled-back'], '=', system),
      part: step(DECIDED, '='),
    },
  ];
}
