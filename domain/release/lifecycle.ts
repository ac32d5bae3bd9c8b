/** The life of a release on one screen: planned, built, tested and accepted, let in by its change, then out in waves. */
import type { PartMove } from '../kernel/part.ts';
import { caller, only, rowsOf, runCommander as commander, system } from '../kernel/people/who.ts';
import type { MovesAlong } from '../kernel/part.ts';
import { gatingRows } from '../kernel/gating/gating.ts';
import { judging } from '../kernel/running/persons.ts';
import { runRows } from '../kernel/running/rows.ts';
import type { RunStatus } from '../kernel/running/shapes.ts';
import type { ReleaseCommand } from './contract.ts';
import type { Rules } from './state.ts';
import type { ReleaseParts, ReleaseParty, ReleaseRunStatus, ReleaseStatus } from './statuses.ts';

const before = ['planning', 'building', 'testing', 'approving'] as const;
const running = ['deploying', 'rolling-back', 'needs-human'] as const;
const open = [...before, ...running, 'verifying'] as const;
export const releaseWork = { at: [], idle: 'planning', urgeable: [...open] } as const;

const row = rowsOf<ReleaseStatus | 'none', ReleaseCommand['type'], ReleaseParty, ReleaseParts>();
const owner = only('process-owner');
const customer = only('customer-representative');
const time = [{ by: ['time'] }] as const;

const wave = (from: readonly ReleaseParts['wave'][], to: readonly ReleaseParts['wave'][] | '=') =>
  ({ kind: 'wave', from, to }) satisfies { kind: 'wave' } & PartMove<ReleaseParts['wave']>;
const site = (from: readonly ReleaseParts['site'][], to: readonly ReleaseParts['site'][]) =>
  ({ kind: 'site', from, to }) satisfies { kind: 'site' } & PartMove<ReleaseParts['site']>;
const gate = (from: readonly ReleaseParts['gate'][], to: readonly ReleaseParts['gate'][]) =>
  ({ kind: 'gate', from, to }) satisfies { kind: 'gate' } & PartMove<ReleaseParts['gate']>;

/** The next wave is let in. */
const ADMITTED = { wave: [{ from: ['pending'], to: ['admitted'] }] } as const satisfies MovesAlong<ReleaseParts>;
/** A place is verified, a whole wave comes to its gate; or a wave goes back with all that stands in it. */
const GROUPS = {
  wave: [
    { from: ['running'], to: ['gating'] },
    { from: ['admitted', 'running', 'gating', 'passed'], to: ['rolling-back'] },
    { from: ['rolling-back'], to: ['rolled-back'] },
  ],
  site: [
    { from: ['pending'], to: ['running'] },
    { from: ['running'], to: ['verified'] },
    { from: ['running', 'verified', 'failed'], to: ['rolling-back'] },
    { from: ['rolling-back'], to: ['rolled-back'] },
  ],
  gate: [
    { from: ['shut'], to: ['soaking', 'ready'] },
    { from: ['soaking', 'ready', 'held', 'passed'], to: ['shut'] },
  ],
} as const satisfies MovesAlong<ReleaseParts>;
const BEGINS = {
  step: [{ from: ['pending'], to: ['running', 'waiting-human'] }],
  check: [{ from: ['shut'], to: ['open'] }],
  site: [{ from: ['pending'], to: ['running', 'failed'] }],
} as const satisfies MovesAlong<ReleaseParts>;
const GATES = ['shut', 'soaking', 'ready', 'held'] as const;

const isOfRelease = (status: RunStatus<'deploying'>): status is ReleaseRunStatus => status !== 'succeeded';
/**
 * Rolled back is the end; who confirms the service, and that it stays in the same status, is said below. Waves end by their gates and
 * not by a step; once a wave is back the release goes on.
 */
function leadsTo(command: string, from: readonly ReleaseRunStatus[], to: readonly ReleaseRunStatus[]) {
  const own = to.filter((status) => status !== 'verifying' || command === 'resume');
  const isBack = own.includes('rolled-back') && !from.includes('deploying');
  return isBack && !own.includes('deploying') ? [...own, 'deploying' as const] : own;
}
/** Who built it does not say that it is good. */
const INSPECTS: readonly string[] = ['passGate', 'refuseGate'];
const runs = runRows('deploying')
  .filter(({ command }) => command !== 'confirmService' && command !== 'refuseService')
  .map((one) => {
    const from = one.from.filter(isOfRelease).filter((status) => status !== 'rolled-back');
    return {
      ...one,
      ...(INSPECTS.includes(one.command) ? { not: [...judging.not, 'builder' as const] } : {}),
      from,
      to: one.to === '=' ? one.to : leadsTo(one.command, from, one.to.filter(isOfRelease)),
      ...(one.also ? { also: { ...one.also, ...GROUPS } } : {}),
    };
  });

export const releaseLifecycle: Rules['lifecycle'] = [
  row('create', 'none', 'planning', owner, system),
  row('planWaves', 'planning', '=', owner),
  row('startBuild', 'planning', 'building', owner),
  row('recordBuild', 'building', 'testing', only('engineer')),
  {
    ...row('recordTest', 'testing', ['testing', 'building'], only('engineer'), only('quality-lead')),
    not: ['builder'],
  },
  // Of a drill no change is asked for.
  {
    ...row('acceptTest', 'testing', ['approving', 'deploying'], customer),
    not: ['commander', 'builder', 'tester'],
    also: ADMITTED,
  },
  { ...row('settleChange', 'approving', ['deploying', 'planning'], system), also: ADMITTED },
  row('settleChange', 'deploying', ['deploying', 'needs-human'], system),
  row('settleChange', ['planning', 'building', 'testing', 'rolling-back', 'needs-human', 'verifying'], '=', system),
  ...gatingRows(before),
  row('takeCommand', [...before], '=', only('supervisor', 'process-owner')),
  row('cancel', [...before], 'canceled', owner),

  { command: 'waveDue', from: [...running], to: '=', who: time, part: wave(['admitted'], '=') },
  { ...row('openWave', 'deploying', '=', owner), part: wave(['admitted'], ['running']), also: BEGINS },
  {
    ...row('openWave', [...running, 'verifying'], '=', system),
    part: wave(
      ['pending', 'admitted', 'running', 'gating', 'passed', 'rolling-back', 'rolled-back', 'left-out'],
      ['running'],
    ),
    also: BEGINS,
  },
  ...runs,
  { command: 'soak', from: [...running], to: '=', who: time, part: gate(['soaking', 'held'], ['ready', 'held']) },
  {
    ...row('approveGate', 'deploying', ['deploying', 'verifying'], owner),
    not: ['builder', 'performer'],
    part: gate(GATES, ['passed']),
    also: { wave: [{ from: ['gating'], to: ['passed'] }, ...ADMITTED.wave] },
  },
  { ...row('holdGate', 'deploying', '=', owner), not: ['builder'], part: gate(['soaking', 'ready'], ['held']) },
  {
    ...row('refuseGate', 'deploying', ['deploying', 'rolling-back'], owner),
    not: ['builder'],
    part: gate(['soaking', 'ready', 'held'], ['held']),
    also: { ...GROUPS, step: [{ from: ['done', 'failed'], to: ['undoing'] }] },
  },
  {
    ...row('extendWindow', ['deploying', 'needs-human'], '=', owner),
    part: wave(['admitted', 'running', 'gating'], '='),
  },
  {
    ...row('retryStep', ['deploying', 'needs-human'], '=', commander),
    part: site(['failed'], ['running']),
    also: { step: BEGINS.step, check: BEGINS.check },
  },
  {
    ...row('rollBack', ['deploying', 'needs-human'], ['rolling-back', 'deploying'], commander),
    part: wave(['admitted', 'running', 'gating'], ['rolling-back', 'rolled-back']),
    also: { ...GROUPS, step: [{ from: ['done', 'failed'], to: ['undoing'] }] },
  },
  {
    ...row('retryWave', 'deploying', '=', owner),
    part: wave(['rolled-back'], ['admitted']),
    also: {
      site: [{ from: ['rolled-back'], to: ['pending'] }],
      step: [{ from: ['done', 'failed', 'undone', 'kept', 'skipped'], to: ['pending'] }],
      check: [{ from: ['passed', 'open', 'refused'], to: ['shut'] }],
    },
  },
  {
    ...row('leaveOut', 'deploying', ['deploying', 'verifying'], owner),
    part: wave(['rolled-back'], ['left-out']),
    also: { site: [{ from: ['rolled-back'], to: ['left-out'] }], ...ADMITTED },
  },
  {
    ...row('leaveOut', 'deploying', '=', owner),
    part: site(['pending', 'failed', 'rolled-back'], ['left-out']),
    also: { wave: GROUPS.wave, gate: GROUPS.gate },
  },
  { ...row('confirmService', 'verifying', '=', customer, caller), not: [...judging.not, 'builder'] },
  { ...row('refuseService', 'verifying', 'needs-human', customer, caller), not: [...judging.not, 'builder'] },
  row('close', 'verifying', 'closed', owner),
];
