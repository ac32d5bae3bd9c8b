/** The life of a cutover on one screen: planned, checked, armed, then run as every plan is, with a time at which it goes back. */
import type { PartMove } from '../kernel/part.ts';
import { only, rowsOf, runCommander as commander, STAFF } from '../kernel/people/who.ts';
import { gatingRows } from '../kernel/gating/gating.ts';
import { judging } from '../kernel/running/persons.ts';
import { runRows } from '../kernel/running/rows.ts';
import type { CutoverCommand } from './contract.ts';
import type { Rules } from './state.ts';
import type { CutoverParts, CutoverParty, CutoverStatus, PrecheckStatus } from './statuses.ts';

const open = [
  'planned',
  'armed',
  'executing',
  'rolling-back',
  'needs-human',
  'verifying',
  'succeeded',
  'rolled-back',
] as const;
export const cutoverWork = { at: [], idle: 'planned', urgeable: [...open] } as const;

const row = rowsOf<CutoverStatus | 'none', CutoverCommand['type'], CutoverParty, CutoverParts>();
const works = only('engineer', 'supervisor', 'process-owner');
const superior = only('supervisor', 'process-owner');
const time = [{ by: ['time'] }] as const;
const unbegun = ['planned', 'armed'] as const;
const precheck = (from: readonly PrecheckStatus[], to: readonly PrecheckStatus[]) =>
  ({ kind: 'precheck', from, to }) as const;
const anew: readonly PartMove<PrecheckStatus>[] = [{ from: ['open', 'met'], to: ['open'] }];
const back = {
  step: [
    { from: ['done', 'failed'], to: ['undoing'] },
    { from: ['waiting-human', 'to-witness'], to: ['pending', 'failed', 'waiting-human'] },
  ],
} as const;
const on = {
  step: [{ from: ['pending'], to: ['running', 'waiting-human'] }],
  check: [{ from: ['shut'], to: ['open'] }],
} as const;

export const cutoverLifecycle: Rules['lifecycle'] = [
  row('create', 'none', 'planned', works, only('system')),
  { ...row('replan', unbegun, 'planned', works), also: { precheck: anew } },
  {
    ...row('recordPrecheck', unbegun, '=', { by: STAFF, as: 'part-assignee' }, works),
    part: precheck(['open', 'met', 'not-needed'], ['met']),
  },
  { command: 'lapsePrecheck', from: unbegun, to: '=', who: time, part: precheck(['met'], ['open']) },
  { ...row('arm', 'planned', 'armed', commander), also: { precheck: [{ from: ['open', 'met'], to: ['met'] }] } },
  { ...row('start', 'armed', 'executing', commander), also: on },
  ...gatingRows(unbegun),
  row('takeCommand', unbegun, '=', superior),
  row('cancel', unbegun, 'canceled', commander),
  { command: 'reachBackOut', from: ['executing'], to: ['needs-human'], who: time },
  {
    command: 'backOut',
    from: ['needs-human'],
    to: ['rolling-back', 'rolled-back'],
    who: time,
    also: back,
  },
  { ...row('extendBackOut', 'executing', '=', superior), ...judging },
  {
    ...row('extendBackOut', 'needs-human', ['needs-human', 'executing', 'verifying'], superior),
    ...judging,
    also: on,
  },
  {
    ...row(
      'swap',
      ['executing', 'verifying', 'needs-human'],
      ['rolling-back', 'rolled-back'],
      commander,
      { by: STAFF, as: 'performer' },
      { by: STAFF, as: 'present' },
    ),
    also: back,
  },
  ...runRows('executing'),
  row('report', ['succeeded', 'rolled-back'], 'closed', commander),
];
