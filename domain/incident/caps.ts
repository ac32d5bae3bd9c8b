/** How many an incident may have: state must stay small. What is more than this is another incident, or none. */
import { DomainError } from '../kernel/errors.ts';
import type { CaseFact } from '../kernel/facts.ts';

export const MOST_REPORTERS = 500;
export const MOST_CHILDREN = 500;
/** Incidents that are held for one change: each is told of its end by the commit that ends it. */
export const MOST_WAITING = 100;
const MOST = { reporters: MOST_REPORTERS, children: MOST_CHILDREN };

/** 409 `too-many-…`, with the most that there may be. */
export const tooMany = (what: keyof typeof MOST): DomainError =>
  new DomainError(`too-many-${what}`, `An incident has ${MOST[what]} ${what} at most`, {
    params: { maximum: MOST[what] },
  });

/** Refuses what the incident would refuse itself, `more` of them; it still does, should others be faster. Throws 'too-many-…'. */
export function refuseFull(what: keyof typeof MOST, incident: CaseFact, more = 1): void {
  const first = what === 'reporters' ? 1 : 0; // counted with the others, and kept apart
  if ((incident[what] ?? first) - first + more > MOST[what]) throw tooMany(what);
}
