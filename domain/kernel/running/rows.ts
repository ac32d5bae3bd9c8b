/** The rows of a run that a process takes over; `G`: the status in which its steps go on. */
import type { PartMove } from '../part.ts';
import { only, STAFF, system } from '../people/who.ts';
import type { Party, Transition, Who } from '../process.ts';
import type { StepStatus } from '../steps/shapes.ts';
import type { RunCommand } from './contract.ts';
import type { CheckStatus, RunParts, RunStatus } from './shapes.ts';

/** `performer`: has or had one of its steps. */
export type RunParty = 'performer';
type Row<G extends string> = Transition<RunStatus<G>, RunCommand['type'], Party | RunParty, RunParts>;
/** A move that time alone makes: an action whose limit passed. */
type TimedRow<G extends string> = Omit<Transition<RunStatus<G>, 'expireStep', never, RunParts>, 'who' | 'not'> & {
  who: readonly [{ by: readonly ['time'] }];
};

const byRole: Who<Party | RunParty> = { by: STAFF, as: 'part-role' };
const commander: Who<Party | RunParty> = { by: STAFF, as: 'commander' };
const superior = only('supervisor', 'process-owner');
const time = [{ by: ['time'] }] as const;
const UNTAKEN: readonly StepStatus[] = ['pending', 'waiting-human', 'failed'];
export const STEP_STATUSES: readonly StepStatus[] = [
  'pending',
  'running',
  'waiting-human',
  'to-witness',
  'done',
  'skipped',
  'failed',
  'undoing',
  'undo-failed',
  'undone',
  'kept',
];
const step = (from: readonly StepStatus[], to: readonly StepStatus[] | '=') => ({ kind: 'step', from, to }) as const;
const check = (from: readonly CheckStatus[], to: readonly CheckStatus[]) => ({ kind: 'check', from, to }) as const;
/** What follows from a success: the next begin, or what was done goes back, or what was to be done is left out. */
const ALONG: {
  step: readonly PartMove<StepStatus>[];
  check: readonly PartMove<CheckStatus>[];
} = {
  step: [
    { from: ['pending'], to: ['running', 'waiting-human', 'skipped'] },
    { from: ['done', 'failed'], to: ['undoing'] },
    { from: ['waiting-human', 'to-witness'], to: ['pending', 'failed', 'waiting-human'] },
  ],
  check: [{ from: ['shut'], to: ['open'] }],
};

/** Where a run may stand after anything that happened in it. `ends`: where the undone whole leads. */
export function runRows<G extends string>(going: G): readonly (Row<G> | TimedRow<G>)[] {
  const busy: readonly RunStatus<G>[] = [going, 'rolling-back', 'needs-human'];
  const anywhere: readonly RunStatus<G>[] = [going, 'rolling-back', 'needs-human', 'verifying', 'rolled-back'];
  const row = (
    command: RunCommand['type'],
    from: readonly RunStatus<G>[],
    to: readonly RunStatus<G>[] | '=',
    ...who: readonly Who<Party | RunParty>[]
  ) => ({ command, from, to, who });
  return [
    { ...row('takeStep', busy, '=', byRole), not: ['commander'], part: step(['waiting-human', 'undoing'], '=') },
    {
      ...row('confirmStep', busy, anywhere, byRole),
      not: ['commander'],
      part: step(['waiting-human', 'undoing'], ['done', 'to-witness', 'undone', 'undoing']),
      also: ALONG,
    },
    {
      ...row('failStep', busy, anywhere, byRole),
      not: ['commander'],
      part: step(['waiting-human', 'undoing'], ['failed', 'waiting-human', 'undo-failed', 'undoing']),
      also: ALONG,
    },
    { ...row('decideStep', [going], anywhere, commander), part: step(['waiting-human'], ['done']), also: ALONG },
    { ...row('skipStep', [going, 'needs-human'], '=', commander), part: step(UNTAKEN, ['to-witness']) },
    { ...row('skipUndo', ['needs-human'], '=', commander), part: step(['undo-failed'], ['to-witness']) },
    {
      ...row('witnessStep', busy, anywhere, byRole, superior),
      not: ['part-assignee', 'part-asker'],
      part: step(['to-witness'], ['done', 'skipped', 'kept', 'undoing']),
      also: ALONG,
    },
    {
      ...row('refuseWitness', busy, anywhere, byRole, superior),
      not: ['part-assignee', 'part-asker'],
      part: step(['to-witness'], ['pending', 'waiting-human', 'failed', 'undo-failed', 'undoing']),
      also: ALONG,
    },
    {
      ...row('passGate', [going, 'needs-human'], anywhere, byRole),
      not: ['performer'],
      part: check(['open', 'refused'], ['passed']),
      also: ALONG,
    },
    {
      ...row('refuseGate', [going, 'needs-human'], '=', byRole),
      not: ['performer'],
      part: check(['open'], ['open', 'refused']),
    },
    row('pause', [going], ['needs-human'], commander, superior),
    { ...row('pause', [going], ['needs-human'], byRole), part: step(['running', 'waiting-human'], '=') },
    { ...row('resume', ['needs-human'], anywhere, commander), also: ALONG },
    {
      ...row('retryStep', ['needs-human'], anywhere, commander),
      part: step(['failed'], ['running', 'waiting-human']),
      also: ALONG,
    },
    { ...row('rollBack', [going, 'verifying', 'needs-human'], anywhere, commander), also: ALONG },
    {
      ...row('retryUndo', ['needs-human'], anywhere, commander),
      part: step(['undo-failed'], ['undoing']),
      also: ALONG,
    },
    {
      ...row('markUndone', ['needs-human'], anywhere, commander),
      part: step(['undo-failed'], ['undone']),
      also: ALONG,
    },
    {
      ...row(
        'takeCommand',
        [going, 'verifying', 'rolling-back', 'needs-human', 'succeeded', 'rolled-back'],
        '=',
        superior,
      ),
      not: ['performer'],
    },
    {
      ...row(
        'confirmService',
        ['verifying'],
        ['succeeded'],
        { by: ['requester', ...STAFF], as: 'reporter' },
        only('requester', 'customer-representative'),
      ),
      not: ['performer'],
    },
    {
      ...row(
        'refuseService',
        ['verifying'],
        ['needs-human'],
        { by: ['requester', ...STAFF], as: 'reporter' },
        only('requester', 'customer-representative'),
      ),
      not: ['performer'],
    },
    // What an action reports is never refused for what the case has come to meanwhile.
    {
      ...row('reportStep', [...anywhere, 'succeeded'], [...anywhere, 'succeeded'], system),
      part: step(STEP_STATUSES, STEP_STATUSES),
      also: ALONG,
    },
    {
      command: 'expireStep',
      from: busy,
      to: anywhere,
      who: time,
      part: step(['running', 'undoing'], ['running', 'waiting-human', 'failed', 'undoing', 'undo-failed']),
      also: ALONG,
    },
  ];
}
