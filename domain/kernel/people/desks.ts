/** Tiers, desks and queues: where a case may lie, by what is pinned and what was looked up. */
import { orgLineOf } from './access.ts';
import { DomainError } from '../errors.ts';
import type { CaseFact, Facts } from '../facts.ts';
import type { OrgPath, Pins, Place, Tier } from '../process.ts';

type Desks = Pins['desks'];

export const TIERS: readonly Tier[] = ['L1', 'L2', 'L3'];

const deskAt = (desks: Desks, tier: Tier): Place[] => {
  const desk = desks[tier];
  return desk ? [{ queue: desk.queue, queueOrg: desk.orgPath, tier }] : [];
};

/** The next tier up that is staffed; undefined at the top. */
export const deskAbove = (desks: Desks, tier: Tier): Place | undefined =>
  TIERS.slice(TIERS.indexOf(tier) + 1).flatMap((above) => deskAt(desks, above))[0];

/** The nearest staffed tier below; undefined at the bottom. */
export const deskBelow = (desks: Desks, tier: Tier): Place | undefined =>
  lowerTiers(tier).flatMap((below) => deskAt(desks, below))[0];

/** The tiers below this one, the nearest first. */
export const lowerTiers = (tier: Tier): Tier[] => TIERS.slice(0, TIERS.indexOf(tier)).toReversed();

/** The desk of exactly this tier. */
export const deskOf = (desks: Desks, tier: Tier): Place | undefined => deskAt(desks, tier)[0];

/** The highest tier that is staffed. */
export const topDesk = (desks: Desks): Place | undefined => TIERS.flatMap((tier) => deskAt(desks, tier)).at(-1);

/** The queue named in the command. Throws 'target-not-open' when it is unknown, closed, or not on the unit's line. */
export function namedPlace(unit: OrgPath, { queue }: Facts): Place {
  if (!queue?.open || !orgLineOf(unit).includes(queue.orgPath))
    throw new DomainError('target-not-open', 'There is no such open queue for this case');
  return { queue: queue.key, queueOrg: queue.orgPath, tier: queue.tier };
}

/** The queue that an ended case lay in last; undefined when it is not known. */
export const lastPlace = ({ queue, queueOrg, tier }: CaseFact): Place | undefined =>
  queue && queueOrg && tier ? { queue, queueOrg, tier } : undefined;
