/** Duty rosters as a row of the plain registers. */
import { z } from 'zod';
import { DUTIES, type DutyRoster, hasDays, rosterFaults, turnsOf } from '../../../domain/dispatch/duty.ts';
import { day, key, line, orgPath } from '../../../domain/kernel/contract.ts';
import { WORKING } from '../../../domain/kernel/people/who.ts';
import type { FieldError } from '../../../domain/kernel/process.ts';
import type { Interval } from '../../../domain/kernel/time/intervals.ts';
import { otherRoster } from '../../../models/registers/dispatch/duty-roster.ts';
import { instantsOfDays, isZone, offsetsOfYears } from '../../../platform/zones.ts';
import { type Body, type Edit, isPath, type PlainDeps, type PlainRegister } from '../plain/plain-row.ts';

/** Who reads of duty, each within his reach. */
export const dutyReaders = [...WORKING, 'auditor'] as const;
const MOST_SHIFTS = 1_000;
const MOST_PEOPLE = 20;

const shift = z.strictObject({
  duty: z.enum(DUTIES).describe('Day duty 白班, or night stand-by 夜间值守'),
  day: day().describe('Local date on which it begins'),
  fromMinute: z.int().min(0).max(1439).describe('Of that local day'),
  untilMinute: z.int().min(1).max(2880).describe('Half-open, counted on over midnight: 8:00 of the next day is 1920'),
  people: z.array(key()).min(1).max(MOST_PEOPLE),
  doubled: z.literal(true).optional().describe('Meant so: whoever is in it may be in another at the same time'),
});

export const rosterRegister: PlainRegister = {
  name: 'duty-rosters',
  title: 'Duty roster of a team',
  editors: ['coordinator', 'supervisor', 'process-owner'],
  id: key(),
  fields: z.strictObject({
    name: line(200),
    team: key().describe('Never another'),
    orgPath: orgPath().describe('The organisation of the team'),
    zone: z.string().max(64).refine(isZone, 'unknown').describe('IANA name, of its days and minutes'),
    firstDay: day().describe('On which shifts begin; no other open roster of the team has a day of it'),
    lastDay: day().describe('Inclusive'),
    shifts: z.array(shift).max(MOST_SHIFTS),
    open: z.boolean().default(true).describe('False: nobody is on duty by it'),
  }),
  places: ({ body, former }) => [body['orgPath'], former?.['orgPath']].filter(isPath),
  derived: ({ body }) => heldOf(partial(body)),
  problems: async (deps, edit) => {
    const [body, former] = [partial(edit.body), edit.former && partial(edit.former)];
    const known = await knownFor(deps, body);
    const faults = rosterFaults({ body, former }, known);
    // Of a team that is not of this organisation nothing is told, not even that it has a roster.
    return known.isTeam || former?.team === body.team ? [...faults, ...(await othersIn(deps, edit, body))] : faults;
  },
};
/** Its schema let each field pass, or it is stored. */
const partial = (body: Body): Partial<DutyRoster> => body;

/** Its days and shifts as they are understood now. */
function heldOf(body: Partial<DutyRoster>): object {
  const days = daysOf(body);
  if (!days || !hasDays(body)) return {};
  const { zone = '', shifts = [], firstDay, lastDay } = body;
  const years = [Number(firstDay.slice(0, 4)) - 1, Number(lastDay.slice(0, 4)) + 1] as const;
  return { ...days, turns: turnsOf(shifts, offsetsOfYears(zone, years)) };
}

const daysOf = (body: Partial<DutyRoster>): Interval | null =>
  hasDays(body) && body.zone !== undefined ? instantsOfDays(body.zone, body.firstDay, body.lastDay) : null;

async function knownFor({ directory }: PlainDeps, { team: id = '', orgPath: path, shifts = [] }: Partial<DutyRoster>) {
  const named = [...new Set(shifts.flatMap(({ people }) => people))];
  const [team, people] = await Promise.all([
    directory.team(id),
    Promise.all(named.map((one) => directory.person(one))),
  ]);
  const isMember = (at: number): boolean => people[at]?.active === true && people[at].teams.includes(id);
  return {
    isTeam: team?.open === true && team.orgPath === path,
    members: new Set(named.filter((_one, at) => isMember(at))),
  };
}

/** Two open rosters for one day would leave open which of them counts. */
async function othersIn({ db }: PlainDeps, { id }: Edit, body: Partial<DutyRoster>): Promise<FieldError[]> {
  const days = daysOf(body);
  if (!days || body.team === undefined || body.open === false) return [];
  const other = await otherRoster(db, { _id: id, team: body.team }, days);
  return other ? [{ pointer: '/firstDay', code: 'in-other-roster', params: { roster: other._id } }] : [];
}
