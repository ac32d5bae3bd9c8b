/** From a broken rule to what a client gets: the one place. */
import { ApplicationFailure, log } from '@temporalio/workflow';
import { DomainError } from '../../domain/kernel/errors.ts';

/**
 * Runs `work`; a DomainError leaves it as a non-retryable ApplicationFailure whose type is the code, with fields, params
 * and the version that it was decided on. Anything else passes: a bug fails the workflow task, and the case parks.
 */
export async function refusing<T>(seq: () => number, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof DomainError ? asFailure(error, seq()) : error;
  }
}

/**
 * The same for a validator. There a bug refuses this one command instead of parking the case: nothing is in the history
 * yet, so nobody else has to wait for the fix.
 */
export function refusingAtTheDoor(seq: number, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (error instanceof DomainError) throw asFailure(error, seq);
    log.error('a command could not be judged', { error });
    throw ApplicationFailure.nonRetryable('The command could not be judged', 'internal');
  }
}

/**
 * A failed activity is never an answer to a person: as a plain Error it fails the workflow task, and the case parks; an
 * ActivityFailure would fail the update, and in the loop the workflow.
 */
export async function orPark<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw new Error(error instanceof Error ? `${error.message}: ${causeOf(error)}` : 'failed', { cause: error });
  }
}

const causeOf = ({ cause }: Error): string => (cause instanceof Error ? cause.message : '');

const asFailure = ({ code, message, fields, params }: DomainError, seq: number): ApplicationFailure =>
  ApplicationFailure.nonRetryable(message, code, { fields, params, seq });
