/** The life of a rectification on one screen: issued, put right by who is responsible, cleared by somebody else. */
import { only, rowsOf, STAFF } from '../kernel/people/who.ts';
import type { RectificationCommand } from './contract.ts';
import type { Rules } from './state.ts';
import type { RectificationParty, RectificationStatus } from './statuses.ts';

const open = ['issued', 'rectifying', 'submitted'] as const;
const unsubmitted = ['issued', 'rectifying'] as const;
export const rectificationWork = { at: [], idle: 'issued', urgeable: [...open] } as const;
/** They take part in its cases beside those who do in all. */
export const rectificationStaff = ['safety-lead', 'project-manager', 'auditor'] as const;

const row = rowsOf<RectificationStatus | 'none', RectificationCommand['type'], RectificationParty>();
const everybody = [...STAFF, ...rectificationStaff] as const;
const issuer = { by: everybody, as: 'issuer' } as const;
const responsible = { by: everybody, as: 'responsible' } as const;
const doer = { by: everybody, as: 'doer' } as const;
const lead = only('quality-lead', 'safety-lead');
const safety = only('safety-lead');
/** Above whoever issued it, not above who is to put it right. */
const superior = { by: ['supervisor', 'process-owner'], at: 'issuing' } as const;
/** Whoever puts it right decides nothing about it. */
const others = { not: ['remedier'] } as const;

export const rectificationLifecycle: Rules['lifecycle'] = [
  row('create', 'none', 'issued', only('quality-lead', 'safety-lead', 'project-manager', 'auditor'), only('system')),
  row('reportAccident', 'none', 'issued', only(...everybody), { by: ['requester'], as: 'unit' }, only('system')),
  { ...row('assign', unsubmitted, 'issued', issuer, lead, superior), ...others },
  row('takeUp', 'issued', 'rectifying', responsible),
  row('contest', 'issued', '=', responsible),
  { ...row('uphold', 'issued', '=', superior), not: ['remedier', 'issuer'] },
  { ...row('withdraw', unsubmitted, 'withdrawn', issuer, superior), ...others },
  { ...row('extend', unsubmitted, '=', issuer, lead), ...others },
  row('submit', 'rectifying', 'submitted', responsible, doer),
  { ...row('clear', 'submitted', 'closed', issuer, lead), ...others },
  { ...row('refuseRemedy', 'submitted', 'rectifying', issuer, lead), ...others },
  { ...row('amend', 'issued', '=', issuer), ...others },
  row('reportUp', open, '=', safety, only('project-manager')),
  row('protectScene', unsubmitted, '=', safety),
  row('recordInvestigation', open, '=', safety),
];
