/** What still hangs on an entry of a register: asked before it is closed or given away. */
import type { Connection } from 'mongoose';
import type { OrgPath, StoredCase } from '../domain/kernel/process.ts';
import { categoryOf } from './category.ts';
import { organisationOf } from './organisation.ts';
import { personOf } from './person.ts';
import { type Team, teamOf } from './team.ts';

const SHOWN = 200;
const OPEN = { closedAt: { $exists: false } } as const;

/** Open teams of an organisation. */
export const teamsAt = (db: Connection, orgPath: OrgPath): Promise<Team[]> =>
  teamOf(db).find({ orgPath, open: true }).sort({ _id: 1 }).lean<Team[]>().exec();

/** True when an organisation below this one is open. */
export const hasOpenBelow = async (db: Connection, path: OrgPath): Promise<boolean> =>
  (await organisationOf(db).exists({ _id: { $ne: path }, line: path, open: true })) !== null;

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

/** True when nobody but this person could ever give a right again. */
export async function isLastGuard(db: Connection, id: string): Promise<boolean> {
  const others = { _id: { $ne: id }, active: true, 'grants.role': 'security-administrator' };
  return (await personOf(db).exists(others)) === null;
}

const cases = (db: Connection) => db.collection<StoredCase>('cases');
const numbers = async (db: Connection, filter: object): Promise<string[]> =>
  (
    await cases(db)
      .find({ ...filter, ...OPEN }, { projection: { _id: 1 } })
      .sort({ _id: 1 })
      .limit(SHOWN)
      .toArray()
  ).map(({ _id }) => _id);

/** Numbers of open cases in a queue, the first 200. */
export const openCasesIn = (db: Connection, queue: string): Promise<string[]> => numbers(db, { queue });

export type Holdings = {
  assigned: string[];
  commands: string[];
  follows: string[];
  /** Keys of the teams where he has the seat. */
  leads: string[];
  onCall: string[];
  onCallBackup: string[];
};
/** What hangs on a person: of his open cases the first 200 of each kind, and his seats. */
export async function holdingsOf(db: Connection, person: string): Promise<Holdings> {
  const seats = async (seat: 'lead' | 'onCall' | 'onCallBackup') =>
    (
      await teamOf(db)
        .find({ [seat]: person }, { _id: 1 })
        .sort({ _id: 1 })
        .lean<{ _id: string }[]>()
    ).map(({ _id }) => _id);
  const [assigned, commands, follows, leads, onCall, onCallBackup] = await Promise.all([
    numbers(db, { 'parties.assignee': person }),
    numbers(db, { 'parties.commander': person }),
    numbers(db, { 'parties.followers': person }),
    seats('lead'),
    seats('onCall'),
    seats('onCallBackup'),
  ]);
  return { assigned, commands, follows, leads, onCall, onCallBackup };
}

/** Open cases in which a person has any place, after `after`, in the order of their numbers. */
export async function casesOf(db: Connection, person: string, after: string, limit: number): Promise<string[]> {
  const places = ['parties.assignee', 'parties.commander', 'parties.followers'].map((place) => ({ [place]: person }));
  const found = await cases(db)
    .find({ $or: places, ...OPEN, _id: { $gt: after } }, { projection: { _id: 1 } })
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
  return found.map(({ _id }) => _id);
}
