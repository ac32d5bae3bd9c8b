/** Whom an appraisal speaks to and waits for, and who belongs to whoever is judged. */
import { orgLineOf, isWithin } from '../kernel/people/access.ts';
import type { PartNext } from '../kernel/definition.ts';
import type { Actor, Audience, OrgPath, Role } from '../kernel/process.ts';
import type { Scheme } from './calculus/shapes.ts';
import type { Appraisal } from './state.ts';

type At = Pick<Appraisal, 'unit' | 'judging' | 'subject' | 'subjectGone'>;
export const appraiserOf = ({ judging: orgPath }: At): Audience => ({ role: 'appraiser', orgPath });
export const chiefOf = ({ judging: orgPath }: At): Audience => ({ role: 'chief-appraiser', orgPath });
export const ownerOf = ({ unit: orgPath }: At): Audience => ({ role: 'process-owner', orgPath });
export const auditorOf = ({ unit: orgPath }: At): Audience => ({ role: 'auditor', orgPath });
/** In which role somebody speaks for whoever is judged; a person does so himself, in any, until he has left. */
const SPEAKS: Readonly<Record<Appraisal['subject']['kind'], Role>> = {
  provider: 'project-manager',
  centre: 'supervisor',
  person: 'supervisor',
};
/** Who speaks for whoever is judged. */
export const subjectOf = ({ unit: orgPath, subject: { kind, person = '' }, subjectGone }: At): Audience =>
  kind === 'person' && !subjectGone ? { person } : { role: SPEAKS[kind], orgPath };

/** True for who speaks for whoever is judged. Throws nothing. */
export function speaksFor(
  { unit, subject: { kind, person }, subjectGone }: At,
  { id, grants }: Pick<Actor, 'id' | 'grants'>,
): boolean {
  if (kind === 'person' && !subjectGone) return id === person;
  const line = orgLineOf(unit);
  return grants.some(({ role, orgPath }) => role === SPEAKS[kind] && line.includes(orgPath));
}

/** Whose people are judged: of a centre its own unless it says another; of a person, and of a provider without a branch, none. Throws nothing. */
export const ownOrganisation = ({ unit, subject }: Pick<Appraisal, 'unit' | 'subject'>): OrgPath | undefined =>
  subject.organisation ?? (subject.kind === 'centre' ? unit : undefined);

/**
 * True for whoever belongs to the subject, under whatever role he would judge: the person, who speaks for it, its people, members of
 * its teams. Throws nothing.
 */
export function belongsToSubject(appraisal: At, actor: Pick<Actor, 'id' | 'grants' | 'unit' | 'teams'>): boolean {
  const { subject } = appraisal;
  const own = ownOrganisation(appraisal);
  return (
    speaksFor(appraisal, actor) ||
    (subject.kind !== 'person' && own !== undefined && isWithin(actor.unit, own)) ||
    actor.teams.some((team) => subject.teams?.includes(team) === true)
  );
}

/**
 * True where somebody judges by such a scheme and everybody who does belongs to whoever is judged, so that nothing could be judged.
 * `judges`: who holds the role on the line of its judge. Throws nothing.
 */
export const judgesItself = (
  { orgPath: unit, judge: judging, subject }: Pick<Scheme, 'orgPath' | 'judge' | 'subject'>,
  judges: readonly Parameters<typeof belongsToSubject>[1][],
): boolean => judges.length > 0 && judges.every((one) => belongsToSubject({ unit, judging, subject }, one));

type Items = NonNullable<NonNullable<Appraisal['parts']>['item']>;
export const itemsOf = ({ parts }: Pick<Appraisal, 'parts'>): Items => parts?.item ?? {};
/** Ids of the items that stand so, of those that anything happened to. */
export const itemsIn = (appraisal: Pick<Appraisal, 'parts'>, ...statuses: readonly string[]): string[] =>
  Object.entries(itemsOf(appraisal)).flatMap(([id, { status }]) => (statuses.includes(status) ? [id] : []));
/** Ids of the items that nobody has scored yet. */
export const unscored = (appraisal: Appraisal): string[] =>
  (appraisal.terms?.items ?? []).flatMap(({ id }) =>
    (itemsOf(appraisal)[id]?.status ?? 'open') === 'open' ? [id] : [],
  );

// ── waits
export const scoringWaits = (state: Appraisal): (PartNext | readonly [Audience, string, string | null])[] => {
  const open = unscored(state);
  return open.length === 0
    ? [[chiefOf(state), 'publish', 'score']]
    : open.map((part) => ({ to: appraiserOf(state), command: 'score', part, clock: 'score' }));
};
export const disputedWaits = (state: Appraisal): PartNext[] => [
  ...itemsIn(state, 'disputed').map((part) => ({
    to: appraiserOf(state),
    command: 'answerDispute',
    part,
    clock: 'answer',
  })),
  ...itemsIn(state, 'appealed').map((part) => ({ to: ownerOf(state), command: 'decideAppeal', part, clock: 'decide' })),
];
export const confirmingWaits = (state: Appraisal): (readonly [Audience, string, string])[] => [
  ...(state.signed?.subject ? [] : [[subjectOf(state), 'sign', 'sign'] as const]),
  ...(state.signed?.judge ? [] : [[chiefOf(state), 'sign', 'sign'] as const]),
];
