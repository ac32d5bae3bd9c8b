/** Who may say that he heard a step of a ladder, and whether there is one to hear. */
import { stepOf } from '../clocks/clock-ladder.ts';
import { clockNamed, definitionIn } from '../clocks/clock-names.ts';
import { firedSteps, hasFired } from '../clocks/clocks.ts';
import { DomainError, invalid } from '../errors.ts';
import { type CasePlace, isTold } from '../people/escalation.ts';
import type { Ctx, Refusal } from '../process.ts';

/** Only those whom a step tells may say that they heard it, and not before it has told them. Throws 'invalid-data', 'not-permitted', 'step-not-fired'. */
export function checkHeard(
  { clock, step: key }: { clock: string; step: string },
  { actor, pins, clocks: standing }: Ctx,
  place: CasePlace,
): void {
  const definition = definitionIn(pins.sla.clocks, clock);
  const isOfPart = clockNamed(clock).part !== undefined;
  if (!definition || isOfPart !== (definition.per !== undefined))
    throw invalid('clock', 'unknown', 'The case has no such clock');
  const step = definition.ladder?.find(({ id }) => id === stepOf(key).id);
  if (!step) throw invalid('step', 'unknown', 'The clock has no such step');
  if (!isTold(actor, step, place)) throw new DomainError('not-permitted', 'This was said to others');
  if (!hasFired(standing, clock, key))
    throw new DomainError('step-not-fired', 'Nobody was told of this step yet', { params: { clock, step: key } });
}

/**
 * What stands in the way of `acknowledge` whatever step is named: 'step-not-fired' where none has fired, 'not-permitted' where
 * all were told to others; undefined: nothing. `placeOf`: of the case, and of the part whose clock it is. Throws nothing.
 */
export function hearingBlocker(
  { actor, pins, clocks }: Pick<Ctx, 'actor' | 'pins' | 'clocks'>,
  placeOf: (clock: string) => CasePlace,
): Refusal | undefined {
  const fired = firedSteps(clocks, pins);
  if (fired.length === 0) return { code: 'step-not-fired' };
  return fired.some(({ clock, step }) => isTold(actor, step, placeOf(clock))) ? undefined : { code: 'not-permitted' };
}
