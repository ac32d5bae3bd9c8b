/** What follows from the events of a run outside the case: its actions begin, and one that is awaited no more is told to end. */
import { startOf } from '../../starts.ts';
import type { Base, React } from '../definition.ts';
import { isTickKey } from '../ids.ts';
import type { Effect } from '../process.ts';
import { plannedIn, ruleOf } from './following.ts';
import type { RunEvents, Running } from './shapes.ts';

type Follows<S> = {
  [K in 'stepStarted' | 'undoStarted' | 'stepFailed' | 'undoFailed' | 'gateRefused']: React<S, RunEvents[K]>;
};
type Begun = RunEvents['stepStarted'] | RunEvents['undoStarted'];

/** For a definition's `follows`. */
export function runFollows<S extends Base & Running>(): Follows<S> {
  return {
    stepStarted: ({ data }) => begun(data, 'do'),
    undoStarted: ({ data }) => begun(data, 'undo'),
    gateRefused: ({ caseId, data, by }, state) =>
      data.rectify ? [toBeRectified(data, { caseId, issuer: by.id }, state)] : [],
    stepFailed: ({ data, key }, state) => (isTickKey(key) ? ended(data, 'do', ruleOf(state, data.part).action) : []),
    undoFailed: ({ data, key }, state) =>
      isTickKey(key) ? ended(data, 'undo', ruleOf(state, data.part).undo?.action) : [],
  };
}

/** What a gate found goes to whoever did the step before it, else to its commander; the policy of the rectification says until when. */
function toBeRectified(
  { part: gate, findings: finding }: RunEvents['gateRefused'],
  { caseId, issuer }: { caseId: string; issuer: string },
  state: Base & Running,
): Effect {
  const { title, unit, application, commander } = state;
  const at = plannedIn(state).findIndex(({ id }) => id === gate);
  const before = plannedIn(state).slice(0, Math.max(at, 0));
  const performer = before.flatMap(({ id }) => state.parts?.step?.[id]?.assignees?.[0] ?? []).at(-1);
  const responsible = performer ?? commander;
  return startOf(
    'rectification',
    {
      kind: 'quality',
      class: 'serious',
      unit: plannedIn(state)[at]?.orgPath ?? unit,
      ...(application === undefined ? {} : { application }),
      title,
      finding,
      issuer,
      ...(responsible === undefined ? {} : { responsible }),
      source: caseId,
      blocks: { case: caseId, step: gate },
    },
    { gate },
  );
}

const begun = ({ part, attempt, action, limitMs, scripted = 'done' }: Begun, what: 'do' | 'undo'): Effect[] =>
  action === undefined ? [] : [{ kind: 'run', action, part, attempt, what, limitMs, scripted }];

/** Time has given it up: whatever it does still is not waited for. */
const ended = (
  { part, attempt }: { part: string; attempt: number },
  what: 'do' | 'undo',
  action: string | undefined,
): Effect[] =>
  action === undefined
    ? []
    : [{ kind: 'run', action, part, attempt, what, limitMs: 0, scripted: 'no-answer', stop: true }];
