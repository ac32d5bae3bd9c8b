/** What follows from the events of a run outside the case: its actions begin, and one that is awaited no more is told to end. */
import type { Base, React } from '../definition.ts';
import { isTickKey } from '../ids.ts';
import type { Effect } from '../process.ts';
import { ruleOf } from './following.ts';
import type { RunEvents, Running } from './shapes.ts';

type Follows<S> = {
  [K in 'stepStarted' | 'undoStarted' | 'stepFailed' | 'undoFailed']: React<S, RunEvents[K]>;
};
type Begun = RunEvents['stepStarted'] | RunEvents['undoStarted'];

/** For a definition's `follows`. */
export function runFollows<S extends Base & Running>(): Follows<S> {
  return {
    stepStarted: ({ data }) => begun(data, 'do'),
    undoStarted: ({ data }) => begun(data, 'undo'),
    stepFailed: ({ data, key }, state) => (isTickKey(key) ? ended(data, 'do', ruleOf(state, data.part).action) : []),
    undoFailed: ({ data, key }, state) =>
      isTickKey(key) ? ended(data, 'undo', ruleOf(state, data.part).undo?.action) : [],
  };
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
