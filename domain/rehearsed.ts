/** Whom a rehearsal answers for, by process: of those that run by a plan, everybody who is waited for. */
import { cutoverAnswers } from './cutover/rehearsed.ts';
import { failoverAnswers } from './failover/rehearsed.ts';
import {
  type OwnAnswers,
  type RehearsedAnswer,
  type RehearsedAsk,
  rehearsedAnswers,
} from './kernel/running/rehearsed.ts';
import type { Running } from './kernel/running/shapes.ts';
import { releaseAnswers } from './release/rehearsed.ts';
import type { RunProcess } from './processes.ts';

const own = {
  failover: failoverAnswers,
  cutover: cutoverAnswers,
  release: releaseAnswers,
} as const satisfies Record<RunProcess, unknown>;

/** What is answered to all that a case of this process waits for (kernel/running/rehearsed.ts). Throws nothing. */
export const answersIn = (process: RunProcess, ask: RehearsedAsk): RehearsedAnswer[] =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the state of a case is that of its process
  rehearsedAnswers(ask, own[process] as OwnAnswers<Running>);
