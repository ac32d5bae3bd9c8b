/** What still hangs on an entry of a register: asked before it is closed or given away, and while it is handed over. */
import type { Connection } from 'mongoose';
import { catalogue } from '../../domain/catalogue.ts';
import { isWithin, orgLineOf } from '../../domain/kernel/people/access.ts';
import { isEnd, statusesOf } from '../../domain/kernel/lifecycle.ts';
import type { Grant, OrgPath, StoredCase } from '../../domain/kernel/process.ts';
import { type CaseFilter, type CaseReach, scopedCases } from '../cases/scoped.ts';
import { categoryOf } from './category.ts';
import type { Item } from './items/item.ts';
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

/** Of one list that somebody reads, as far as `reach` goes; all of it is what the hand-over works on. */
const shownOf = async (db: Connection, reach: CaseReach, filters: readonly CaseFilter[]): Promise<string[]> =>
  await scopedCases(db, reach).numbers(filters.map(stillOpen), SHOWN);
/** Open cases of which the asker learns no more than that there are some; absent: there are none. */
async function outsideOf(
  db: Connection,
  reach: CaseReach,
  filters: readonly CaseFilter[],
): Promise<{ outside?: number }> {
  const outside = await scopedCases(db, reach).countOutside(filters.map(stillOpen));
  return outside === 0 ? {} : { outside };
}
const stillOpen = (filter: CaseFilter): CaseFilter => ({
  ...filter,
  status: { in: openStatuses },
  closedAt: { present: false },
});

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
  /** Those of which he has a part in hand, or a place that is passed on. */
  parts: string[];
  follows: string[];
  /** Those that he reported, first or later. */
  reported: string[];
  /** Open cases of these that are out of the asker's reach. */
  outside?: number;
  /** Keys of the teams where he has the seat. */
  leads: string[];
  onCall: string[];
  onCallBackup: string[];
  /** Configuration items in use that he maintains. */
  maintains: string[];
  /** Roles that nobody else holds where he does. */
  holdsAlone: Grant[];
};
/**
 * What hangs on a person: of his open cases the first 200 of each kind within `reach`, his seats, and what only he may do.
 * `only`: for whoever sees nothing outside this organisation.
 */
export async function holdingsOf(
  db: Connection,
  { grants, ...person }: Pick<Person, '_id' | 'grants'>,
  reach: CaseReach,
  only?: OrgPath,
): Promise<Holdings> {
  const { _id: id } = person;
  const isSeen = ({ orgPath }: { orgPath: OrgPath }): boolean => only === undefined || isWithin(orgPath, only);
  const seats = async (seat: 'lead' | 'onCall' | 'onCallBackup') =>
    idsOf(
      await teamOf(db)
        .find({ [seat]: id, open: true }, { _id: 1, orgPath: 1 })
        .sort({ _id: 1 })
        .lean<Pick<Team, '_id' | 'orgPath'>[]>()
        .then((found) => found.filter(isSeen)),
    );
  const places = placesOf(id, only);
  const [assigned, commands, parts, follows, reported, leads, onCall, onCallBackup, maintains, holdsAlone, outside] =
    await Promise.all([
      shownOf(db, reach, places.assigned),
      shownOf(db, reach, places.commands),
      shownOf(db, reach, places.parts),
      shownOf(db, reach, places.follows),
      shownOf(db, reach, places.reported),
      seats('lead'),
      seats('onCall'),
      seats('onCallBackup'),
      itemsInUse(db, { maintainers: id, ...(only === undefined ? {} : { line: only }) }),
      heldAlone(db, { ...person, grants: grants.filter(isSeen) }),
      outsideOf(db, reach, Object.values(places).flat()),
    ]);
  return {
    assigned,
    commands,
    parts,
    follows,
    reported,
    leads,
    onCall,
    onCallBackup,
    maintains,
    holdsAlone,
    ...outside,
  };
}

/** Items in use that `filter` finds, the first 200. */
const itemsInUse = async (db: Connection, filter: Filter): Promise<string[]> =>
  idsOf(
    await db
      .collection<Item>('items')
      .find(
        { ...filter, status: { $ne: 'retired' }, $nor: [{ retiresAt: { $lte: Date.now() } }] },
        { projection: { _id: 1 }, sort: { _id: 1 }, limit: SHOWN },
      )
      .toArray(),
  );

/** Configuration items in use that belong to an organisation itself, the first 200. */
export const itemsAt = (db: Connection, orgPath: OrgPath): Promise<string[]> => itemsInUse(db, { orgPath });

/** Major incidents that somebody commands, within `reach`, and how many beyond. */
export const commandedBy = async (db: Connection, id: string, reach: CaseReach) => ({
  commands: await shownOf(db, reach, placesOf(id).commands),
  ...(await outsideOf(db, reach, placesOf(id).commands)),
});

const placesOf = (id: string, only?: OrgPath) => ({
  assigned: within([{ 'parties.assignee': { is: id } }], only),
  commands: within([{ 'parties.commander': { is: id } }], only),
  parts: within([{ 'parties.hands': { is: id } }], only),
  follows: within([{ 'parties.followers': { is: id }, 'parties.followers.0': { present: true } }], only),
  reported: within([{ 'parties.requester': { is: id } }, { 'parties.reporters': { is: id } }], only),
});
/** The units at or below an organisation alone: beside what a filter says of the line. */
const within = (filters: readonly CaseFilter[], only: OrgPath | undefined): CaseFilter[] =>
  only === undefined
    ? [...filters]
    : filters.flatMap((one) => [
        { ...one, orgPath: { is: only } },
        { ...one, orgPath: { prefix: `${only}/` } },
      ]);

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
  const places = [
    { 'parties.assignee': id },
    led(id),
    followed(id),
    { 'parties.requester': id },
    { 'parties.hands': id },
  ];
  const found = await Promise.all(places.map((place) => openCases(db, place, after, limit)));
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
  /** Open cases of these that are out of the asker's reach. */
  outside?: number;
};
/** What hangs on a queue; of each the first 200 within `reach`. `only`: for whoever sees nothing outside this organisation. */
export async function queueHoldingsOf(
  db: Connection,
  { _id, orgPath }: Pick<Team, '_id' | 'orgPath'>,
  reach: CaseReach,
  only?: OrgPath,
): Promise<QueueHoldings> {
  const lies = within([{ queue: { is: _id } }], only);
  const comes = within([{ orgLine: { is: orgPath }, 'kase.comesTo': { is: _id }, queue: { not: _id } }], only);
  const [lying, coming, members, outside] = await Promise.all([
    shownOf(db, reach, lies),
    shownOf(db, reach, comes),
    membersOf(db, _id, only),
    outsideOf(db, reach, [...lies, ...comes]),
  ]);
  return { lying, coming, members, ...outside };
}

/** True when open cases hang on the queue, seen or not. */
export const holdsCases = ({ lying, coming, outside }: Omit<QueueHoldings, 'members'>): boolean =>
  lying.length + coming.length > 0 || outside !== undefined;

/** Registers whose entries a case names, and the field in which it does. */
const NAMED_IN = {
  applications: 'application',
  categories: 'category',
  'cause-codes': 'causeCode',
  organisations: 'orgLine',
} as const;
export type NamedRegister = keyof typeof NAMED_IN;
export type EntryHoldings = {
  /** Open cases that name it, or belong to it. */
  open: string[];
  /** Open cases of these that are out of the asker's reach. */
  outside?: number;
  /** Open entries below it. */
  below: string[];
  /** Teams that serve it, or lie there. */
  teams: string[];
  /** Active people of the unit. */
  people: string[];
  /** Configuration items in use that belong to it, or are part of it. */
  items: string[];
};
/** What hangs on an entry of a register of words, or on an organisation; of each the first 200 within `reach`. */
export async function entryHoldingsOf(
  db: Connection,
  register: NamedRegister,
  id: string,
  reach: CaseReach,
): Promise<EntryHoldings> {
  const named = [{ [NAMED_IN[register]]: { is: id } }];
  const [open, outside, below, teams, staff, items] = await Promise.all([
    shownOf(db, reach, named),
    outsideOf(db, reach, named),
    openEntriesBelow(db, register, id),
    teamsOn(db, register, id),
    register === 'organisations' ? peopleOf(db, pathOf(id)) : [],
    itemsOn(db, register, id),
  ]);
  return { open, ...outside, below, teams, people: staff, items };
}

/** Open cases that name a configuration item, of those within `reach` the first 200. */
export const casesNamingItem = async (
  db: Connection,
  id: string,
  reach: CaseReach,
): Promise<{ open: string[]; outside?: number }> => {
  const named = [{ item: { is: id } }];
  const [open, outside] = await Promise.all([shownOf(db, reach, named), outsideOf(db, reach, named)]);
  return { open, ...outside };
};

const pathOf = (id: string): OrgPath => `/${id.slice(1)}`;

async function openEntriesBelow(db: Connection, register: NamedRegister, id: string): Promise<string[]> {
  if (register === 'organisations') return await openBelow(db, pathOf(id));
  if (register !== 'categories') return [];
  return idsOf(
    await categoryOf(db)
      .find({ parent: id, open: true }, { _id: 1 })
      .sort({ _id: 1 })
      .limit(SHOWN)
      .lean<{ _id: string }[]>(),
  );
}

async function itemsOn(db: Connection, register: NamedRegister, id: string): Promise<string[]> {
  if (register === 'organisations') return await itemsAt(db, pathOf(id));
  return register === 'applications' ? await itemsInUse(db, { application: id }) : [];
}

async function teamsOn(db: Connection, register: NamedRegister, id: string): Promise<string[]> {
  if (register === 'organisations') return idsOf(await teamsAt(db, pathOf(id)));
  if (register !== 'applications') return [];
  return idsOf(
    await teamOf(db)
      .find({ applications: id, open: true }, { _id: 1 })
      .sort({ _id: 1 })
      .limit(SHOWN)
      .lean<{ _id: string }[]>(),
  );
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

const MOST_CALLERS = 100;
/** A caller without an account, by what he left: both as his cases have them. */
export type CallerName = { caller: string; contact: string };
export type CalledCases = CallerName & { open: string[]; ended: string[] };
/** Whom cases of `organisations` and below name as callers without an account who left this contact; the first 100. */
export async function callersWith(
  db: Connection,
  contact: string,
  organisations: readonly OrgPath[],
): Promise<CalledCases[]> {
  const filter = {
    contact,
    caller: { $exists: true },
    'parties.requester': { $exists: false },
    orgLine: { $in: [...organisations] },
    mode: 'live' as const,
  };
  const found = await cases(db)
    .aggregate<{ _id: string; cases: { number: string; closedAt?: number }[] }>([
      { $match: filter },
      { $sort: { _id: 1 } },
      { $group: { _id: '$caller', cases: { $push: { number: '$_id', closedAt: '$closedAt' } } } },
      { $sort: { _id: 1 } },
      { $limit: MOST_CALLERS },
    ])
    .toArray();
  return found.map(({ _id: caller, cases: all }) => ({
    caller,
    contact,
    open: all.flatMap(({ number, closedAt }) => (closedAt === undefined ? [number] : [])),
    ended: all.flatMap(({ number, closedAt }) => (closedAt === undefined ? [] : [number])),
  }));
}
