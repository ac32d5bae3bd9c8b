/**
 * What an open rectification names stays shut until it is closed or withdrawn (processes.md 1): rows, rules, folds, refusals, words
 * and fields that a process takes over beside `gatingCommands`. Whether a part is begun its process says; here stands what is shut.
 */
import type { Base, Fold } from '../definition.ts';
import { DomainError } from '../errors.ts';
import { list, optional, text, within } from '../own-fields.ts';
import { system } from '../people/who.ts';
import type { TwoWords } from '../people/words.ts';
import type { Refusal, Transition } from '../process.ts';
import type { Gating, GatingEvents, NotedWord, OverWord, Shut } from './shapes.ts';

/** So many rectifications may keep one case shut at a time. */
export const MOST_SHUT = 20;

type Command = 'noteRectification' | 'noteRectified';
/** Rows for these statuses, in which neither moves anything. */
export const gatingRows = <St extends string>(open: readonly St[]): readonly Transition<St, Command>[] =>
  (['noteRectification', 'noteRectified'] as const).map((command) => ({ command, from: open, to: '=', who: [system] }));

const others = ({ shut = [] }: Gating, rectification: string): readonly Shut[] =>
  shut.filter((one) => one.rectification !== rectification);

/** Nothing where it stands here already. Throws 'too-many-rectifications'. */
export function noted(data: GatingEvents['rectificationNoted'], { shut = [] }: Gating): NotedWord[] {
  if (shut.some(({ rectification }) => rectification === data.rectification)) return [];
  const isAwaited = shut.some((one) => one.rectification === undefined && one.step === data.step);
  if (!isAwaited && shut.length >= MOST_SHUT)
    throw new DomainError('too-many-rectifications', `At most ${MOST_SHUT} rectifications keep one case shut`, {
      params: { maximum: MOST_SHUT },
    });
  return [{ type: 'rectificationNoted', data }];
}
/** Nothing of one that keeps nothing shut here. */
export const over = (data: { rectification: string; outcome: 'closed' | 'withdrawn' }, state: Gating): OverWord[] =>
  keptBy(state, data.rectification) ? [{ type: 'rectificationOver', data }] : [];
/** What this rectification keeps shut. */
export const keptBy = ({ shut = [] }: Gating, rectification: string): Shut | undefined =>
  shut.find((one) => one.rectification === rectification);

// ── folds
/** The case with what is shut of it; without the field where nothing is. */
export function shutWith<S extends Gating>(state: S, shut: readonly Shut[]): S {
  const { shut: _before, ...rest } = state;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what is shut is optional in every S
  return { ...rest, ...(shut.length > 0 ? { shut } : {}) } as S;
}
/** For a definition's `folds`. */
export const gatingFolds = <S extends Base & Gating>(): { [K in keyof GatingEvents]: Fold<S, GatingEvents[K]> } => ({
  rectificationNoted: (state, { data: { rectification, step } }) => {
    const known = others(state, rectification).filter((one) => one.rectification !== undefined || one.step !== step);
    return shutWith(state, [...known, { rectification, ...(step === undefined ? {} : { step }) }]);
  },
  rectificationOver: (state, { data }) => shutWith(state, others(state, data.rectification)),
});

// ── what stays shut
/** `has`: true for a part that the plan has. What names one that it has not, or has no longer, shuts the whole: it fails closed. */
const isOfWhole = ({ step }: Shut, has: (part: string) => boolean): boolean => step === undefined || !has(step);
/** What keeps the case as a whole shut; undefined: nothing does. */
export const wholeShut = ({ shut = [] }: Gating, has: (part: string) => boolean): Shut | undefined =>
  shut.find((one) => isOfWhole(one, has));
/** What keeps a part shut. `line`: itself, and the parts that it stands in. */
export const partShut = (
  { shut = [] }: Gating,
  line: readonly string[],
  has: (part: string) => boolean,
): Shut | undefined => shut.find((one) => isOfWhole(one, has) || (one.step !== undefined && line.includes(one.step)));

/** The refusal of whatever would begin it. */
export const gateClosed = ({ rectification, step }: Shut): Refusal => ({
  code: 'gate-closed',
  params: { ...(rectification === undefined ? {} : { rectification }), ...(step === undefined ? {} : { step }) },
});
/** The same refusal for each of these commands; none where nothing is shut. */
export const closedTo = (kept: Shut | undefined, ...commands: readonly string[]): Record<string, Refusal> =>
  kept ? Object.fromEntries(commands.map((command) => [command, gateClosed(kept)])) : {};
/** Throws 'gate-closed'. */
export function refuseShut(kept: Shut | undefined): void {
  if (!kept) return;
  const { code, params = {} } = gateClosed(kept);
  throw new DomainError(code, 'An open rectification keeps it shut', { params });
}

// ── how it reads
/** For a definition's `fields` and `shown`: the open rectifications that keep something of it shut. */
export const gatingFields = {
  rectifications: within(optional(list({ number: optional(text), step: optional(text) }))),
} as const;
export const gatingShown = {
  rectifications: ({ shut = [] }: Base & Gating) =>
    shut.length > 0
      ? shut.map(({ rectification, step }) => ({
          ...(rectification === undefined ? {} : { number: rectification }),
          ...(step === undefined ? {} : { step }),
        }))
      : undefined,
};
/** For a definition's `told`, `said` and `values`. */
export const gatingTold = {
  rectificationNoted: ['有整改未销号，相应部分暂不得开始', 'an open rectification keeps a part of it, or all, shut'],
  rectificationOver: ['的一项整改已结束，可以继续', 'a rectification is over, it may go on'],
} as const satisfies Readonly<Record<keyof GatingEvents, TwoWords>>;
export const gatingSaid = {
  rectificationNoted: ['rectification', 'step'],
  rectificationOver: ['rectification', 'part', 'outcome'],
} as const;
export const gatingValues = {
  'rectificationOver.outcome': { closed: ['已销号', 'closed'], withdrawn: ['已撤销', 'withdrawn'] },
} as const;
