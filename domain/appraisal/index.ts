/** The process as one value: what the registries list. No contract in it, so no zod. */
import { defineProcess } from '../kernel/define-process.ts';
import type { BlockerCtx } from '../kernel/definition.ts';
import { optional, text, texts, whole } from '../kernel/own-fields.ts';
import { orgLineOf } from '../kernel/people/access.ts';
import type { Refusal } from '../kernel/process.ts';
import { MOST_ITEMS } from './calculus/scheme.ts';
import { appraisalClocks } from './clocks.ts';
import { appraisalFields, appraisalOpen } from './fields.ts';
import { rectificationStarted } from './folds.ts';
import { appraisalLifecycle, appraisalStaff, appraisalWork } from './lifecycle.ts';
import { follows, tells } from './reactions.ts';
import { appraisalRules } from './rules.ts';
import { onDue } from './rules-disputes.ts';
import type { Appraisal, Rules } from './state.ts';
import { termsOf } from './totals.ts';
import {
  belongsToSubject,
  chiefOf,
  confirmingWaits,
  disputedWaits,
  itemsIn,
  itemsOf,
  scoringWaits,
  speaksFor,
  subjectOf,
  unscored,
} from './whom.ts';
import { appraisalWords } from './words.ts';

export const appraisal = defineProcess({
  key: 'appraisal',
  lifecycle: appraisalLifecycle,
  staff: appraisalStaff,
  organisations: {
    judging: ({ judging }) => judging,
    provider: ({ unit, subject }) => (subject.kind === 'provider' ? unit : undefined),
    centre: ({ unit, subject, subjectGone }) => (subject.kind === 'centre' || subjectGone ? unit : undefined),
  },
  parties: {
    appraised: ({ subject: { person } }) => (person === undefined ? [] : [person]),
    judge: ({ judges }) => judges,
    voider: ({ voiding }) => (voiding ? [voiding.by] : []),
  },
  // Nobody is judged in the place of another: his supervisor speaks for who has left.
  passedOn: ['appraised'],
  // How somebody was judged is not for everybody who works beside him.
  conceals: { from: ['requester', 'desk-agent', 'engineer', 'coordinator'], while: () => true },
  parts: {
    kinds: {
      item: {
        origin: 'plan',
        initial: ['open'],
        most: MOST_ITEMS,
        fields: {
          value: optional(text),
          cases: optional(whole),
          points: optional(whole),
          adjusted: optional(whole),
          relief: optional(whole),
          disputed: optional(texts),
          rectification: optional(text),
        },
      },
    },
    planned: (state) => termsOf(state).items.map(({ id }) => ({ id, kind: 'item' as const })),
  },
  work: appraisalWork,
  ...appraisalRules,
  also: {
    relieved: (state, { data: { places } }) =>
      places.includes('appraised') ? { ...state, subjectGone: true as const } : state,
    caseStarted: (state, { data: { caseId, ref } }) => rectificationStarted(state, caseId, ref),
  },
  ends: { archived: 'archived', voided: 'voided' },
  blockers: (state, ctx) => ({
    ...workBlockers(state),
    ...itemBlockers(state, ctx),
    ...subjectBlockers(state, ctx),
    ...signBlockers(state, ctx),
  }),
  onDue,
  addresses: ['appraiser', 'chief-appraiser', 'project-manager', 'process-owner', 'auditor'],
  tells,
  handing: [
    'frozen',
    'published',
    'disputed',
    'disputeAnswered',
    'appealed',
    'accepted',
    'acceptedBySilence',
    'voidAsked',
  ],
  follows,
  next: {
    // The product itself works on it: who judges looks after that.
    collecting: (state: Appraisal) => [[chiefOf(state), state.stuck === undefined ? 'comment' : 'recollect', null]],
    scoring: scoringWaits,
    published: (state: Appraisal) => [[subjectOf(state), 'accept', 'dispute-window']],
    disputed: disputedWaits,
    confirming: confirmingWaits,
    archived: null,
    voided: null,
  },
  fields: appraisalFields,
  shown: {
    drill: ({ drill }) => drill === true,
    subjectKind: ({ subject }) => subject.kind,
    subjectPerson: ({ subject }) => subject.person,
    listHash: ({ list }) => list?.hash,
    listRows: ({ list }) => list?.rows,
    score: ({ totals }) => totals?.score,
    penalty: ({ totals }) => totals?.penalty,
    currency: ({ terms }) => terms?.currency,
    penalties: ({ totals }) =>
      totals?.lines.map((line) => ({
        is: line.is,
        ...(line.is === 'cap' ? {} : { of: line.is === 'clause' ? line.clause : line.item }),
        ...(line.is === 'clause' ? { times: line.times } : {}),
        cents: line.cents,
      })),
    acceptedBy: ({ accepted }) => accepted?.by,
    silence: ({ accepted }) => accepted?.silence === true,
    signatures: ({ signed }) => {
      const both = (['subject', 'judge'] as const).flatMap((side) => {
        const sign = signed?.[side];
        return sign ? [{ side, ...sign }] : [];
      });
      return both.length > 0 ? both : undefined;
    },
    voiding: ({ voiding }) => voiding?.by,
    rectifications: (state) => {
      const started = Object.values(itemsOf(state)).flatMap(({ rectification }) => rectification ?? []);
      return started.length > 0 ? started : undefined;
    },
  },
  clocks: {
    shipped: appraisalClocks,
    context: (state) => ({
      toAnswer: itemsIn(state, 'disputed').length > 0,
      toDecide: itemsIn(state, 'appealed').length > 0,
    }),
    instants: { freezeAt: ({ freezeAt }) => freezeAt },
    watches: { toAnswer: [true, false], toDecide: [true, false] },
  },
  words: appraisalWords,
  open: appraisalOpen,
  // Of a scheme a period has one appraisal at a time; once it is archived, `already-appraised` says so.
  holds: ({ status, scheme, from, until, drill }) =>
    drill || status === 'archived' || status === 'voided' ? [] : [{ item: `appraisal:${scheme}`, from, until }],
  // 2: an item keeps which cases its dispute names, and the case who spoke for its subject.
  shape: 2,
} satisfies Rules);

const SHOWN = 20;
function workBlockers(
  state: Appraisal,
): Partial<Record<'publish' | 'dispute' | 'appeal' | 'proposeCriteria' | 'void' | 'recollect', Refusal>> {
  const open = state.status === 'scoring' ? unscored(state) : [];
  const over: Refusal = { code: 'window-over' };
  return {
    ...(open.length > 0 ? { publish: { code: 'items-open', params: { items: open.slice(0, SHOWN) } } } : {}),
    ...(state.disputesOver ? { dispute: over } : {}),
    ...(state.appealsOver ? { appeal: over } : {}),
    ...(state.proposed ? { proposeCriteria: { code: 'already-proposed' } } : {}),
    // Its time has not come: what is collected before would not be all.
    ...(state.status === 'collecting' && !state.begun ? { recollect: { code: 'not-collected-yet' } } : {}),
  };
}

/** Of the item that a command is about. */
function itemBlockers(state: Appraisal, { part }: BlockerCtx): Partial<Record<'score' | 'appeal', Refusal>> {
  if (part?.kind !== 'item') return {};
  const { computed } = termsOf(state).items.find(({ id }) => id === part.id) ?? {};
  return {
    ...(part.status === 'scored' ? { score: { code: 'already-scored' } } : {}),
    ...(computed ? { score: { code: 'figures-frozen' } } : {}),
    ...(['appealed', 'decided'].includes(part.status) ? { appeal: { code: 'already-appealed' } } : {}),
  };
}

const JUDGING = ['take', 'score', 'publish', 'answerDispute', 'decideAppeal', 'proposeCriteria', 'void'] as const;
const SPEAKING = ['dispute', 'appeal', 'accept'] as const;
type Judging = (typeof JUDGING)[number] | (typeof SPEAKING)[number] | 'sign';
/**
 * Nobody judges what is his own, or has it voided, under whatever role; who has judged says nothing for the other side, nor the other way
 * round, whatever becomes of his roles.
 */
function subjectBlockers(state: Appraisal, { actor }: BlockerCtx): Partial<Record<Judging, Refusal>> {
  const self: Refusal = { code: 'self-appraisal' };
  const all = (commands: readonly Judging[]) => Object.fromEntries(commands.map((command) => [command, self]));
  const isJudge = state.judges.includes(actor.id);
  const isOfSubject = belongsToSubject(state, actor) || state.spoke?.includes(actor.id) === true;
  // Who speaks for the subject signs for it, anybody else for the judge.
  const signsForOther = speaksFor(state, actor) ? isJudge : isOfSubject;
  return {
    ...(isOfSubject ? all(JUDGING) : {}),
    ...(isJudge ? all(SPEAKING) : {}),
    ...(signsForOther ? { sign: self } : {}),
  };
}

/** Each side signs once; what both sign is what both were shown. */
function signBlockers(
  state: Appraisal,
  { actor }: BlockerCtx,
): Partial<Record<'sign' | 'amend' | 'correct' | 'void', Refusal>> {
  const side = speaksFor(state, actor) ? 'subject' : 'judge';
  // Of whom it is, and of when, its scheme says.
  const frozen: Refusal = { code: 'figures-frozen' };
  return {
    amend: frozen,
    correct: frozen,
    ...(state.signed?.[side] ? { sign: { code: 'signed-already' } } : {}),
    ...voidBlockers(state, actor),
  };
}
function voidBlockers(
  { voiding, unit }: Appraisal,
  { id, grants }: BlockerCtx['actor'],
): Partial<Record<'void', Refusal>> {
  if (voiding) return voiding.by === id ? { void: { code: 'asked-already' } } : {};
  const line = orgLineOf(unit);
  const isOwner = grants.some(({ role, orgPath }) => role === 'process-owner' && line.includes(orgPath));
  return isOwner ? {} : { void: { code: 'owner-voids-first' } };
}
