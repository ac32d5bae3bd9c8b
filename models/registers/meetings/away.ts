/** Who is away now, out of the standing delegations that say so. */
import type { Connection } from 'mongoose';
import type { Away } from '../../../domain/meetings/away.ts';
import type { Millis } from '../../../domain/kernel/process.ts';
import { type KeptMandate, mandatesGiven } from './mandate.ts';

/** Of these people, those absences that hold at `now`; the one that ends last first. By index, past every cache. */
export async function awayNow(db: Connection, people: readonly string[], now: Millis): Promise<Away[]> {
  if (people.length === 0) return [];
  const given = await mandatesGiven(db, [...new Set(people)], now);
  return given.filter(({ away, since }) => away === true && since <= now).map(awayBy);
}

const awayBy = ({ from, to, since, until, process, orgPath }: KeptMandate): Away => ({
  person: from,
  deputy: to,
  since,
  until,
  process,
  orgPath,
});

/** As pickers of people show it: until when, and who stands in where. */
export type AwayShown = Pick<Away, 'until' | 'deputy' | 'process'> & { organisation?: string | undefined };
export async function awayShown(
  db: Connection,
  people: readonly string[],
  now: Millis,
): Promise<ReadonlyMap<string, AwayShown[]>> {
  const found = new Map<string, AwayShown[]>();
  for (const { person, deputy, until, process, orgPath } of await awayNow(db, people, now))
    found.set(person, [...(found.get(person) ?? []), { until, deputy, process, organisation: orgPath }]);
  return found;
}
