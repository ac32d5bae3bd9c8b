/** What people answer by default when a plan is rehearsed 推演: so that it runs through, and one sees who is asked what, and when. Pure. */
import type { Waited } from '../process.ts';
import { MINUTE } from '../time/durations.ts';
import type { Millis } from '../units.ts';
import { plannedIn, ruleOf } from './following.ts';
import type { Running } from './shapes.ts';

/** Whoever is asked for something that has no budget answers after so long. */
export const ANSWERED_AFTER: Millis = 5 * MINUTE;

export type RehearsedAnswer = {
  /** The wait that it answers; of a step that an action does, what it reports. */
  to: Waited['to'] | 'action';
  command: string;
  part?: string;
  data: object;
  /** After half of its budget; null: so long after it was asked for. */
  at: Millis | null;
};
export type RehearsedAsk = {
  state: Running & { proposal?: { planHash: string } };
  waitsFor: readonly Waited[];
  /** Steps that fail, each time that they are tried. */
  fails: ReadonlySet<string>;
  /** Steps that the commander has had tried again once. */
  retried: ReadonlySet<string>;
};

const evidence = { evidence: '推演 / rehearsal' };
const because = { reason: '推演 / rehearsal' };
/** Of commands about the case alone. */
const ANSWERS: Readonly<Record<string, object>> = {
  confirmService: { checks: '推演 / rehearsal' },
  report: { good: '推演 / rehearsal', bad: '推演 / rehearsal', actions: [], dataLossMinutes: 0 },
  resume: because,
};

/**
 * What is answered to all that the case waits for, in its order: steps are confirmed after half of their budget, those that are to
 * fail fail then; a decision takes its first choice; what failed for good is tried once more, then all goes back. Empty: nobody is
 * waited for whom it could answer for. Throws nothing.
 */
export function rehearsedAnswers(ask: RehearsedAsk): RehearsedAnswer[] {
  const { state, waitsFor, fails } = ask;
  const answers = waitsFor.flatMap((wait) =>
    wait.parts ? wait.parts.flatMap((part) => toPart(ask, wait, part)) : toCase(ask, wait),
  );
  const acting = plannedIn(state).flatMap(({ id }): RehearsedAnswer[] => {
    const { status, attempt, until } = state.parts?.step?.[id] ?? {};
    if (status !== 'running' || !fails.has(id) || attempt === undefined || until === undefined) return [];
    const data = { attempt, what: 'do', outcome: 'failed', detail: 'rehearsed' };
    return [{ to: 'action', command: 'reportStep', part: id, data, at: until - ruleOf(state, id).budgetMs / 2 }];
  });
  return [...answers, ...acting];
}

function toCase({ state }: RehearsedAsk, { to, command }: Waited): RehearsedAnswer[] {
  if (command === 'authorize') {
    const planHash = state.proposal?.planHash;
    return planHash === undefined
      ? []
      : [{ to, command, data: { planHash, customerTold: '推演 / rehearsal' }, at: null }];
  }
  const data = ANSWERS[command];
  return data ? [{ to, command, data, at: null }] : [];
}

function toPart({ state, fails, retried }: RehearsedAsk, { to, command }: Waited, part: string): RehearsedAnswer[] {
  const answer = (data: object, more: Partial<RehearsedAnswer> = {}): RehearsedAnswer[] => [
    { to, command, part, data, at: null, ...more },
  ];
  switch (command) {
    case 'confirmStep': {
      const isToFail = fails.has(part) && state.parts?.step?.[part]?.status === 'waiting-human';
      const at = halfOf(state, part);
      return isToFail ? answer(because, { command: 'failStep', at }) : answer(evidence, { at });
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

/** Half of what it may take, doing or taking back; null: it may take what it likes, since an action said nothing that one knows. */
function halfOf(state: Running, part: string): Millis | null {
  const { status, until } = state.parts?.step?.[part] ?? {};
  const { budgetMs, undo } = ruleOf(state, part);
  if (until === undefined) return null;
  return until - (status === 'undoing' ? (undo?.budgetMs ?? 0) : budgetMs) / 2;
}
