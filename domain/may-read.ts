/** Whether somebody reads a case now: the one question that words about it are asked again before they reach him. */
import { holders } from './permissions.ts';
import { reachOf, type Seen } from './kernel/people/access.ts';
import type { Actor } from './kernel/process.ts';
import { isProcessKey } from './processes.ts';

/** True for the product itself, and for whoever reaches the case as a reader of its process. Throws nothing. */
export function mayRead(actor: Actor, seen: Seen & { process: string }): boolean {
  if (actor.kind === 'system') return true;
  if (!isProcessKey(seen.process)) return false;
  return reachOf(actor, `${seen.process}.read`, holders.get(seen.process) ?? {}).covers(seen);
}

/**
 * True for somebody who stands in, by `missing > instead` (client/registers/addressees.ts), as long as he is what he was told
 * as; `instead` is a team, a role at an organisation, or a role anywhere.
 */
export function stillStandsIn({ grants, teams }: Actor, stoodIn: string): boolean {
  const instead = stoodIn.split(' > ').at(-1) ?? '';
  if (instead.startsWith('team:')) return teams.includes(instead.slice('team:'.length));
  return grants.some(({ role, orgPath }) => instead === role || instead === `${role}@${orgPath}`);
}
