/** What the answer of a tool outside means for the step that waits for it. */
import type { Outcome } from '../kernel/steps/shapes.ts';
import { outputOf } from './output.ts';

/** How an action outside ended. `detail`: a code of ours, at most 300 characters. */
export type ActionEnd = { outcome: Outcome; output?: string; detail?: string };
/** What came of one post (platform/webhook.ts). */
export type Called =
  /** `whole`: the answer's body came to its end. */
  | { is: 'answered'; status: number; text: string; whole: boolean }
  /** An address that may not be called. */
  | { is: 'refused'; code: string }
  /** Nothing of it has left. */
  | { is: 'not-sent'; code: string }
  /** Sent, as far as one can know, and no answer came. */
  | { is: 'broken'; code: string }
  | { is: 'silent' }
  | { is: 'aborted'; sent: boolean };

const ended = (outcome: Outcome, detail?: string, output?: string): ActionEnd => ({
  outcome,
  ...(output === undefined ? {} : { output }),
  ...(detail === undefined ? {} : { detail }),
});

/**
 * What it means; `later`: the tool has taken it and says by the callback what came of it. Only a clear word is `done`: whatever
 * may have been done and is not said to be is `unknown`. `hidden`: what the output must not show. Throws nothing.
 */
export function meaningOfCall(called: Called, hidden: readonly string[]): ActionEnd | 'later' {
  switch (called.is) {
    case 'answered':
      return meaningOfAnswer(called, hidden);
    case 'refused':
    case 'not-sent':
      return ended('failed', called.code);
    case 'broken':
      return ended('unknown', called.code);
    case 'silent':
      return ended('no-answer', 'limit');
    case 'aborted':
      return ended(called.sent ? 'unknown' : 'failed', 'stopped');
    default:
      return called satisfies never;
  }
}

type Answered = Extract<Called, { is: 'answered' }>;
function meaningOfAnswer({ status, text, whole }: Answered, hidden: readonly string[]): ActionEnd | 'later' {
  if (status === 202) return 'later';
  if (status >= 300 && status < 400) return ended('failed', 'redirect');
  if (status < 200 || status >= 400) return ended('failed', `http-${status}`, outputOf(text, hidden));
  const said = whole ? saidIn(text) : null;
  if (!said) return ended('unknown', whole ? 'answer-unclear' : 'answer-cut', outputOf(text, hidden));
  return ended(said.outcome, undefined, outputOf(said.output, hidden));
}

function saidIn(text: string): { outcome: 'done' | 'failed'; output: string } | null {
  const { outcome, output = '' }: { outcome?: unknown; output?: unknown } = Object(parsed(text));
  if (outcome !== 'done' && outcome !== 'failed') return null;
  return { outcome, output: typeof output === 'string' ? output : JSON.stringify(output) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
