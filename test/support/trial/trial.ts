/** Test support: the smallest process whose cases are approved. Drafted, shown to those who decide, done or refused. */
import { z } from 'zod';
import { approvalCommands, planHash } from '../../../domain/kernel/approving/contract.ts';
import {
  approvalContext,
  approvalFolds,
  approvalFollows,
  approvalRules,
  approvalWatches,
  type ApprovalUse,
  approverLeaves,
  askApproval,
  delegationDue,
  hasSay,
  overdue,
  voidApproval,
} from '../../../domain/kernel/approving/rules.ts';
import { type ApprovalParty, approvalParties, approvalPassedOn } from '../../../domain/kernel/approving/parties.ts';
import {
  approvalClock,
  approvalClockWords,
  approvalHanding,
  approvalRows,
  approvalSaid,
  approvalTold,
} from '../../../domain/kernel/approving/shipped.ts';
import {
  approvalBlockers,
  approvalFields,
  approvalOpen,
  approvalShown,
  approvalTells,
  approvalWaits,
} from '../../../domain/kernel/approving/waits.ts';
import type { Approving, RoundEvents } from '../../../domain/kernel/approval/shapes.ts';
import { urgeAnswer } from '../../../domain/kernel/clocks/shipped.ts';
import {
  type AtDesk,
  type Keeping,
  openedAt,
  reportedAt,
  type Reported,
} from '../../../domain/kernel/common/intake.ts';
import { because, commonCommands, intake, key, nothing, reported } from '../../../domain/kernel/contract.ts';
import { defineProcess } from '../../../domain/kernel/define-process.ts';
import type { Definition, Ended, RuleCtx, Word } from '../../../domain/kernel/definition.ts';
import { DomainError } from '../../../domain/kernel/errors.ts';
import { commonFields, reportedFields } from '../../../domain/kernel/own-fields.ts';
import { only, rowsOf, STAFF } from '../../../domain/kernel/people/who.ts';
import type { CommandOf, CommandTable } from '../../../domain/kernel/process.ts';

const trialCommands = {
  create: { title: { zh: '登记', en: 'Open' }, ...intake, input: z.strictObject(reported) },
  plan: { title: { zh: '方案', en: 'Plan' }, input: z.strictObject({ planHash, implementer: key() }) },
  submit: {
    title: { zh: '提交', en: 'Submit' },
    facts: { fresh: ['approvals'] },
    input: z.strictObject({ policy: key() }),
  },
  revise: { title: { zh: '撤回', en: 'Revise' }, input: because },
  appoint: { title: { zh: '换人', en: 'Appoint' }, input: z.strictObject({ person: key() }) },
  withdraw: { title: { zh: '撤销', en: 'Withdraw' }, input: nothing },
  ...commonCommands,
  ...approvalCommands,
} satisfies CommandTable;
type Command = CommandOf<typeof trialCommands>;
type Status = 'draft' | 'authorizing' | 'done' | 'refused';
type Trial = Keeping<Reported> & Approving & { status: Status; planHash?: string; implementer?: string };
type Events = RoundEvents & {
  created: AtDesk<Reported>;
  planned: { planHash: string; implementer: string };
  submitted: object;
  revised: { reason: string };
  appointed: { person: string };
  authorized: Ended;
  declined: Ended;
  withdrawn: Ended;
};
type Rules = Definition<Trial, Command, Events, ApprovalParty>;
type Ctx = RuleCtx<Trial, Events>;

const use: ApprovalUse<Trial, Word<Events>, Ctx> = {
  parties: ({ reporter, implementer }) => ({
    requester: reporter === undefined ? [] : [reporter],
    implementer: implementer === undefined ? [] : [implementer],
  }),
  never: ['requester', 'implementer'],
  over: (words, result, _trial, ctx) => ctx.ending(words, result === 'passed' ? 'authorized' : 'declined'),
};

const row = rowsOf<Status | 'none', Command['type']>();
const staff = only(...STAFF);

export const trial = defineProcess({
  key: 'trial',
  lifecycle: [
    row('create', 'none', 'draft', staff),
    row('plan', 'draft', '=', staff),
    row('submit', 'draft', 'authorizing', staff),
    row('revise', 'authorizing', 'draft', staff),
    row('appoint', ['draft', 'authorizing'], '=', staff),
    row('withdraw', 'draft', 'refused', staff),
    ...approvalRows<Status>({ at: 'authorizing', to: ['done', 'refused'] }),
  ],
  parties: approvalParties,
  passedOn: approvalPassedOn,
  work: { at: ['draft'], idle: 'draft' },
  create: (data, _trial, ctx) => [{ type: 'created', data: reportedAt('L1', data, ctx) }],
  opened: (data, at) => ({ status: 'draft', ...openedAt('L1', data, { at, own: {} }) }),
  rules: {
    plan: 'planned',
    submit: ({ policy }, state, ctx) => [
      { type: 'submitted', data: {} },
      ...askApproval(use, state, ctx, { policy, shown: state.planHash ?? '' }),
    ],
    revise: ({ reason }, state) => [...voidApproval(state, reason), { type: 'revised', data: { reason } }],
    appoint({ person }, state) {
      if (hasSay(state, person)) throw new DomainError('separation-of-duties', 'Who decides on it does not do it');
      return [{ type: 'appointed', data: { person } }];
    },
    withdraw: (_data, _trial, ctx) => ctx.ending([], 'withdrawn'),
    ...approvalRules(use),
  },
  leaves: (data, state, ctx) => approverLeaves(use, data, state, ctx),
  ends: { authorized: 'done', declined: 'refused', withdrawn: 'refused' },
  folds: {
    ...approvalFolds<Trial>(),
    planned: (state, { data }) => ({ ...state, ...data }),
    submitted: (state) => ({ ...state, status: 'authorizing' }),
    revised: (state) => ({ ...state, status: 'draft' }),
    appointed: (state, { data }) => ({ ...state, implementer: data.person }),
    authorized: null,
    declined: null,
    withdrawn: null,
  },
  blockers: (state, ctx) => approvalBlockers(use, state, ctx),
  onDue: { approval: { at: 'authorizing', move: (state, _ctx, { due, dueAt }) => late(due, overdue(state, dueAt)) } },
  named: delegationDue,
  tells: { ...approvalTells(use), authorized: ['reporters'], declined: ['reporters'] },
  handing: approvalHanding,
  follows: approvalFollows(),
  next: {
    draft: [['desk', 'submit']],
    authorizing: (state: Trial) => approvalWaits(use, state),
    done: null,
    refused: null,
  },
  approves: { parties: ['requester', 'implementer'], never: use.never },
  addresses: ['process-owner'],
  fields: { ...reportedFields, ...approvalFields, ...commonFields({}) },
  shown: approvalShown(use),
  clocks: {
    shipped: { approval: approvalClock('service'), 'urge-answer': urgeAnswer('service') },
    context: approvalContext,
    watches: approvalWatches,
  },
  words: {
    noun: ['试办', 'Trial'],
    statuses: {
      draft: ['草稿', 'draft'],
      authorizing: ['审批中', 'authorizing'],
      done: ['已批准', 'approved'],
      refused: ['未批准', 'refused'],
    },
    told: { ...approvalTold, authorized: ['已批准', 'is approved'], declined: ['未获批准', 'was refused'] },
    clocks: approvalClockWords,
    ladder: {},
    said: approvalSaid,
    values: {},
  },
  open: approvalOpen,
  shape: 1,
} satisfies Rules);

/** Time moves nothing but what it says. */
const late = (due: readonly Word<Events>[], words: readonly Word<Events>[] | null) => words && [...due, ...words];
