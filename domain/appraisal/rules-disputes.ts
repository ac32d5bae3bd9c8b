/** What is disputed of a published appraisal, how that is answered, and what time makes of silence. */
import { taking } from '../kernel/common/files.ts';
import { DomainError, fieldFault, invalid } from '../kernel/errors.ts';
import { isOfOtherMode } from '../kernel/common/mode.ts';
import type { FieldError, Millis } from '../kernel/process.ts';
import { owedFor } from './calculus/penalty.ts';
import { scoreOf } from './calculus/scoring.ts';
import type { Appraisal, DataOf, Rules, RulesCtx, Word } from './state.ts';
import { owed, scoredFor, statementHashOf, termsOf, totalsOf } from './totals.ts';
import { itemsIn, itemsOf } from './whom.ts';

export const partOf = ({ part }: RulesCtx): string => part?.id ?? '';

/** Whoever stands in for somebody who speaks for the subject judges nothing of it. Throws 'self-appraisal'. */
export function refuseDelegate({ facts: { standsInFor = [] } }: Pick<RulesCtx, 'facts'>): void {
  if (standsInFor.length > 0)
    throw new DomainError('self-appraisal', 'He stands in for whoever is judged', { params: { for: standsInFor } });
}

type Judged = DataOf<'answerDispute'>;
/** Bad fields of an answer: whoever disputes an item never fares worse for it. Throws what `owed` throws. */
function answerFaults(
  { decision, points, relief, excluded }: Judged,
  appraisal: Appraisal,
  item: string,
): FieldError[] {
  const { weight = 0 } = termsOf(appraisal).items.find(({ id }) => id === item) ?? {};
  const { disputed = [] } = itemsOf(appraisal)[item] ?? {};
  const isUpheld = decision === 'upheld';
  const isSame = points !== undefined && points === scoredFor(appraisal, item);
  const most = owedFor(item, owed(appraisal));
  return [
    ...fieldFault(isUpheld && points !== undefined, '/points', 'not-adjusted'),
    ...fieldFault(isUpheld && relief !== undefined, '/relief', 'not-adjusted'),
    ...fieldFault(!isUpheld && points === undefined && relief === undefined, '/points', 'required'),
    ...fieldFault(points !== undefined && points > weight * 100, '/points', 'too-large'),
    ...fieldFault(!isUpheld && isSame, '/points', 'unchanged'),
    ...fieldFault(!isUpheld && points !== undefined && isWorse(points, appraisal, item), '/points', 'worsened'),
    ...fieldFault(relief !== undefined && relief > most, '/relief', 'too-large'),
    ...fieldFault(isUpheld && excluded !== undefined, '/excluded', 'not-adjusted'),
    ...(excluded ?? []).flatMap((number, at) => [
      ...fieldFault(excluded?.indexOf(number) !== at, `/excluded/${at}`, 'duplicate'),
      ...fieldFault(!disputed.includes(number), `/excluded/${at}`, 'not-disputed'),
    ]),
  ];
}

/** With so many points instead the item, or all of them together where it was left out before, would score less than it does now. */
function isWorse(points: number, appraisal: Appraisal, item: string): boolean {
  const { items } = termsOf(appraisal);
  const now = scoredFor(appraisal, item);
  if (now !== null) return points < now;
  const scores = new Map(items.map(({ id }) => [id, scoredFor(appraisal, id)]));
  const [before, after] = [scoreOf(items, scores), scoreOf(items, new Map([...scores, [item, points]]))];
  return before !== null && after !== null && after < before;
}

/** The answer, and behind one that adjusts the line of its own that it makes. */
function answered(
  type: 'disputeAnswered' | 'appealDecided',
  data: Judged,
  appraisal: Appraisal,
  ctx: RulesCtx,
): Word[] {
  refuseDelegate(ctx);
  const part = partOf(ctx);
  const fields = answerFaults(data, appraisal, part);
  if (fields.length > 0) throw new DomainError('invalid-data', 'It cannot be answered so', { fields });
  const { decision, points, relief, reason, excluded, ...given } = data;
  const { files } = taking(given, appraisal, ctx);
  const to = type === 'appealDecided' ? 'decided' : decision;
  const answer: Word = {
    type,
    data: {
      part,
      to,
      assignees: handlers(ctx),
      decision,
      reason,
      ...(files ? { files } : {}),
      ...(excluded ? { excluded } : {}),
    },
  };
  if (decision === 'upheld') return [answer];
  const before = scoredFor(appraisal, part);
  const change = {
    ...(before === null ? {} : { from: before }),
    ...(points === undefined ? {} : { points }),
    ...(relief === undefined ? {} : { relief }),
  };
  const none = { score: null, penalty: 0, lines: [] };
  const adjustment = (totals: ReturnType<typeof totalsOf>): Word => ({
    type: 'adjustmentAdded',
    data: { part, ...change, reason, ...totals },
  });
  const { state } = ctx.after([answer, adjustment(none)]);
  return [answer, adjustment(totalsOf(state))];
}

/** Whoever had a say on the item so far, and who has it now: none of them says the next thing. */
const handlers = ({ part, actor }: RulesCtx): string[] => [...new Set([...(part?.assignees ?? []), actor.id])];

/** Nothing is left that the subject could say, and nothing waits to be answered. */
function isSaid(appraisal: Appraisal): boolean {
  const wasAnswered = itemsIn(appraisal, 'upheld', 'adjusted', 'appealed', 'decided').length > 0;
  return (
    appraisal.status === 'published' &&
    appraisal.disputesOver === true &&
    (!wasAnswered || appraisal.appealsOver === true)
  );
}

/** `words`, and then that it is accepted, where the contract takes silence for that and the last window is over. */
function unlessSilent(words: readonly Word[], ctx: RulesCtx): readonly Word[] {
  const { state } = ctx.after(words);
  if (!isSaid(state) || !termsOf(state).silence) return words;
  const totals = totalsOf(state);
  const statementHash = statementHashOf(state, totals);
  return [...words, { type: 'acceptedBySilence', data: { by: 'silence', statementHash, ...totals } }];
}

const closes =
  (window: 'dispute' | 'appeal') =>
  (_state: Appraisal, ctx: RulesCtx, { due }: { due: readonly Word[]; dueAt: Millis }): readonly Word[] =>
    unlessSilent([...due, { type: 'windowClosed', data: { window } }], ctx);
const whilePublished = ['published', 'disputed'] as const;

export const onDue: NonNullable<Rules['onDue']> = {
  freeze: {
    at: 'collecting',
    move: ({ attempt, begun }, _ctx, { due }) =>
      begun ? null : [...due, { type: 'collectingBegun', data: { attempt } }],
  },
  'dispute-window': { at: whilePublished, move: closes('dispute') },
  'appeal-window': { at: whilePublished, move: closes('appeal') },
};

/** Bad cases of a dispute: named twice, not there, or behind no figure of the item; what is judged by hand has no list. */
function caseFaults({ cases = [] }: DataOf<'dispute'>, appraisal: Appraisal, ctx: RulesCtx): FieldError[] {
  const part = partOf(ctx);
  const { computed } = termsOf(appraisal).items.find(({ id }) => id === part) ?? {};
  const { cases: facts, listed } = ctx.facts;
  return cases.flatMap((number, at) => {
    const [fact, pointer] = [facts?.[`cases/${at}`], `/cases/${at}`];
    if (!fact) return fieldFault(true, pointer, 'unknown');
    const within = listed?.[number];
    return [
      ...fieldFault(cases.indexOf(number) < at, pointer, 'duplicate'),
      ...fieldFault(isOfOtherMode(fact, ctx), pointer, 'other-mode'),
      ...fieldFault(computed === true && Boolean(listed) && !within, pointer, 'not-listed'),
      ...fieldFault(computed === true && within !== undefined && !within.includes(part), pointer, 'other-item'),
    ];
  });
}

export const disputeRules = {
  dispute(data, appraisal, ctx) {
    const fields = caseFaults(data, appraisal, ctx);
    if (fields.length > 0) throw new DomainError('invalid-data', 'These cases cannot be disputed', { fields });
    return [{ type: 'disputed', data: { ...taking(data, appraisal, ctx), part: partOf(ctx), to: 'disputed' } }];
  },
  answerDispute: (data, appraisal, ctx) => answered('disputeAnswered', data, appraisal, ctx),
  appeal: (data, appraisal, ctx) => [
    { type: 'appealed', data: { ...taking(data, appraisal, ctx), part: partOf(ctx), to: 'appealed' } },
  ],
  decideAppeal: (data, appraisal, ctx) => unlessSilent(answered('appealDecided', data, appraisal, ctx), ctx),
  accept(_data, appraisal) {
    const totals = totalsOf(appraisal);
    return [{ type: 'accepted', data: { ...totals, statementHash: statementHashOf(appraisal, totals) } }];
  },
} satisfies Partial<Rules['rules']>;

/** Throws 'invalid-data' for more points than the item has. */
export function refuseTooMany(points: number, appraisal: Appraisal, item: string): void {
  const { weight = 0 } = termsOf(appraisal).items.find(({ id }) => id === item) ?? {};
  if (points > weight * 100) throw invalid('points', 'too-large', `The item has ${weight} points`);
}
