/** What still hangs on an entry of a register: asked before it is closed or given away, and while it is handed over. */
import type { Connection } from 'mongoose';
import { catalogue } from '../../domain/catalogue.ts';
import { isWithin, orgLineOf } from '../../domain/kernel/people/access.ts';
import { isEnd, statusesOf } from '../../domain/kernel/lifecycle.ts';
import type { Grant, OrgPath, StoredCase } from '../../domain/kernel/process.ts';
import { categoryOf } from './category.ts';
import { organisationOf } from './organisation.ts';
import { type Person, personOf } from './person.ts';
import { type Team, teamOf } from './team.ts';

/** Of a list that somebody reads. */
const SHOWN = 200;
/** Statuses of open cases, so that an index leaves out all that have ended. */
const openStatuses = [
  ...new Set(
    Object.values(catalogue).flatMap((process) => statusesOf(process).filter((status) => !isEnd(process, status))),
  ),
];
const OPEN = { status: { $in: openStatuses }, closedAt: { $exists: false } };

/** Open teams of an organisation. */
export const teamsAt = (db: Connection, orgPath: OrgPath): Promise<Team[]> =>
  teamOf(db).find({ orgPath, open: true }).sort({ _id: 1 }).lean<Team[]>().exec();

const idsOf = (found: readonly { _id: string }[]): string[] => found.map(({ _id }) => _id);

/** Open organisations directly or further below this one, the first 200. */
export const openBelow = async (db: Connection, path: OrgPath): Promise<string[]> =>
  idsOf(
    await organisationOf(db)
      .find({ _id: { $ne: path }, line: path, open: true }, { _id: 1 })
      .sort({ _id: 1 })
      .limit(SHOWN)
      .lean<{ _id: string }[]>(),
  );

/** Active people of the unit itself, the first 200. */
export const peopleOf = async (db: Connection, unit: OrgPath): Promise<string[]> =>
  idsOf(
    await personOf(db).find({ unit, active: true }, { _id: 1 }).sort({ _id: 1 }).limit(SHOWN).lean<{ _id: string }[]>(),
  );

/** Active members of a team, the first 200; `only`: those of this organisation. */
export const membersOf = async (db: Connection, team: string, only?: OrgPath): Promise<string[]> =>
  idsOf(
    await personOf(db)
      .find(
        { teams: team, active: true, ...(only === undefined ? {} : { unit: { $regex: `^${only}(/|$)` } }) },
        { _id: 1 },
      )
      .sort({ _id: 1 })
      .limit(SHOWN)
      .lean<{ _id: string }[]>(),
  );

/** Another open standard team of the same organisation and tier; null: there is none. */
export const otherStandard = (
  db: Connection,
  { _id, orgPath, tier }: Pick<Team, '_id' | 'orgPath' | 'tier'>,
): Promise<Team | null> =>
  teamOf(db)
    .findOne({ orgPath, tier, standard: true, open: true, _id: { $ne: _id } })
    .lean<Team>()
    .exec();

/** True for a category of the first level. */
export const isFirstLevel = async (db: Connection, id: string): Promise<boolean> =>
  (await categoryOf(db).exists({ _id: id, parent: { $exists: false } })) !== null;

/** True for a category that has some of the second level. */
export const hasChildren = async (db: Connection, id: string): Promise<boolean> =>
  (await categoryOf(db).exists({ parent: id })) !== null;

/** True when nobody but this person could ever give a right again. */
export async function isLastGuard(db: Connection, id: string): Promise<boolean> {
  const others = { _id: { $ne: id }, active: true, 'grants.role': 'security-administrator' };
  return (await personOf(db).exists(others)) === null;
}

type Filter = Record<string, unknown>;
const cases = (db: Connection) => db.collection<StoredCase>('cases');

/** Numbers of open cases, in their order, after `after`. */
const openCases = async (db: Connection, filter: Filter, after = '', limit = SHOWN): Promise<string[]> =>
  idsOf(
    await cases(db)
      .find({ $and: [filter, OPEN], _id: { $gt: after } }, { projection: { _id: 1 } })
      .sort({ _id: 1 })
      .limit(limit)
      .toArray(),
  );

const led = (person: string): Filter => ({ 'parties.commander': person });
/** The second condition is that of the partial index. */
const followed = (person: string): Filter => ({
  'parties.followers': person,
  'parties.followers.0': { $exists: true },
});

export type Holdings = {
  assigned: string[];
  commands: string[];
  follows: string[];
  /** Keys of the teams where he has the seat. */
  leads: string[];
  onCall: string[];
  onCallBackup: string[];
  /** Roles that nobody else holds where he does. */
  holdsAlone: Grant[];
};
/** What hangs on a person: of his open cases the first 200 of each kind, his seats, and what only he may do. */
/** `only`: for whoever sees nothing outside this organisation. */
export async function holdingsOf(
  db: Connection,
  { grants, ...person }: Pick<Person, '_id' | 'grants'>,
  only?: OrgPath,
): Promise<Holdings> {
  const { _id: id } = person;
  const place = only === undefined ? {} : { orgLine: only };
  const isSeen = ({ orgPath }: { orgPath: OrgPath }): boolean => only === undefined || isWithin(orgPath, only);
  const seats = async (seat: 'lead' | 'onCall' | 'onCallBackup') =>
    idsOf(
      await teamOf(db)
        .find({ [seat]: id, open: true }, { _id: 1, orgPath: 1 })
        .sort({ _id: 1 })
        .lean<Pick<Team, '_id' | 'orgPath'>[]>()
        .then((found) => found.filter(isSeen)),
    );
  const [assigned, commands, follows, leads, onCall, onCallBackup, holdsAlone] = await Promise.all([
    openCases(db, { 'parties.assignee': id, ...place }),
    openCases(db, { ...led(id), ...place }),
    openCases(db, { ...followed(id), ...place }),
    seats('lead'),
    seats('onCall'),
    seats('onCallBackup'),
    heldAlone(db, { ...person, grants: grants.filter(isSeen) }),
  ]);
  return { assigned, commands, follows, leads, onCall, onCallBackup, holdsAlone };
}

async function heldAlone(db: Connection, { _id, grants }: Pick<Person, '_id' | 'grants'>): Promise<Grant[]> {
  const alone = await Promise.all(
    grants
      .filter(({ role }) => role !== 'requester')
      .map(async ({ role, orgPath }) => {
        const others = { _id: { $ne: _id }, active: true, grants: { $elemMatch: { role, orgPath } } };
        return (await personOf(db).exists(others)) === null ? [{ role, orgPath }] : [];
      }),
  );
  return alone.flat();
}

/** Open cases in which a person has any place, after `after`, in the order of their numbers. */
export async function casesOfPerson(db: Connection, id: string, after: string, limit: number): Promise<string[]> {
  const parts = [{ 'parties.assignee': id }, led(id), followed(id)];
  const found = await Promise.all(parts.map((part) => openCases(db, part, after, limit)));
  return [...new Set(found.flat())].toSorted().slice(0, limit);
}

/** Cases with the queue among those that they may come to later. They are of the team's organisation or below, but for those that were handed in from elsewhere. */
const comesTo = ({ _id, orgPath }: Pick<Team, '_id' | 'orgPath'>): Filter => ({
  orgLine: { $in: orgLineOf(orgPath).slice(0, 1) },
  'kase.comesTo': _id,
});

export type QueueHoldings = {
  /** Open cases that lie there. */
  lying: string[];
  /** Open cases elsewhere that would come there by escalation or hand-back. */
  coming: string[];
  members: string[];
};
/** What hangs on a queue; of each the first 200. */
export async function queueHoldingsOf(
  db: Connection,
  team: Pick<Team, '_id' | 'orgPath'>,
  only?: OrgPath,
): Promise<QueueHoldings> {
  const place = only === undefined ? {} : { orgLine: only };
  const [lying, coming, members] = await Promise.all([
    openCases(db, { queue: team._id, ...place }),
    openCases(db, { $and: [comesTo(team), place], queue: { $ne: team._id } }),
    membersOf(db, team._id, only),
  ]);
  return { lying, coming, members };
}

/** Open cases that lie in a queue or may come there, after `after`, with who has each. */
export async function casesOfQueue(
  db: Connection,
  team: Pick<Team, '_id' | 'orgPath'>,
  after: string,
  limit: number,
): Promise<{ caseId: string; assignee?: string }[]> {
  const found = await cases(db)
    .find(
      { $and: [{ $or: [{ queue: team._id }, comesTo(team)] }, OPEN], _id: { $gt: after } },
      { projection: { 'parties.assignee': 1 } },
    )
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
  return found.map(({ _id, parties: { assignee } }) => ({
    caseId: _id,
    ...(assignee === undefined ? {} : { assignee }),
  }));
}
