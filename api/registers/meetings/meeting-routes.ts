/** What is before a meeting, who was there, and its minutes. */
import type { Request } from 'express';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { Directory } from '../../../client/registers/directory.ts';
import { key } from '../../../domain/kernel/contract.ts';
import type { Actor } from '../../../domain/kernel/process.ts';
import { contentHash } from '../../../domain/kernel/record/content-hash.ts';
import { type MeetingBody, meetingFaults, membersOf } from '../../../domain/meetings/meeting.ts';
import { type MinutesDocument, minutesText } from '../../../domain/meetings/minutes-text.ts';
import type { AuditEntry, AuditTrail } from '../../../models/access/audit.ts';
import { casesMinuted, minutesOf } from '../../../models/cases/minuted.ts';
import type { Meeting } from '../../../models/registers/meetings/meeting.ts';
import { namesOf } from '../../../models/registers/names.ts';
import { type Change, versionOf } from '../../../models/registers/register-version.ts';
import { wallClockNamed } from '../../../platform/zones.ts';
import type { Reads } from '../../cases/reads.ts';
import { langFor } from '../../http/file.ts';
import { present } from '../../http/present.ts';
import { invalid, notFound, notPermitted } from '../../http/problem.ts';
import { answered, type Identity, type Reply, type Route, route } from '../../http/route.ts';
import { instantOut, orgPathOut } from '../../http/schemas.ts';
import { recordedEdit } from '../on-record.ts';
import { answersFor, changed, seenBy, shownAs } from '../plain/plain-registers.ts';
import { entrySchemaOf } from '../plain/plain-table.ts';
import { visibleIn } from '../register-scope.ts';
import { agendaOf, MOST_ON_AGENDA } from './agenda.ts';
import { callers, knownFor, meetingRegister, MOST_MEMBERS, readers } from './meeting-rows.ts';

type Deps = { db: Connection; directory: Directory; reads: Reads; audit: AuditTrail; zone: string };
const params = z.strictObject({ id: key().describe('Id of the meeting') });
const common = { tag: 'meetings', access: { rule: 'role', roles: readers } } as const;

const item = z.object({
  number: z.string(),
  title: z.string(),
  status: z.string(),
  unit: orgPathOut,
  kind: z.string().optional(),
  risk: z.string().optional(),
  windowFrom: instantOut.optional(),
  windowUntil: instantOut.optional(),
  planHash: z.string().optional().describe('Of the sheet: send it back with the minutes'),
  dueAt: instantOut.nullable(),
  seats: z
    .array(z.object({ stage: z.string(), seat: z.string(), people: z.array(z.string()) }))
    .describe('Whose vote is wanted now, of those who belong to the meeting'),
  decided: z.boolean().describe('True: its minutes name it'),
});
const vote = z.object({
  seat: z.string(),
  person: z.string(),
  for: z.string().optional().describe('Whom he stood in for'),
  decision: z.enum(['approve', 'reject', 'abstain']),
  reason: z.string().optional(),
  withdrawnAt: instantOut.optional().describe('He has taken it back since'),
});
const minutes = z.object({
  meeting: z.looseObject({ id: z.string(), name: z.string(), board: orgPathOut, from: instantOut, until: instantOut }),
  people: z.array(z.object({ person: z.string(), attended: z.boolean().optional() })),
  changes: z.array(
    z.object({
      number: z.string(),
      title: z.string(),
      stage: z.string(),
      planHash: z.string().describe('Of the sheet that was decided on'),
      votes: z.array(vote),
      result: z.enum(['passed', 'refused', 'open', 'void']),
      recordedBy: z.string(),
      recordedAt: instantOut,
    }),
  ),
  others: z.int().describe('Changes that it decided on and that the asker does not read'),
  hash: z.string().describe('SHA-256, hex, of the canonical JSON of all the rest'),
});

export const meetingRoutes = (deps: Deps): Route[] => [agendaRoute(deps), minutesRoute(deps), attendanceRoute(deps)];

function agendaRoute({ db, reads }: Deps): Route {
  return route({
    ...common,
    method: 'get',
    path: '/api/meetings/:id/agenda',
    operationId: 'meetings.agenda',
    summary:
      'Changes that are before the meeting now, within the reach of the asker; those decided already as the minutes say, and once it was held no others',
    params,
    responses: {
      200: {
        description: `What its minutes name, then what waits, the nearest deadline first; \`capped\`: of these the first ${MOST_ON_AGENDA}`,
        schema: z.object({ items: z.array(item), capped: z.boolean(), serverNow: instantOut }),
      },
    },
    handle: async ({ actor, identity, params: { id } }) => {
      const meeting = await seen(db, actor, id);
      const agenda = await agendaOf({ reads, identity }, meeting, await casesMinuted(db, id));
      return { body: { ...agenda, serverNow: Date.now() } };
    },
  });
}

function minutesRoute({ db, directory, reads, zone }: Deps): Route {
  return route({
    ...common,
    method: 'get',
    path: '/api/meetings/:id/minutes',
    operationId: 'meetings.minutes',
    summary:
      'Minutes, made of the record: who was there, and each change decided with its votes; as data or as Markdown',
    params,
    query: z.strictObject({
      format: z.enum(['json', 'md']).optional().describe('Absent: as `Accept` says'),
      lang: z.enum(['zh', 'en']).optional().describe("Of the Markdown; absent: the person's own"),
    }),
    responses: { 200: { description: 'The minutes', schema: minutes, mediaType: 'text/markdown' } },
    handle: async ({ actor, identity, params: { id }, query: { format, lang }, request, response }) => {
      const document = await documentOf({ db, reads }, identity, await seen(db, actor, id));
      const hash = contentHash(present(document));
      if (!wantsText(request, format)) return { body: { ...document, hash } };
      const person = await directory.person(actor.id);
      const names = await namesOf(db, namedIn(document));
      const language = await langFor(directory, actor.id, lang);
      const text = minutesText(document, hash, {
        lang: language,
        clock: (at) => wallClockNamed(at, person?.zone ?? zone),
        named: (kind, word) => names.get(`${kind}:${word}`)?.[language] ?? word,
      });
      response.status(200).set({ 'Content-Type': 'text/markdown; charset=utf-8', Vary: 'Accept' }).send(text);
      return answered;
    },
  });
}

const wantsText = (request: Request, format: 'json' | 'md' | undefined): boolean =>
  format === undefined ? request.accepts(['application/json', 'text/markdown']) === 'text/markdown' : format === 'md';

/** What of the record its reader may see; of the rest how much there is. */
async function documentOf(
  { db, reads }: Pick<Deps, 'db' | 'reads'>,
  identity: Identity,
  meeting: Meeting,
): Promise<MinutesDocument> {
  const { _id: id, name, board, from, until, place, link, chair, secretary, status, attended } = meeting;
  const decided = await casesMinuted(db, id);
  const read = await reads.scoped(identity).which(decided);
  const people = [...new Set([...membersOf(meeting), ...(secretary === undefined ? [] : [secretary])])];
  return {
    meeting: {
      id,
      name,
      board,
      from,
      until,
      ...(place === undefined ? {} : { place }),
      ...(link === undefined ? {} : { link }),
      chair,
      ...(secretary === undefined ? {} : { secretary }),
      status,
    },
    people: people.map((person) => ({ person, ...(attended ? { attended: attended.includes(person) } : {}) })),
    changes: await minutesOf(
      db,
      id,
      decided.filter((number) => read.has(number)),
    ),
    others: decided.length - read.size,
  };
}

const namedIn = ({ meeting, people, changes }: MinutesDocument): string[] => [
  `organisation:${meeting.board}`,
  ...[
    meeting.chair,
    ...people.map(({ person }) => person),
    ...changes.flatMap(({ recordedBy, votes }) => [
      recordedBy,
      ...votes.flatMap(({ person, for: of }) => (of === undefined ? [person] : [person, of])),
    ]),
  ].map((person) => `person:${person}`),
];

function attendanceRoute(deps: Deps): Route {
  const { db } = deps;
  return route({
    ...common,
    method: 'put',
    path: '/api/meetings/:id/attendance',
    operationId: 'meetings.attend',
    summary: 'Who was there: by its chair, its secretary, or who calls it together; the meeting has then been held',
    versioned: 'required',
    params,
    body: z.strictObject({ attended: z.array(key()).max(MOST_MEMBERS + 2) }),
    responses: { 200: { description: 'The meeting', schema: entrySchemaOf(meetingRegister) } },
    handle: async ({ actor, params: { id }, body: { attended }, seen: version = 0 }) => {
      const meeting = await seen(db, actor, id);
      if (!mayWrite(actor, meeting)) throw notPermitted('Its chair, its secretary, or who calls it together');
      if (versionOf(meeting) !== version) throw changed(await asSeen(db, actor, meeting), { attended });
      return await attend(deps, actor, meeting, [...new Set(attended)]);
    },
  });
}

const mayWrite = (actor: Actor, { chair, secretary, board }: Meeting): boolean =>
  actor.id === chair || actor.id === secretary || answersFor(actor, callers, [board]);

async function attend(deps: Deps, actor: Actor, meeting: Meeting, attended: readonly string[]): Promise<Reply> {
  const { db, directory } = deps;
  const { _id: id, version: _version, sample: _sample, ...former } = meeting;
  const body: MeetingBody = { ...former, attended, status: meeting.status === 'planned' ? 'held' : meeting.status };
  const edit = { id, body, former, actor };
  const faults = meetingFaults({ body, former }, await knownFor(deps, edit, body));
  const own = faults.filter(({ pointer }) => pointer.startsWith('/attended')); // the rest was so before
  if (meeting.status === 'canceled') own.push({ pointer: '/attended', code: 'canceled' });
  if (own.length > 0) throw invalid(own);
  const [seenAt, at] = [versionOf(meeting), Date.now()];
  const change: Change = {
    register: 'meetings',
    id,
    seen: seenAt,
    fields: { attended, status: body.status },
    at,
    by: actor.id,
  };
  const data = { register: 'meetings', id, version: seenAt + 1 };
  const entry: AuditEntry = { type: 'registerChanged', by: actor.id, at, data };
  const isSaved = await recordedEdit(deps, { entry, changes: [change] });
  const now = await db.collection<Meeting>('meetings').findOne({ _id: id });
  if (!isSaved) throw changed(await asSeen(db, actor, now), { attended });
  directory.drop();
  return shownAs(await asSeen(db, actor, now), { _id: id });
}

const asSeen = (db: Connection, actor: Actor, meeting: Meeting | null) =>
  seenBy({ db }, meetingRegister, actor, meeting && { ...meeting });

/** Throws 'not-found' for one that is not there, or that he does not see. */
async function seen(db: Connection, actor: Actor, id: string): Promise<Meeting> {
  const found = await db.collection<Meeting>('meetings').findOne({ $and: [visibleIn('meetings', actor), { _id: id }] });
  if (!found) throw notFound();
  return found;
}
