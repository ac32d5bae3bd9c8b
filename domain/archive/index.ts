/** The process as one value: what the registries list. No contract in it, so no zod. */
import { defineProcess } from '../kernel/define-process.ts';
import type { BlockerCtx, PartNext } from '../kernel/definition.ts';
import { optional, text, whole } from '../kernel/own-fields.ts';
import { orgLineOf } from '../kernel/people/access.ts';
import type { Refusal } from '../kernel/process.ts';
import { archiveClocks } from './clocks.ts';
import { archiveFields, archiveOpen } from './fields.ts';
import { archiveLifecycle, archiveStaff, archiveWork } from './lifecycle.ts';
import { auditorOf, chasedOf, follows, keeperOf, managerOf, tells } from './reactions.ts';
import { archiveRules } from './rules.ts';
import { gapsIn } from './rules-gaps.ts';
import type { Archive, Rules } from './state.ts';
import { MOST_GAPS } from './statuses.ts';
import { archiveWords } from './words.ts';

export const archive = defineProcess({
  key: 'archive',
  lifecycle: archiveLifecycle,
  staff: archiveStaff,
  parties: { keeper: ({ signed }) => (signed ? [signed.by] : []) },
  parts: {
    kinds: {
      gap: {
        origin: 'command',
        initial: ['open', 'late'],
        most: MOST_GAPS,
        inHand: ['open', 'late'],
        within: true,
        fields: { case: text, paper: text, of: optional(text), files: optional(whole) },
      },
    },
  },
  work: archiveWork,
  ...archiveRules,
  ends: { archived: 'archived' },
  blockers: (state, ctx) => ({ ...signBlockers(state, ctx), ...brokenBlockers(state) }),
  addresses: ['records-keeper', 'project-manager', 'auditor'],
  tells,
  handing: ['gapFound', 'gapCarried', 'gapAssigned', 'packaged', 'signed'],
  follows,
  next: {
    // The product itself works on it: who keeps it looks after that.
    collecting: (state: Archive) => [[keeperOf(state), 'comment', null]],
    checking: (state: Archive) => [[keeperOf(state), 'comment', null]],
    'gaps-open': (state: Archive) =>
      gapsIn(state, 'open').map((part): PartNext => ({ to: chasedOf(state, part), command: 'fillGap', part })),
    signing: (state: Archive) => [[state.signed ? managerOf(state) : keeperOf(state), 'sign', 'sign']],
    'needs-human': (state: Archive) => [[state.broken ? auditorOf(state) : keeperOf(state), 'recheck', null]],
    archived: null,
  },
  fields: archiveFields,
  shown: {
    drill: ({ drill }) => drill === true,
    gaps: (state) => ({
      all: gapsIn(state, 'open', 'filled', 'accepted', 'late').length,
      open: gapsIn(state, 'open').length,
      accepted: gapsIn(state, 'accepted').length,
      late: gapsIn(state, 'late').length,
    }),
    manifestHash: (state) => state.package?.manifestHash,
    packageSha256: (state) => state.package?.sha256,
    packageSize: (state) => state.package?.size,
    signatures: ({ signed, countersigned }) =>
      signed
        ? [{ side: 'keeper', ...signed }, ...(countersigned ? [{ side: 'manager', ...countersigned }] : [])]
        : undefined,
  },
  clocks: { shipped: archiveClocks },
  words: archiveWords,
  open: archiveOpen,
  // Of an organisation a month has one archive at a time; once it has ended, `already-archived` says so.
  holds: ({ status, unit, from, until, drill }) =>
    drill || status === 'archived' ? [] : [{ item: `archive:${unit}`, from, until }],
  shape: 1,
} satisfies Rules);

/** The records keeper signs first, once; the project manager behind him. */
function signBlockers(state: Archive, { actor }: BlockerCtx): Partial<Record<'sign', Refusal>> {
  if (state.status !== 'signing') return {};
  const line = orgLineOf(state.unit);
  const has = (role: string) => actor.grants.some((grant) => grant.role === role && line.includes(grant.orgPath));
  if (!state.signed) return has('records-keeper') ? {} : { sign: { code: 'keeper-signs-first' } };
  // Who has signed does not sign again, whatever else he is.
  return state.signed.by === actor.id || !has('project-manager') ? { sign: { code: 'signed-already' } } : {};
}

const brokenBlockers = (state: Archive): Partial<Record<'acceptBroken', Refusal>> =>
  state.status === 'needs-human' && !state.broken ? { acceptBroken: { code: 'nothing-broken' } } : {};
