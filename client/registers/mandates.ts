/** Standing delegations that a case is to know: of whoever sits in its round, or could. */
import type { Connection } from 'mongoose';
import type { Mandate } from '../../domain/kernel/approval/shapes.ts';
import type { Millis, OrgPath } from '../../domain/kernel/process.ts';
import { mandatesGiven, speaksOf } from '../../models/registers/meetings/mandate.ts';
import type { Directory } from './directory.ts';

/** Of `people`, those that are not over, speak of the case, and name somebody at work. Past every cache. */
export async function mandatesFor(
  { db, directory }: { db: Connection; directory: Pick<Directory, 'person'> },
  people: readonly string[],
  of: { process: string; orgPath: OrgPath; now: Millis },
): Promise<readonly Mandate[]> {
  if (people.length === 0) return [];
  const given = (await mandatesGiven(db, [...new Set(people)], of.now)).filter((one) => speaksOf(one, of));
  const named = await Promise.all(given.map(({ to }) => directory.person(to)));
  return given
    .filter((_one, at) => named[at]?.active === true)
    .map(({ _id: id, from, to, since, until, reason }) => ({ id, from, to, since, until, reason }));
}
