/** Where an incident may go: queues along the line of its organisation, by what is pinned and what was looked up. */
import { orgLineOf } from '../kernel/access.ts';
import { DomainError } from '../kernel/errors.ts';
import type { CaseFact, Facts, OrgPath, Pins, Tier } from '../kernel/process.ts';
import type { Incident, Place } from './state.ts';

const TIERS: readonly Tier[] = ['L1', 'L2', 'L3'];
type Desks = Pins['desks'];

const deskAt = (desks: Desks, tier: Tier): Place[] => {
  const desk = desks[tier];
  return desk ? [{ queue: desk.queue, queueOrg: desk.orgPath, tier }] : [];
};

/** The next tier up that is staffed; undefined at the top. */
export const deskAbove = (desks: Desks, tier: Tier): Place | undefined =>
  TIERS.slice(TIERS.indexOf(tier) + 1).flatMap((above) => deskAt(desks, above))[0];

/** The desk of exactly this tier. */
export const deskOf = (desks: Desks, tier: Tier): Place | undefined => deskAt(desks, tier)[0];

/** The highest tier that is staffed. */
export const topDesk = (desks: Desks): Place | undefined => TIERS.flatMap((tier) => deskAt(desks, tier)).at(-1);

/** Where a hand-back goes: the queue that it was escalated from, else the nearest desk of a lower tier. */
export function placeBelow({ place, cameFrom }: Pick<Incident, 'place' | 'cameFrom'>, desks: Desks): Place | undefined {
  if (!place) return undefined;
  const lower = TIERS.slice(0, TIERS.indexOf(place.tier)).toReversed();
  const from = cameFrom[place.tier];
  return from && lower.includes(from.tier) ? from : lower.flatMap((tier) => deskAt(desks, tier))[0];
}

/** Key of a pair of queues in `handBacks`. */
export const pairOf = (from: Place, to: Place): string => `${from.queue}>${to.queue}`;
/** So many hand-backs between two queues are borne; then the supervisor above both dispatches. */
export const HAND_BACKS = 2;

/** The queue named in the command. Throws 'target-not-open' when it is unknown, closed, or not on the unit's line. */
export function namedPlace(unit: OrgPath, { queue }: Facts): Place {
  if (!queue?.open || !orgLineOf(unit).includes(queue.orgPath))
    throw new DomainError('target-not-open', 'There is no such open queue for this case');
  return { queue: queue.key, queueOrg: queue.orgPath, tier: queue.tier };
}

/** The queue that an ended incident lay in last; undefined when it is not known. */
export const lastPlace = ({ queue, queueOrg, tier }: CaseFact): Place | undefined =>
  queue && queueOrg && tier ? { queue, queueOrg, tier } : undefined;
