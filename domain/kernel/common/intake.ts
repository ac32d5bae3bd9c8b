/** What is checked against what was looked up: the unit, the reporter, other cases. */
import { DomainError, invalid } from '../errors.ts';
import type { CaseFact, Ctx, OrgPath } from '../process.ts';

/** The unit's organisation. Throws 'invalid-data' when there is no such unit, 'target-not-open' when it was closed. */
export function openUnit({ facts }: Ctx): OrgPath {
  if (!facts.unit) throw invalid('unit', 'unknown', 'There is no such unit');
  if (!facts.unit.open) throw new DomainError('target-not-open', 'The unit takes no more cases');
  return facts.unit.orgPath;
}

/**
 * Who reports: a requester himself, else the person named. Throws 'invalid-data' for nobody or somebody unknown,
 * 'not-permitted' when a requester names another.
 */
export function reporterOf(named: string | undefined, { actor, role, facts }: Ctx): string {
  if (role === 'requester') {
    if (named !== undefined && named !== actor.id)
      throw new DomainError('not-permitted', 'A requester reports in his own name');
    return actor.id;
  }
  if (named === undefined) throw invalid('reporter', 'missing', 'Somebody must have reported it');
  if (facts.person === null || facts.person?.active === false)
    throw invalid('reporter', 'unknown', 'There is no such person');
  return named;
}

/** The case that this one follows; undefined when it follows none. Throws 'invalid-data' when there is no such case. */
export function followed(followUpOf: string | undefined, { facts }: Ctx): CaseFact | undefined {
  if (followUpOf === undefined) return undefined;
  const fact = facts.cases?.['followUpOf'];
  if (!fact) throw invalid('followUpOf', 'unknown', 'There is no such case');
  return fact;
}

/** The open case of `process` that the data name in `field`. Throws 'target-not-open', with where it went if it was merged. */
export function openCaseNamed(field: string, process: string, { facts, caseId }: Ctx): CaseFact {
  const fact = facts.cases?.[field];
  if (fact?.open && fact.process === process && fact.caseId !== caseId) return fact;
  const mergedInto = fact?.mergedInto;
  throw new DomainError(
    'target-not-open',
    'There is no such other open case',
    mergedInto === undefined ? {} : { params: { mergedInto } },
  );
}
