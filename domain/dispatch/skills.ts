/** Skills 技能, and who has which of them from when until when 资质: what the dispatch of work outside asks for. */
import { DomainError, fieldFault } from '../kernel/errors.ts';
import { isWithin } from '../kernel/people/access.ts';
import type { FieldError, Millis, OrgPath } from '../kernel/units.ts';

/** That a person has a skill, half-open: of a certificate `validUntil` is the instant at which its last day ends where it was issued. */
export type Qualification = {
  person: string;
  skill: string;
  /** Who keeps it on record: the unit of the person, or one above. */
  orgPath: OrgPath;
  /** Number of the certificate. */
  number?: string | undefined;
  validFrom: Millis;
  /** Absent: for good. */
  validUntil?: Millis | undefined;
  /** False: withdrawn. */
  open: boolean;
  /** Since when it counts no more, whatever it said. */
  withdrawnAt?: Millis | undefined;
};
type Span = Pick<Qualification, 'validFrom' | 'validUntil' | 'withdrawnAt'>;

/** True when it counts at `at`: from its first instant on, and at its end, or that of its withdrawal, no more. Throws nothing. */
export const countsAt = ({ validFrom, validUntil = Infinity, withdrawnAt = Infinity }: Span, at: Millis): boolean =>
  validFrom <= at && at < Math.min(validUntil, withdrawnAt);

/**
 * Who of `people` has the skill at `at` by one of the qualifications at least, in their order; may be empty. What is said of
 * other people and other skills is passed over. Throws nothing.
 */
export function skilledAt(
  people: readonly string[],
  qualifications: readonly (Span & Pick<Qualification, 'person' | 'skill'>)[],
  { skill, at }: { skill: string; at: Millis },
): string[] {
  const counting = qualifications.filter((one) => one.skill === skill && countsAt(one, at));
  const able = new Set(counting.map(({ person }) => person));
  return people.filter((one) => able.has(one));
}

/**
 * Each skill that a case asks for is held by one of its `people` at least, by what was looked up just now: who was certified yesterday
 * and is not today counts no more. Throws 'not-certified', which names the others.
 */
export function checkSkills(
  { skills = [] }: { skills?: readonly string[] | undefined },
  people: readonly string[],
  { skilled = {} }: { skilled?: Readonly<Record<string, readonly string[]>> },
): void {
  const missing = skills.filter((skill) => !people.some((person) => skilled[skill]?.includes(person)));
  if (missing.length > 0)
    throw new DomainError('not-certified', 'None of them has that skill today', { params: { skills: missing } });
}

/** What registers say of what a qualification names. */
export type Known = {
  /** At work, and one whom its editor may name; null: nobody is. */
  person: { unit: OrgPath } | null;
  /** Null: there is none. */
  skill: { open: boolean; expires: boolean } | null;
  /** That there is such an organisation, and it is open. */
  isPlace: boolean;
};
type Edit = { body: Partial<Qualification>; former: Partial<Qualification> | null };

/**
 * What stands against a qualification as edited, each fault by its field: its person and skill are never others, the unit of
 * the person lies where it is kept, what expires has an end. Fields that are absent were refused before. Throws nothing.
 */
export function qualificationFaults({ body, former }: Edit, { person, skill, isPlace }: Known): FieldError[] {
  const { orgPath, validFrom, validUntil } = body;
  const moves = orgPath !== undefined && orgPath !== former?.orgPath;
  const isElsewhere = moves && isPlace && person !== null && !isWithin(person.unit, orgPath);
  const isEmpty = validFrom !== undefined && validUntil !== undefined && validUntil <= validFrom;
  return [
    ...fieldFault(!former && !person, '/person', 'unknown'),
    ...fieldFault(former !== null && former.person !== body.person, '/person', 'immutable'),
    ...fieldFault(!former && !skill?.open, '/skill', 'unknown'),
    ...fieldFault(former !== null && former.skill !== body.skill, '/skill', 'immutable'),
    ...fieldFault(moves && !isPlace, '/orgPath', 'unknown'),
    ...fieldFault(isElsewhere, '/orgPath', 'other-unit'),
    ...fieldFault(skill?.expires === true && validUntil === undefined, '/validUntil', 'required'),
    ...fieldFault(isEmpty, '/validUntil', 'not-after-from'),
  ];
}
