/** What stands in the way of a person's leaving, and what becomes of his seats. */
import { isWithin, orgLineOf } from '../../../domain/kernel/people/access.ts';
import type { Actor, FieldError, OrgPath } from '../../../domain/kernel/process.ts';
import { commandedBy, isLastGuard } from '../../../models/registers/in-use/of-person.ts';
import { type Person, personOf } from '../../../models/registers/person.ts';
import { type Change, versionOf } from '../../../models/registers/register-version.ts';
import { type Team, teamOf } from '../../../models/registers/team.ts';
import { holdingReach } from '../../cases/holding-reach.ts';
import type { PlainDeps } from './plain-row.ts';

type Leaving = { person: Person; actor: Actor };

/** Of a lock as well: nobody ends his own access, nor that of the last who gives rights. */
export async function endingProblems({ db }: Pick<PlainDeps, 'db'>, { person, actor }: Leaving): Promise<FieldError[]> {
  const guards = person.active && person.grants.some(({ role }) => role === 'security-administrator');
  return [
    ...(person._id === actor.id ? [{ pointer: '', code: 'oneself' }] : []),
    ...(guards && (await isLastGuard(db, person._id)) ? [{ pointer: '', code: 'last-security-administrator' }] : []),
  ];
}

export async function leavingProblems(
  deps: PlainDeps,
  { person, successor, actor }: Leaving & { successor: string | undefined },
): Promise<FieldError[]> {
  const heir = successor === undefined ? null : await deps.directory.person(successor);
  const held = await commandedBy(deps.db, person._id, holdingReach(actor));
  // One out of sight is as unknown as one who is not there.
  const near = heir !== null && actor.grants.some((own) => isNear(heir.unit, own.orgPath));
  return [
    ...(await endingProblems(deps, { person, actor })),
    ...(successor !== undefined && (!heir?.active || !near || successor === person._id)
      ? [{ pointer: '/successor', code: 'unknown' }]
      : []),
    // A major incident is never without a commander.
    ...(successor === undefined && (held.commands.length > 0 || held.outside !== undefined)
      ? [{ pointer: '/successor', code: 'required', params: held }]
      : []),
  ];
}

const isNear = (unit: OrgPath, own: OrgPath): boolean => isWithin(unit, own) || orgLineOf(own).includes(unit);

/** Seats go to the successor where he is a member, else stay empty until somebody is named. */
export async function seatChanges(
  { db }: Pick<PlainDeps, 'db'>,
  person: string,
  successor: string | undefined,
  stamp: Pick<Change, 'note' | 'at' | 'by'>,
): Promise<Change[]> {
  const seats = ['lead', 'onCall', 'onCallBackup'] as const;
  const teams = await teamOf(db)
    .find({ $or: seats.map((seat) => ({ [seat]: person })) })
    .sort({ _id: 1 })
    .lean<Team[]>();
  const heir = successor === undefined ? null : await personOf(db).findById(successor).lean<Person>();
  return teams.map((team) => {
    const next = heir?.teams.includes(team._id) ? heir._id : undefined;
    const fields = Object.fromEntries(seats.filter((seat) => team[seat] === person).map((seat) => [seat, next]));
    return { register: 'teams', id: team._id, seen: versionOf(team), fields, ...stamp };
  });
}
