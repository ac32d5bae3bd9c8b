/** The register of people as a row of the table of plain registers: accounts, teams, and the rights that they hold. */
import { z } from 'zod';
import { isWithin, orgLineOf } from '../../../domain/kernel/people/access.ts';
import { chosenFrom, key, line, orgPath } from '../../../domain/kernel/contract.ts';
import { fieldFault } from '../../../domain/kernel/errors.ts';
import type { Actor, FieldError, Grant, OrgPath } from '../../../domain/kernel/process.ts';
import { isRole, roles } from '../../../domain/roles.ts';
import { isLastGuard } from '../../../models/registers/in-use/of-person.ts';
import type { Team } from '../../../models/registers/team.ts';
import { isZone } from '../../../platform/zones.ts';
import { added, type Body, type Edit, isPath, type PlainDeps, type PlainRegister, texts } from './plain-row.ts';
import { seesContact } from '../register-scope.ts';

const grant = z.strictObject({ role: chosenFrom('role', z.string().refine(isRole, 'unknown')), orgPath: orgPath() });
const PHONE = /^\+?[0-9][0-9 ()-]{4,29}(?:(?:x|ext\.? ?|转)[0-9]{1,6})?$/;

export const people: PlainRegister = {
  name: 'people',
  title: 'Person',
  editors: ['security-administrator'],
  id: key(),
  fields: z.strictObject({
    name: line(100),
    unit: orgPath(),
    grants: z.array(grant).max(50).describe('What he may do, and where'),
    teams: z.array(key()).max(50),
    locale: z.enum(['zh', 'en']).default('zh'),
    zone: z.string().max(64).refine(isZone, 'unknown').optional().describe('IANA name, for his quiet hours and texts'),
    phone: z.string().trim().regex(PHONE, 'phone').optional(),
    email: z.email().max(200).optional(),
  }),
  hidden: (actor, { _id, unit }) => [
    'preferences',
    ...(isPath(unit) && seesContact(actor, { _id, unit }) ? [] : ['phone', 'email', 'called']),
  ],
  // Whoever edits a person answers for the rights that he gives and takes, not for those that stay.
  places: ({ body, former }) => [
    ...[body['unit'], former?.['unit']].filter(isPath),
    ...changedGrants(grantsIn(former ?? {}), grantsIn(body)).map((one) => one.orgPath),
  ],
  derived: ({ former }) => ({ changedAt: Date.now(), ...(former ? {} : { active: true }) }),
  problems: async ({ db, directory }, edit) => {
    const { id, body, former, actor } = edit;
    const grants = grantsIn(body);
    const before = grantsIn(former ?? {});
    const unit = body['unit'];
    const home = isPath(unit) && unit !== former?.['unit'] ? await directory.organisation(unit) : undefined;
    const places = await Promise.all(grants.map(({ orgPath: path }) => directory.organisation(path)));
    const joins = await Promise.all(added(body['teams'], former?.['teams']).map((team) => directory.team(team)));
    const isClosed = (team: Team | null): boolean => answersForTeam(actor, team) && !team?.open;
    const closed = new Set(added(body['teams'], former?.['teams']).filter((_, i) => isClosed(joins[i] ?? null)));
    const losesLast = before.some(isGuard) && !grants.some(isGuard) && (await isLastGuard(db, id));
    return [
      ...fieldFault(home !== undefined && !home?.open, '/unit', 'unknown'),
      ...places.flatMap((found, i) => fieldFault(!found, `/grants/${i}/orgPath`, 'unknown')),
      ...texts(body['teams']).flatMap((team, i) => fieldFault(closed.has(team), `/teams/${i}`, 'unknown')),
      ...(await foreignTeams(directory, edit)),
      ...(await seatsLost(directory, id, former, body)),
      ...separation(grants),
      ...fieldFault(actor.id === id && changedGrants(before, grants).length > 0, '/grants', 'own-grants'),
      ...fieldFault(losesLast, '/grants', 'last-security-administrator'),
    ];
  },
};

type Directory = PlainDeps['directory'];

/** Null: no such team. Only the top is told so; to others it is one of elsewhere. */
export const answersForTeam = ({ grants }: Actor, team: Pick<Team, 'orgPath'> | null): boolean =>
  grants.some(
    ({ role, orgPath: top }) =>
      role === 'security-administrator' && (team ? isWithin(team.orgPath, top) : orgLineOf(top).length === 1),
  );

/**
 * A member reads his team's queue, whatever branch its cases come from: to join one, or leave it, is a right there. So is
 * a grant, which acts in all his queues.
 */
async function foreignTeams(directory: Directory, { body, former, actor }: Edit): Promise<FieldError[]> {
  const [before, after] = [texts(former?.['teams']), texts(body['teams'])];
  const regranted = changedGrants(grantsIn(former ?? {}), grantsIn(body)).length > 0;
  const touched = [...(regranted ? after : added(after, before)), ...added(before, after)];
  const found = await Promise.all(touched.map((team) => directory.team(team)));
  const foreign = touched.filter((_, i) => !answersForTeam(actor, found[i] ?? null));
  const pointerOf = (team: string): string => (after.includes(team) ? `/teams/${after.indexOf(team)}` : '/teams');
  return foreign.map((team) => ({ pointer: pointerOf(team), code: 'foreign-team', params: { team } }));
}

/** A team's seats are its members'. */
async function seatsLost(directory: Directory, id: string, former: Body | null, body: Body): Promise<FieldError[]> {
  const left = await Promise.all(added(former?.['teams'], body['teams']).map((team) => directory.team(team)));
  return left.flatMap((team) =>
    team?.open && [team.lead, team.onCall, team.onCallBackup].includes(id)
      ? [{ pointer: '/teams', code: 'holds-seat', params: { team: team._id } }]
      : [],
  );
}

const isGrant = (value: unknown): value is Grant => grant.safeParse(value).success;
export const grantsIn = ({ grants }: Body): Grant[] => (Array.isArray(grants) ? grants.filter(isGrant) : []);

/** 三员分立: nobody is two of the three administrators, or one of them and anything else. */
function separation(grants: readonly Grant[]): FieldError[] {
  const held = [...new Set(grants.map(({ role }) => role))];
  const administers = held.filter((role) => roles[role].kind === 'administrator');
  return fieldFault(administers.length > 0 && held.length > 1, '/grants', 'separation-of-duties');
}

const isGuard = ({ role }: Grant): boolean => role === 'security-administrator';
const wordOf = ({ role, orgPath: at }: Grant): `${string}@${OrgPath}` => `${role}@${at}`;
/** Those that only one of the two has. */
export const changedGrants = (before: readonly Grant[], after: readonly Grant[]): Grant[] => [
  ...without(before, after),
  ...without(after, before),
];
/** Those that only the second has. */
export const newGrants = (before: readonly Grant[], after: readonly Grant[]): Grant[] => without(after, before);
function without(some: readonly Grant[], others: readonly Grant[]): Grant[] {
  const words = new Set(others.map(wordOf));
  return some.filter((one) => !words.has(wordOf(one)));
}
