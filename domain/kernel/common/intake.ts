/** How a case begins: what is checked against what was looked up (the unit, the reporter, other cases), and what it keeps. */
import { nothingCommon } from './common.ts';
import type { Base } from '../definition.ts';
import { DomainError, invalid } from '../errors.ts';
import { deskOf } from '../people/desks.ts';
import type { CaseFact, Ctx, Millis, OrgPath, PinRefs, Tier } from '../process.ts';
import { pinRefsOf } from '../record/pins.ts';

/** What somebody reports at a desk, as it is kept. */
export type Reported = {
  reporter: string;
  unit: OrgPath;
  application: string;
  title: string;
  description: string;
  contact: string;
  /** The case that the reporter comes back to, after its end; of a call that became an incident, that. */
  followUpOf?: string;
};
/** A case that keeps a report, whatever its status. */
export type Keeping<R> = R & Omit<Base, 'status' | keyof R>;
/** The event of an intake at a desk; no queue where nobody staffs one. */
export type AtDesk<R> = R & { queue?: string; queueOrg?: OrgPath; pinned: PinRefs };
/** What an intake is asked with. */
type Told = Pick<Reported, 'unit'> & { [K in 'reporter' | 'contact' | 'followUpOf']?: string | undefined };

/**
 * The data of an intake at the desk of a tier. Throws what `openUnit`, `reporterOf` and `followed` throw, and
 * 'contact-missing'.
 */
export function reportedAt<T extends Told>(tier: Tier, { reporter: named, contact, followUpOf, ...told }: T, ctx: Ctx) {
  const unit = openUnit(ctx);
  if (contact === undefined)
    throw new DomainError('contact-missing', 'The reporter must be within reach', {
      fields: [{ pointer: '/contact', code: 'required' }],
    });
  const reporter = reporterOf(named, ctx);
  const before = followed(followUpOf, ctx);
  const desk = deskOf(ctx.pins.desks, tier);
  return {
    ...told,
    unit,
    reporter,
    contact,
    ...(before ? { followUpOf: before.incident ?? before.caseId } : {}),
    ...(desk ? { queue: desk.queue, queueOrg: desk.queueOrg } : {}),
    pinned: pinRefsOf(ctx.pins),
  };
}

/** What a case keeps of such an intake; `own`: what it begins with beside. */
export function openedAt<R extends Reported, O>(
  tier: Tier,
  { pinned: _pinned, queue, queueOrg, ...report }: AtDesk<R>,
  { at, own }: { at: Millis; own: O },
) {
  return {
    ...report,
    ...(queue && queueOrg ? { place: { queue, queueOrg, tier } } : {}),
    openedAt: at,
    ...own,
    common: nothingCommon,
  };
}

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
