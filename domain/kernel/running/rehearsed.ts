/** What people answer by default when a plan is rehearsed 推演: so that it runs through, and one sees who is asked what, and when. Pure. */
import type { Waited } from '../process.ts';
import { MINUTE } from '../time/durations.ts';
import type { Millis } from '../units.ts';
import { plannedIn, ruleOf } from './following.ts';
import type { Running } from './shapes.ts';

/** Whoever is asked for something that has no budget answers after so long. */
export const ANSWERED_AFTER: Millis = 5 * MINUTE;

export type RehearsedAnswer = {
  /** The wait that it answers; what comes from outside, such as the report of an action. */
  to: Waited['to'] | 'outside';
  command: string;
  part?: string;
  data: object;
  /** After half of its budget; null: so long after it was asked for. */
  at: Millis | null;
};
export type RehearsedAsk<S extends Running = Running> = {
  state: S;
  waitsFor: readonly Waited[];
  /** Virtual. */
  now: Millis;
  /** Steps that fail, each time that they are tried: by the ids of their parts, or at every place by those in the plan. */
  fails: ReadonlySet<string>;
  /** Parts of which it was tried once more already. */
  retried: ReadonlySet<string>;
  /** By command, what is said whenever it is asked for; absent: what is said by default. */
  given: Readonly<Record<string, object>>;
};
/** One thing that is waited for. */
export type RehearsedWait = { to: Waited['to']; command: string; part?: string | undefined };
/** An answer; or its data, after the usual time. */
export type OwnAnswer = RehearsedAnswer | { data: object; at?: Millis };
/** What a process answers to its own commands. */
export type OwnAnswers<S extends Running> = {
  /** Null: nothing as yet; undefined: it is answered as in every run. */
  to(wait: RehearsedWait, ask: RehearsedAsk<S>): OwnAnswer | null | undefined;
  /** What comes from outside, and nobody is waited for. */
  beside?(ask: RehearsedAsk<S>): readonly RehearsedAnswer[];
};

const SAID = '推演 / rehearsal';
export const rehearsedWords = {
  evidence: { evidence: SAID },
  because: { reason: SAID },
  said: SAID,
} as const;
const { evidence, because } = rehearsedWords;
/** Of commands about the case alone. */
const ANSWERS: Readonly<Record<string, object>> = { confirmService: { checks: SAID }, resume: because };

/**
 * What is answered to all that the case waits for, in its order: steps are confirmed after half of their budget, those that are to
 * fail fail then; a decision takes its first choice; what failed for good is tried once more, then all goes back. Empty: nobody is
 * waited for whom it could answer for. Throws nothing.
 */
export function rehearsedAnswers<S extends Running>(ask: RehearsedAsk<S>, own: OwnAnswers<S>): RehearsedAnswer[] {
  const { state, waitsFor, fails } = ask;
  const answers = waitsFor.flatMap(({ to, command, parts }) =>
    (parts ?? [undefined]).flatMap((part) => answeredTo({ to, command, part }, ask, own)),
  );
  const acting = plannedIn(state).flatMap(({ id }): RehearsedAnswer[] => {
    const { status, attempt, until } = state.parts?.step?.[id] ?? {};
    if (status !== 'running' || !isToFail(state, id, fails) || attempt === undefined || until === undefined) return [];
    const data = { attempt, what: 'do', outcome: 'failed', detail: 'rehearsed' };
    return [{ to: 'outside', command: 'reportStep', part: id, data, at: until - ruleOf(state, id).budgetMs / 2 }];
  });
  return [...answers, ...acting, ...(own.beside?.(ask) ?? [])];
}

function answeredTo<S extends Running>(
  wait: RehearsedWait,
  ask: RehearsedAsk<S>,
  own: OwnAnswers<S>,
): RehearsedAnswer[] {
  const { to, command, part } = wait;
  const said = own.to(wait, ask);
  if (said === null) return [];
  const whole = { to, command, ...(part === undefined ? {} : { part }) };
  const answers = said === undefined ? byDefault(wait, ask) : ['to' in said ? said : { ...whole, at: null, ...said }];
  return answers.map((one) => ({ ...one, data: { ...one.data, ...ask.given[one.command] } }));
}

function byDefault({ to, command, part }: RehearsedWait, ask: RehearsedAsk): RehearsedAnswer[] {
  if (part !== undefined) return toPart({ to, command, part }, ask);
  const data = ANSWERS[command] ?? ask.given[command];
  return data ? [{ to, command, data, at: null }] : [];
}

function toPart(
  { to, command, part }: RehearsedWait & { part: string },
  { state, fails, retried }: RehearsedAsk,
): RehearsedAnswer[] {
  const answer = (data: object, more: Partial<RehearsedAnswer> = {}): RehearsedAnswer[] => [
    { to, command, part, data, at: null, ...more },
  ];
  switch (command) {
    case 'confirmStep': {
      const isDue = isToFail(state, part, fails) && state.parts?.step?.[part]?.status === 'waiting-human';
      const at = halfOf(state, part);
      return isDue ? answer(because, { command: 'failStep', at }) : answer(evidence, { at });
    }
    case 'decideStep': {
      const [first] = ruleOf(state, part).choices ?? [];
      return answer({ ...(first ? { choice: first.id } : {}), ...because }, { at: halfOf(state, part) });
    }
    case 'retryStep':
      if (!retried.has(part)) return answer(because);
      return [{ to, command: 'rollBack', data: because, at: null }];
    case 'retryUndo':
      return retried.has(part) ? answer(evidence, { command: 'markUndone' }) : answer(because);
    case 'witnessStep':
      return answer({});
    case 'passGate':
      return answer(evidence);
    default:
      return [];
  }
}

function isToFail(state: Running, part: string, fails: ReadonlySet<string>): boolean {
  return fails.has(part) || fails.has(ruleOf(state, part).id);
}

/** Half of what it may take, doing or taking back; null: it may take what it likes, since an action said nothing that one knows. */
function halfOf(state: Running, part: string): Millis | null {
  const { status, until } = state.parts?.step?.[part] ?? {};
  const { budgetMs, undo } = ruleOf(state, part);
  if (until === undefined) return null;
  return until - (status === 'undoing' ? (undo?.budgetMs ?? 0) : budgetMs) / 2;
}
