/** How a case begins: what is checked against what was looked up (the unit, the reporter, other cases), and what it keeps. */
import { nothingCommon } from './common.ts';
import { isOfOtherMode } from './mode.ts';
import type { Base } from '../definition.ts';
import { DomainError, invalid } from '../errors.ts';
import { isWithin, orgLineOf } from '../people/access.ts';
import { deskOf } from '../people/desks.ts';
import type { CaseFact } from '../facts.ts';
import type { Ctx, Millis, OrgPath, PinRefs, Tier } from '../process.ts';
import { pinRefsOf } from '../record/pins.ts';

/** What somebody reports at a desk, as it is kept. */
export type Reported = {
  /** Absent: a caller without an account. */
  reporter?: string | undefined;
  caller?: string | undefined;
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
type Told = Pick<Reported, 'unit'> & Naming & { [K in 'contact' | 'followUpOf']?: string | undefined };
/** How an intake says who reports it. */
export type Naming = {
  reporter?: string | undefined;
  caller?: string | undefined;
  reporterElsewhere?: true | undefined;
};
export type Named = Pick<Reported, 'reporter' | 'caller'>;

/**
 * The data of an intake at the desk of a tier. Throws what `openUnit`, `whoReports` and `followed` throw, and
 * 'contact-missing'.
 */
export function reportedAt<T extends Told>(tier: Tier, data: T, ctx: Ctx) {
  const { reporter: _reporter, caller: _caller, reporterElsewhere: _twice, contact, followUpOf, ...told } = data;
  const unit = openUnit(ctx);
  if (contact === undefined)
    throw new DomainError('contact-missing', 'The reporter must be within reach', {
      fields: [{ pointer: '/contact', code: 'required' }],
    });
  const named = whoReports(data, unit, ctx);
  const before = followed(followUpOf, ctx);
  const desk = deskOf(ctx.pins.desks, tier);
  return {
    ...told,
    unit,
    ...named,
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

/**
 * The unit's organisation. Throws 'invalid-data' when there is no such unit, 'target-not-open' when it was closed. What the
 * product passes on was taken before: it goes on, whatever was closed since.
 */
export function openUnit({ facts, role }: Ctx): OrgPath {
  if (!facts.unit) throw invalid('unit', 'unknown', 'There is no such unit');
  const { orgPath, open, heir } = facts.unit;
  if (!open && role !== 'system')
    throw new DomainError(
      'target-not-open',
      'The unit takes no more cases',
      heir === undefined ? {} : { params: { heir } },
    );
  return orgPath;
}

/**
 * Who reports: a requester himself, else the person named, or the caller without an account. Throws 'invalid-data' for
 * nobody, both, somebody unknown, or somebody of elsewhere who is not named twice; 'not-permitted' when a requester names
 * another. What the product passes on names whoever named himself or was named before.
 */
export function whoReports({ reporter, caller, reporterElsewhere }: Naming, unit: OrgPath, ctx: Ctx): Named {
  const { actor, role } = ctx;
  if (role === 'requester') {
    if (caller !== undefined || (reporter !== undefined && reporter !== actor.id))
      throw new DomainError('not-permitted', 'A requester reports in his own name');
    return { reporter: actor.id };
  }
  if (reporter !== undefined && caller !== undefined && role !== 'system')
    throw invalid('caller', 'one-only', 'Who has an account is named by it');
  if (reporter === undefined && caller === undefined)
    throw invalid('reporter', 'missing', 'Somebody must have reported it');
  if (reporter !== undefined && role !== 'system') checkReporter(unit, reporterElsewhere === true, ctx);
  return { ...(reporter === undefined ? {} : { reporter }), ...(caller === undefined ? {} : { caller }) };
}

/** Whoever is named will read the case: so he is near its unit, or one whom the desk serves, or it is said that he is neither. */
function checkReporter(unit: OrgPath, saidTwice: boolean, { facts: { person }, actor, role }: Ctx): void {
  if (person === null || person?.active === false) throw invalid('reporter', 'unknown', 'There is no such person');
  const own = person?.unit;
  if (own === undefined || saidTwice || isNear(own, unit)) return;
  if (!actor.grants.some((grant) => grant.role === role && isWithin(own, grant.orgPath)))
    throw invalid('reporter', 'elsewhere', 'He belongs to none of the organisations of this unit');
}

/** On one line, or two units that one office serves; the top serves all, so that nobody is near by it. */
function isNear(own: OrgPath, unit: OrgPath): boolean {
  const [[, office, ...above], [, other]] = [orgLineOf(own), orgLineOf(unit)];
  return isWithin(own, unit) || isWithin(unit, own) || (office === other && above.length > 0);
}

/** The case that this one follows; undefined when it follows none. Throws 'invalid-data' when there is no such case of its mode. */
export function followed(followUpOf: string | undefined, ctx: Ctx): CaseFact | undefined {
  if (followUpOf === undefined) return undefined;
  const fact = ctx.facts.cases?.['followUpOf'];
  if (!fact) throw invalid('followUpOf', 'unknown', 'There is no such case');
  if (isOfOtherMode(fact, ctx)) throw invalid('followUpOf', 'other-mode', 'A drill follows drills alone');
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
