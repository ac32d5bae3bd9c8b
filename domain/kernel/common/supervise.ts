/** 督办: a supervisor wants something by an instant that he names; it is answered, and lifted by a supervisor. */
import { fieldFault, invalid } from '../errors.ts';
import type { FieldError, Millis } from '../process.ts';

/** `past`: it was due, unanswered, and people have been told. */
export type Supervision = { by: string; instruction: string; due: Millis; state: 'open' | 'answered' | 'past' };

/** What a person names may lie so far ahead at most. */
export const FARTHEST: Millis = 3 * 366 * 24 * 3_600_000;

/** A time that people agreed on may have begun so long ago when it is noted. */
export const NOTED_WITHIN: Millis = 24 * 3_600_000;

/** Throws 'invalid-data' for an instant that has passed, or that lies more than three years ahead. */
export function checkAhead(field: string, at: Millis, now: Millis): void {
  if (at <= now) throw invalid(field, 'in-past', 'The time lies in the past');
  if (at - now > FARTHEST) throw invalid(field, 'too-far', 'The time lies more than three years ahead');
}

/** The same as faults, for a rule that names every bad field; none for an instant that is not given. Throws nothing. */
export const aheadFaults = (pointer: string, at: Millis | undefined, now: Millis): FieldError[] =>
  at === undefined
    ? []
    : [...fieldFault(at <= now, pointer, 'in-past'), ...fieldFault(at - now > FARTHEST, pointer, 'too-far')];

/** The instant at which time has a word in it; null when it has none. */
export const supervisionDue = (supervision: Supervision | undefined): Millis | null =>
  supervision?.state === 'open' ? supervision.due : null;
