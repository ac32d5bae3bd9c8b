/** The parts of a plan, listed once for each outline: folds and views ask for them again and again (ADR 7). */
import { type OutlinedPart, partsOfPlan } from './outline.ts';
import type { Outline } from './shapes.ts';

const listed = new WeakMap<Outline, readonly OutlinedPart[]>();

/** What `partsOfPlan` says, remembered for the outline itself, which nobody alters. Throws what that throws. */
export function listedParts(outline: Outline): readonly OutlinedPart[] {
  const known = listed.get(outline) ?? partsOfPlan(outline);
  listed.set(outline, known);
  return known;
}
