/** The life of an inspection on one screen: planned, visited, its findings settled with the customer, signed by both sides. */
import { only, rowsOf, STAFF } from '../kernel/people/who.ts';
import type { InspectionCommand } from './contract.ts';
import type { Rules } from './state.ts';
import { type InspectionParts, type InspectionParty, type InspectionStatus, SAYS } from './statuses.ts';

const unbegun = ['planned', 'scheduled'] as const;
export const UNBEGUN: readonly InspectionStatus[] = unbegun;
/** Nobody takes it out of a queue: inspectors are appointed. */
export const inspectionWork = {
  at: [],
  idle: 'planned',
  urgeable: [...unbegun, 'in-progress', 'settling', 'signing'],
} as const;

const row = rowsOf<InspectionStatus | 'none', InspectionCommand['type'], InspectionParty, InspectionParts>();
const inspector = { by: STAFF, as: 'inspector' } as const;
const plans = only('supervisor', 'project-manager');
const dispatches = only('coordinator', 'supervisor', 'project-manager');
/** Whoever inspected speaks for no customer. */
const notInspecting = { not: ['inspector', 'former-inspector'] } as const;
const time = [{ by: ['time'] }] as const;
const customer = only('customer-representative');
const answered = ['open', ...SAYS] as const;

export const inspectionLifecycle: Rules['lifecycle'] = [
  row('create', 'none', 'planned', only('supervisor', 'project-manager', 'system')),
  row('appoint', unbegun, 'scheduled', dispatches, inspector),
  row('replaceInspectors', [...unbegun, 'in-progress', 'settling', 'signing'], '=', dispatches),
  row('begin', 'scheduled', 'in-progress', inspector),
  {
    ...row('recordItems', 'in-progress', '=', inspector),
    also: { line: [{ from: answered, to: [...SAYS, 'contested'] }] },
  },
  {
    ...row('chooseValue', ['in-progress', 'settling'], '=', inspector),
    part: { kind: 'line', from: ['contested'], to: SAYS },
  },
  {
    ...row('raiseFinding', 'in-progress', '=', inspector),
    part: { kind: 'finding', from: 'none', to: ['raised'] },
    also: { line: [{ from: answered, to: ['abnormal'] }] },
  },
  { ...row('fixFinding', 'in-progress', '=', inspector), part: { kind: 'finding', from: ['raised'], to: ['fixed'] } },
  {
    ...row('withdrawFinding', 'in-progress', '=', inspector),
    part: { kind: 'finding', from: ['raised', 'fixed'], to: ['withdrawn'] },
  },
  row('complete', 'in-progress', ['settling', 'signing'], inspector),

  {
    ...row('withdrawFinding', 'settling', ['settling', 'signing'], inspector),
    part: { kind: 'finding', from: ['raised', 'disputed'], to: ['withdrawn'] },
  },
  {
    ...row('proposeRemedy', 'settling', '=', inspector),
    part: { kind: 'finding', from: ['raised', 'disputed'], to: ['proposed'] },
  },
  {
    ...row('agreeRemedy', 'settling', ['settling', 'signing'], customer),
    ...notInspecting,
    part: { kind: 'finding', from: ['proposed'], to: ['agreed'] },
  },
  {
    ...row('disputeRemedy', 'settling', '=', customer),
    ...notInspecting,
    part: { kind: 'finding', from: ['proposed'], to: ['disputed'] },
  },
  {
    ...row('reopenFinding', 'settling', '=', inspector, customer),
    part: { kind: 'finding', from: ['fixed', 'agreed'], to: ['raised'] },
  },
  { ...row('correctItem', 'settling', '=', inspector), part: { kind: 'line', from: SAYS, to: SAYS } },
  row('presentRecord', 'settling', 'signing', inspector),

  row('sign', 'signing', '=', inspector),
  { ...row('sign', 'signing', 'archived', customer), ...notInspecting },
  { command: 'deemSigned', from: ['signing'], to: ['archived'], who: time },
  row('withdrawSignature', 'signing', 'settling', { by: STAFF, as: 'signer' }),
  row('refuseSignature', 'signing', 'settling', inspector, customer),
  row('cancel', unbegun, 'canceled', plans),
  { command: 'miss', from: unbegun, to: ['missed'], who: time },
];
