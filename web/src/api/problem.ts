/** What the API says when it refuses (docs/routes.md): words for it are in words/codes.ts. */
import type { CaseAnswer, Problem } from '../generated/api.ts';

export type ProblemCode = Problem['code'];
export type FieldFault = { pointer: string; code: string; params?: Record<string, unknown> };
/** What is known of a refusal: `status` 0: no answer came at all. */
export type Told = {
  status: number;
  code: ProblemCode | 'no-answer' | 'unknown';
  params: Record<string, unknown>;
  errors: readonly FieldFault[];
  traceId?: string;
  retryAfterMs?: number;
  /** The case as it stands now, where a command of it was refused. */
  view?: CaseAnswer;
};

export class Refused extends Error {
  readonly told: Told;
  constructor(told: Told) {
    super(told.code);
    this.told = told;
  }
  /** Nobody knows yet whether it was done: the same key asks again. */
  get isOpen(): boolean {
    return this.told.status === 0 || this.told.status === 202 || this.told.status >= 500;
  }
}

export const toldOf = (error: unknown): Told =>
  error instanceof Refused ? error.told : { status: 0, code: 'unknown', params: {}, errors: [] };
