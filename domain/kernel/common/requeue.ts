/** A queue is closed: what lies in it, and what is yet to reach it, goes to its heir. */
import type { CommonCommand } from '../contract.ts';
import { DomainError } from '../errors.ts';
import type { CaseEvent, Ctx, Desk, OrgPath, Pins, Tier } from '../process.ts';

type Data = Extract<CommonCommand, { type: 'requeue' }>['data'];
export type Requeued = {
  /** The queue that was closed. */
  from: string;
  to: { queue: string; queueOrg: OrgPath; tier: Tier };
  reason: string;
  /** The case lay there; else the queue was only one of its desks. */
  moved: boolean;
  /** Who had it and goes on with it, as a member of the heir; absent: nobody. */
  assignee?: string;
};

/**
 * The data of the event; null when the case has nothing to do with the queue. `places`: the queues that the case
 * remembers, the present one first. Throws 'target-not-open' when the heir takes no cases either.
 */
export function requeued(
  { from, reason }: Data,
  { assignee, places }: { assignee: string | undefined; places: readonly (string | undefined)[] },
  { pins, facts }: Ctx,
): Requeued | null {
  const { queue: heir, person } = facts;
  const desks = Object.values(pins.desks).map(({ queue }) => queue);
  if (![...places, ...desks].includes(from)) return null;
  if (!heir?.open) throw new DomainError('target-not-open', 'The queue that is to go on takes no cases');
  const moved = places[0] === from;
  const stays = moved && person?.active === true && person.id === assignee && person.teams.includes(heir.key);
  const to = { queue: heir.key, queueOrg: heir.orgPath, tier: heir.tier };
  return { from, to, reason, moved, ...(stays ? { assignee: person.id } : {}) };
}

/** The pins with the heir at the desks of the closed queue. Throws nothing. */
export function pinsAfterRequeue(pins: Pins, { from, to }: Requeued): Pins {
  const heir: Desk = { orgPath: to.queueOrg, queue: to.queue };
  const desks = Object.entries(pins.desks).map(([tier, desk]) => [tier, desk.queue === from ? heir : desk]);
  return { ...pins, desks: Object.fromEntries(desks) };
}

type Event = CaseEvent<{ type: `${string}.requeued`; data: Requeued }>;
export const isRequeued = (event: CaseEvent): event is Event => event.type.endsWith('.requeued') && 'to' in event.data;
