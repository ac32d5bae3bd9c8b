/** Watchers: those who work on a case have another follow it, who may leave it again himself. */
import { DomainError, invalid } from '../../errors.ts';
import type { Facts } from '../../facts.ts';

type Kept = { followers: readonly string[] };

/** The data of the event. Throws 'invalid-data' for a person who is unknown, or does not read the case; 'already-following'. */
export function watching(person: string, { followers }: Kept, { reader }: Pick<Facts, 'reader'>): { person: string } {
  if (!reader) throw invalid('person', 'unknown', 'There is no such person at work');
  if (!reader.reads) throw invalid('person', 'out-of-reach', 'He does not read this case');
  if (followers.includes(person)) throw new DomainError('already-following', 'He follows it already');
  return { person };
}

/** The data of the event. Throws 'not-following'. */
export function unwatching(person: string, { followers }: Kept): { person: string } {
  if (!followers.includes(person)) throw new DomainError('not-following', 'He does not follow it');
  return { person };
}
