/** What hangs on a person: asked before he leaves, and while his cases are handed over. */
import type { Connection } from 'mongoose';
import { isWithin } from '../../../domain/kernel/people/access.ts';
import type { Grant, OrgPath } from '../../../domain/kernel/process.ts';
import type { CaseReach } from '../../cases/scoped.ts';
import { inspectionPlanOf, type KeptInspectionPlan } from '../inspections/plan.ts';
import { mandatesIn } from '../meetings/mandate.ts';
import { type Meeting, meetingOf } from '../meetings/meeting.ts';
import { type Person, personOf } from '../person.ts';
import { type Team, teamOf } from '../team.ts';
import { itemsInUse } from './items.ts';
import { type Filter, idsOf, openCases, outsideOf, SHOWN, shownOf, within } from './open-cases.ts';

/** True when nobody but this person could ever give a right again. */
export async function isLastGuard(db: Connection, id: string): Promise<boolean> {
  const others = { _id: { $ne: id }, active: true, 'grants.role': 'security-administrator' };
  return (await personOf(db).exists(others)) === null;
}

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
  /** Open inspection plans that name him as an inspector. */
  inspects: string[];
  /** Meetings that are to come and name him: as chair, secretary or member. */
  meetings: string[];
  /** Standing delegations that he gave or was given, and that are not over. */
  delegations: string[];
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
  const [
    assigned,
    commands,
    parts,
    follows,
    reported,
    leads,
    onCall,
    onCallBackup,
    maintains,
    inspects,
    meetings,
    delegations,
    holdsAlone,
    outside,
  ] = await Promise.all([
    shownOf(db, reach, places.assigned),
    shownOf(db, reach, places.commands),
    shownOf(db, reach, places.parts),
    shownOf(db, reach, places.follows),
    shownOf(db, reach, places.reported),
    seats('lead'),
    seats('onCall'),
    seats('onCallBackup'),
    itemsInUse(db, { maintainers: id, ...(only === undefined ? {} : { line: only }) }),
    plansOf(db, id, only),
    meetingsAhead(db, id, only),
    mandatesOf(db, id, only),
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
    inspects,
    meetings,
    delegations,
    holdsAlone,
    ...outside,
  };
}

async function plansOf(db: Connection, id: string, only?: OrgPath): Promise<string[]> {
  const found = await inspectionPlanOf(db)
    .find({ inspectors: id, open: true }, { orgPath: 1 })
    .sort({ _id: 1 })
    .limit(SHOWN)
    .lean<Pick<KeptInspectionPlan, '_id' | 'orgPath'>[]>();
  return idsOf(found.filter(({ orgPath }) => only === undefined || isWithin(orgPath, only)));
}

async function meetingsAhead(db: Connection, id: string, only?: OrgPath): Promise<string[]> {
  const found = await meetingOf(db)
    .find(
      { $or: [{ chair: id }, { secretary: id }, { members: id }], status: 'planned', until: { $gt: Date.now() } },
      { board: 1 },
    )
    .sort({ _id: 1 })
    .limit(SHOWN)
    .lean<Pick<Meeting, '_id' | 'board'>[]>();
  return idsOf(found.filter(({ board }) => only === undefined || isWithin(board, only)));
}

async function mandatesOf(db: Connection, id: string, only?: OrgPath): Promise<string[]> {
  if (only !== undefined) return []; // a delegation is of a person, not of one organisation
  const found = await mandatesIn(db)
    .find({ $or: [{ from: id }, { to: id }], until: { $gt: Date.now() }, revokedAt: { $exists: false } })
    .sort({ _id: 1 })
    .limit(SHOWN)
    .toArray();
  return idsOf(found);
}

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
