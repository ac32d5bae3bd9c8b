/** The process as one value: what the registries list. No contract in it, so no zod. */
import { defineProcess } from '../kernel/define-process.ts';
import { rectificationClocks } from './clocks.ts';
import { rectificationFields, rectificationOpen } from './fields.ts';
import { rectificationLifecycle, rectificationStaff, rectificationWork } from './lifecycle.ts';
import { follows, tells } from './reactions.ts';
import { passedOn, rectificationBlockers, rectificationRules } from './rules.ts';
import type { Rules } from './state.ts';
import { issuedWaits, isAccident, rectifyingWaits, remediersOf, submittedWaits } from './whom.ts';
import { rectificationWords } from './words.ts';

const listed = (id: string | undefined): string[] => (id === undefined ? [] : [id]);

export const rectification = defineProcess({
  key: 'rectification',
  lifecycle: rectificationLifecycle,
  parties: {
    issuer: ({ issuer }) => listed(issuer),
    responsible: ({ assignee }) => listed(assignee),
    doer: ({ doer }) => listed(doer),
    remedier: (state) => remediersOf(state),
  },
  passedOn: ['issuer', 'responsible', 'doer'],
  // What was found is not rewritten by who puts it right, nor who found it.
  keepsOut: { amend: ['remedier'], correct: ['remedier'] },
  staff: rectificationStaff,
  organisations: { issuing: ({ issuing }) => issuing },
  work: rectificationWork,
  ...rectificationRules,
  ends: { closed: 'closed', withdrawn: 'withdrawn' },
  also: { relieved: (state, { data }) => passedOn(state, data) },
  blockers: (state) => rectificationBlockers(state),
  addresses: ['process-owner', 'quality-lead', 'safety-lead', 'project-manager'],
  tells,
  handing: ['created', 'assigned', 'contested', 'submitted'],
  follows,
  next: {
    issued: issuedWaits,
    rectifying: rectifyingWaits,
    submitted: submittedWaits,
    closed: null,
    withdrawn: null,
  },
  fields: rectificationFields,
  shown: {
    responsible: ({ assignee }) => assignee,
    contested: ({ contested }) => contested === true,
  },
  clocks: {
    shipped: rectificationClocks,
    context: (state) => ({
      contested: state.contested === true,
      dueNamed: state.due !== undefined,
      accident: isAccident(state),
    }),
    instants: { due: ({ due }) => due },
    watches: { contested: [true, false], dueNamed: [true, false], accident: [true, false] },
  },
  words: rectificationWords,
  open: rectificationOpen,
  shape: 2, // 2: who was responsible before
} satisfies Rules);
