/** The life of a monthly archive on one screen: collected and checked by the product, its gaps filled, packed, signed twice. */
import { only, rowsOf, STAFF, system } from '../kernel/people/who.ts';
import type { ArchiveCommand } from './contract.ts';
import type { Rules } from './state.ts';
import type { ArchiveParts, ArchiveParty, ArchiveStatus } from './statuses.ts';

/** Nobody takes it out of a queue. */
export const archiveWork = { at: [], idle: 'collecting', urgeable: ['gaps-open', 'signing', 'needs-human'] } as const;
/** They take part in its cases beside those who do in all. */
export const archiveStaff = ['records-keeper', 'project-manager', 'auditor'] as const;

const row = rowsOf<ArchiveStatus | 'none', ArchiveCommand['type'], ArchiveParty, ArchiveParts>();
const keeper = only('records-keeper');
const manager = only('project-manager');
const keepers = only('records-keeper', 'project-manager');
const watchers = only('records-keeper', 'project-manager', 'auditor');
const chased = { by: [...STAFF, ...archiveStaff], as: 'part-assignee' } as const;

export const archiveLifecycle: Rules['lifecycle'] = [
  row('create', 'none', 'collecting', keepers, system),
  // What could not be listed at first is listed by a later look.
  row('noteCollected', ['collecting', 'checking'], 'checking', system),
  {
    ...row('noteChecked', 'checking', ['checking', 'gaps-open', 'needs-human'], system),
    also: {
      gap: [
        { from: 'none', to: ['open', 'late'] },
        { from: ['open', 'late'], to: ['filled'] },
      ],
    },
  },
  row('notePackaged', 'checking', 'signing', system),
  row('noteStuck', ['collecting', 'checking'], 'needs-human', system),

  {
    ...row('fillGap', 'gaps-open', ['gaps-open', 'checking'], chased, keeper),
    part: { kind: 'gap', from: ['open', 'late', 'accepted'], to: ['filled'] },
  },
  // What was sealed up without it is packed anew.
  {
    ...row('fillGap', 'signing', 'checking', chased, keeper),
    part: { kind: 'gap', from: ['late', 'accepted'], to: ['filled'] },
  },
  {
    ...row('assignGap', ['gaps-open', 'signing'], '=', keepers),
    part: { kind: 'gap', from: ['open', 'late'], to: '=' },
  },
  {
    ...row('acceptGap', 'gaps-open', ['gaps-open', 'checking'], manager),
    not: ['part-assignee'],
    part: { kind: 'gap', from: ['open'], to: ['accepted'] },
  },
  row('take', ['collecting', 'checking', 'gaps-open', 'signing', 'needs-human'], '=', keeper),
  row('recheck', ['gaps-open', 'signing', 'needs-human'], 'checking', watchers),
  row('halt', ['gaps-open', 'signing'], 'needs-human', watchers),
  row('acceptBroken', 'needs-human', 'checking', only('auditor')),

  row('sign', 'signing', '=', keeper),
  { ...row('sign', 'signing', 'archived', manager), not: ['keeper'] },
];
