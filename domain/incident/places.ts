/** Between which queues an incident has gone to and fro, and where it may go from here. */
import { deskBelow, lowerTiers } from '../kernel/people/desks.ts';
import { DomainError } from '../kernel/errors.ts';
import type { Pins, Place } from '../kernel/process.ts';
import type { Incident } from './state.ts';

/** Where a hand-back goes: the queue that it was escalated from, else the nearest desk of a lower tier. */
export function placeBelow({ place, cameFrom }: Pick<Incident, 'place' | 'cameFrom'>, desks: Pins['desks']) {
  const from = place && cameFrom[place.tier];
  if (!place) return undefined;
  return from && lowerTiers(place.tier).includes(from.tier) ? from : deskBelow(desks, place.tier);
}

/** Key of a pair of queues in `handBacks`. */
export const pairOf = (from: Place, to: Place): string => `${from.queue}>${to.queue}`;
/** So many hand-backs between two queues are borne; then the supervisor above both dispatches. */
export const HAND_BACKS = 2;
/** True when no more hand-backs from the one to the other are borne. */
export const isPingPong = ({ handBacks }: Pick<Incident, 'handBacks'>, from: Place, to: Place): boolean =>
  (handBacks[pairOf(from, to)] ?? 0) >= HAND_BACKS;

/** The place of a case that is being worked on. Throws 'wrong-tier' while no desk has it. */
export function placeOf({ place }: Pick<Incident, 'place'>): Place {
  if (!place) throw new DomainError('wrong-tier', 'No desk has this case yet');
  return place;
}
