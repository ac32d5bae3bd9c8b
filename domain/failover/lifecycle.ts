/** The life of a failover on one screen: assessed, authorised by who performs nothing, then run as every plan is. */
import { only, rowsOf, runCommander as commander } from '../kernel/people/who.ts';
import { gatingRows } from '../kernel/gating/gating.ts';
import { runRows } from '../kernel/running/rows.ts';
import type { FailoverCommand } from './contract.ts';
import type { Rules } from './state.ts';
import type { FailoverParts, FailoverParty, FailoverStatus } from './statuses.ts';

const open = [
  'assessing',
  'executing',
  'rolling-back',
  'needs-human',
  'verifying',
  'succeeded',
  'rolled-back',
] as const;
export const failoverWork = { at: [], idle: 'assessing', urgeable: [...open] } as const;

const row = rowsOf<FailoverStatus | 'none', FailoverCommand['type'], FailoverParty, FailoverParts>();
const works = only('engineer', 'supervisor', 'process-owner');

export const failoverLifecycle: Rules['lifecycle'] = [
  row('create', 'none', 'assessing', works, only('system')),
  row('updateFacts', 'assessing', '=', works),
  row('choosePlans', 'assessing', '=', commander),
  {
    ...row('authorize', 'assessing', 'executing', commander),
    also: {
      step: [{ from: ['pending'], to: ['running', 'waiting-human'] }],
      check: [{ from: ['shut'], to: ['open'] }],
    },
  },
  row('takeCommand', 'assessing', '=', only('supervisor', 'process-owner')),
  ...gatingRows(['assessing'] as const),
  row('standDown', 'assessing', 'canceled', commander),
  ...runRows('executing'),
  row('report', ['succeeded', 'rolled-back'], 'closed', commander),
];
