/** Test support: rectifications played in the world of the case that they keep shut. */
import { hours } from '../given.ts';
import { people } from '../sample.ts';
import type { World } from '../world.ts';
import { because, clear, issuing, submit, takeUp } from './rectifications.ts';

const { quality, li } = people;
/** Issued by the quality lead; its number. */
export const keptShut = (world: World, blocks: { case: string; step?: string }): string =>
  world.open('rectification', quality, issuing({ blocks, due: world.now + hours(48) }).data);
/** Put right by an engineer and cleared by who issued it. */
export function cleared(world: World, number: string): void {
  world.give(number, li, takeUp());
  world.give(number, li, submit);
  world.give(number, quality, clear);
}
export const withdrawn = (world: World, number: string): unknown => world.give(number, quality, because('withdraw'));
