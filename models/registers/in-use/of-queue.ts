/** What hangs on a queue: asked before it is closed, and while its cases go to its heir. */
import type { Connection } from 'mongoose';
import { orgLineOf } from '../../../domain/kernel/people/access.ts';
import type { OrgPath } from '../../../domain/kernel/process.ts';
import type { CaseReach } from '../../cases/scoped.ts';
import { casesIn } from '../../cases/case.ts';
import { personOf } from '../person.ts';
import { type Team, teamOf } from '../team.ts';
import { type Filter, idsOf, OPEN, outsideOf, SHOWN, shownOf, within } from './open-cases.ts';

/** Open teams of an organisation. */
export const teamsAt = (db: Connection, orgPath: OrgPath): Promise<Team[]> =>
  teamOf(db).find({ orgPath, open: true }).sort({ _id: 1 }).lean<Team[]>().exec();

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

/** Open cases that lie in a queue or may come there, after `after`, with who has each. */
export async function casesOfQueue(
  db: Connection,
  team: Pick<Team, '_id' | 'orgPath'>,
  after: string,
  limit: number,
): Promise<{ caseId: string; assignee?: string }[]> {
  const found = await casesIn(db)
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
