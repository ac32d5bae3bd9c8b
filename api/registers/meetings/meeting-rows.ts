/** Meetings of boards as a row of the plain registers. */
import { z } from 'zod';
import { CHANGE_KINDS, RISKS } from '../../../domain/change/fields.ts';
import { caseNumber, instant, key, line, orgPath } from '../../../domain/kernel/contract.ts';
import { isNear, mayName } from '../../../domain/kernel/people/access.ts';
import { type Known, MEETING_STATUSES, type MeetingBody, meetingFaults } from '../../../domain/meetings/meeting.ts';
import { STAFF, takesPart } from '../../../domain/kernel/people/who.ts';
import type { Role } from '../../../domain/kernel/process.ts';
import { casesMinuted, minutesOf } from '../../../models/cases/minuted.ts';
import { agendasWithin, changesRead, withUnread } from './agenda-within.ts';
import { type Body, type Edit, isPath, type PlainDeps, type PlainRegister } from '../plain/plain-row.ts';

/** Who calls a board together, each at his organisations. */
export const callers = ['process-owner', 'quality-lead', 'supervisor'] as const;
export const MOST_MEMBERS = 50;
const MOST_NAMED = 200;
/** Who reads of meetings, each within his reach. */
export const readers = [...STAFF, 'auditor'] as const;
const isReader = (role: Role): boolean => readers.some((one) => one === role);

const agenda = z.strictObject({
  organisation: orgPath().optional().describe('With all below; absent: that of the board'),
  kinds: z.array(z.enum(CHANGE_KINDS)).max(10).optional(),
  risks: z.array(z.enum(RISKS)).max(5).optional(),
  windowFrom: instant().optional().describe('Changes whose window meets this time, half-open'),
  windowUntil: instant().optional(),
  added: z
    .array(caseNumber())
    .max(MOST_NAMED)
    .optional()
    .describe('Changes that are before it, whatever the rest says'),
  removed: z.array(caseNumber()).max(MOST_NAMED).optional().describe('Changes that are not'),
});

export const meetingRegister: PlainRegister = {
  name: 'meetings',
  title: 'Meeting of a change advisory board',
  editors: callers,
  id: key(),
  fields: z.strictObject({
    name: line(200),
    board: orgPath().describe('The organisation whose board it is'),
    from: instant().describe('Half-open'),
    until: instant(),
    place: line(200).optional(),
    link: z
      .url({ protocol: /^https?$/ })
      .max(500)
      .optional()
      .describe('Where those meet who are not there'),
    chair: key().describe('Records what is decided; is called by another'),
    secretary: key().optional().describe('Writes down who was there; records no vote'),
    members: z.array(key()).min(1).max(MOST_MEMBERS).describe('People whose votes may be recorded, beside the chair'),
    agenda: agenda.default({}).describe('Which changes that wait for approval are before it'),
    status: z.enum(MEETING_STATUSES).default('planned'),
    attended: z
      .array(key())
      .max(MOST_MEMBERS + 2)
      .optional()
      .describe('Who was there; absent: nobody wrote it down'),
  }),
  within: ({ db }, actor, entries) => agendasWithin(db, actor, entries),
  withUnseen: async ({ db }, { body, former, actor }) =>
    former ? await withUnread(db, actor, { body: partial(body), former: partial(former) }) : body,
  places: ({ body, former }) => [body['board'], former?.['board']].filter(isPath),
  problems: async (deps, edit) => {
    const [body, former] = [partial(edit.body), edit.former && partial(edit.former)];
    return meetingFaults({ body, former }, await knownFor(deps, edit, body));
  },
};
/** Its schema let each field pass, or it is stored. */
const partial = (body: Body): Partial<MeetingBody> => body;

type Asked = Pick<Edit, 'id' | 'actor'> & { former: object | null };
/** What registers and the record say of what an edit names; what lies outside its editor's branches is as unknown as what is not there. */
export async function knownFor(
  { db, directory }: PlainDeps,
  { id: meeting, former, actor }: Asked,
  body: Partial<MeetingBody>,
): Promise<Known> {
  const { board, chair, secretary, members = [], agenda: { organisation, added = [] } = {} } = body;
  const boards = [board, organisation].filter(there);
  const people = [chair, secretary, ...members].filter(there);
  const [organisations, persons, changes, minuted] = await Promise.all([
    Promise.all(boards.map((path) => directory.organisation(path))),
    Promise.all(people.map((one) => directory.person(one))),
    changesRead(db, actor, added),
    former ? casesMinuted(db, meeting) : [],
  ]);
  const minutes = await minutesOf(db, meeting, minuted);
  const voters = minutes.flatMap(({ votes }) => votes.map(({ person }) => person));
  return {
    now: Date.now(),
    editor: actor.id,
    boards: new Set(boards.filter((path, at) => organisations[at]?.open && isNear(actor, path))),
    people: new Set(people.filter((id, at) => persons[at]?.active && mayName(actor, { ...persons[at], id }))),
    voting: new Set(people.filter((_one, at) => takesPart(persons[at]?.grants ?? []))),
    reading: new Set(people.filter((_one, at) => persons[at]?.grants?.some(({ role }) => isReader(role)))),
    changes,
    voters: minutes.length > 0 ? [...new Set(voters)] : null,
  };
}
const there = <T>(one: T | undefined): one is T => one !== undefined;
