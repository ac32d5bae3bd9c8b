/** A meeting of a board 会议: who comes together when, and which changes are before it. */
import { fieldFault } from '../kernel/errors.ts';
import { canonical } from '../kernel/record/chain.ts';
import type { FieldError, Millis, OrgPath } from '../kernel/process.ts';

export const MEETING_STATUSES = ['planned', 'held', 'canceled'] as const;
/** Which changes are before it: those that wait for approval and fit all that is said; and those named, whatever they are. */
export type Agenda = {
  /** With all below; absent: the board's. */
  organisation?: OrgPath | undefined;
  kinds?: readonly string[] | undefined;
  risks?: readonly string[] | undefined;
  /** Those whose window meets this time, half-open; either end may be open. */
  windowFrom?: Millis | undefined;
  windowUntil?: Millis | undefined;
  /** Numbers. */
  added?: readonly string[] | undefined;
  removed?: readonly string[] | undefined;
};
export type MeetingBody = {
  name: string;
  /** Whose board it is. */
  board: OrgPath;
  /** Half-open. */
  from: Millis;
  until: Millis;
  place?: string | undefined;
  link?: string | undefined;
  /** Records the minutes. */
  chair: string;
  /** Prepares it and writes down who was there. */
  secretary?: string | undefined;
  members: readonly string[];
  agenda: Agenda;
  status: (typeof MEETING_STATUSES)[number];
  /** Who was there; absent: nobody has written it down. */
  attended?: readonly string[] | undefined;
};

/** The chair and the members, each once. */
export const membersOf = ({ chair, members }: Pick<MeetingBody, 'chair' | 'members'>): string[] => [
  ...new Set([chair, ...members]),
];

/** What registers and the record say of what a meeting names. */
export type Known = {
  now: Millis;
  editor: string;
  boards: ReadonlySet<string>;
  /** At work. */
  people: ReadonlySet<string>;
  /** Of those, who may vote. */
  voting: ReadonlySet<string>;
  /** Of those, who may read of a meeting. */
  reading: ReadonlySet<string>;
  /** Changes that its editor reads. */
  changes: ReadonlySet<string>;
  /** Whose votes were recorded in it; null: it has no minutes. */
  voters: readonly string[] | null;
};
type Edit = { body: Partial<MeetingBody>; former: Partial<MeetingBody> | null };
const LONGEST: Millis = 86_400_000;

/** What stands in the way of an edit, as far as its fields are well-formed; empty: nothing does. Throws nothing. */
export function meetingFaults({ body, former }: Edit, known: Known): FieldError[] {
  return [
    ...timeFaults(body),
    ...ownFaults({ body, former }, known),
    ...fieldFault(
      body.board !== undefined && body.board !== former?.board && !known.boards.has(body.board),
      '/board',
      'unknown',
    ),
    ...peopleFaults({ body, former }, known),
    ...agendaFaults({ body, former }, known),
    ...statusFaults({ body, former }, known),
    ...attendanceFaults(body, known),
    ...(known.voters ? minutedFaults({ body, former }, known.voters) : []),
  ];
}

/** Of these it follows whose votes a chair may record, and of what. */
const CALLED = ['board', 'from', 'until', 'chair', 'members'] as const;
/** Whoever chairs a board has been called to it by another: else one person would make a meeting of absent ones and vote for all. */
function ownFaults({ body, former }: Edit, { editor }: Known): FieldError[] {
  const isAltered = CALLED.some((field) => canonical(body[field]) !== canonical(former?.[field]));
  return fieldFault(body.chair === editor && isAltered, '/chair', 'own-meeting');
}

function timeFaults({ from, until }: Partial<MeetingBody>): FieldError[] {
  if (from === undefined || until === undefined) return [];
  return [
    ...fieldFault(until <= from, '/until', 'not-after-from'),
    ...fieldFault(until - from > LONGEST, '/until', 'too-long-apart'),
  ];
}

function peopleFaults({ body, former }: Edit, { people, voting, reading }: Known): FieldError[] {
  const had = [former?.chair, former?.secretary, ...(former?.members ?? [])];
  const faultOf = (one: string | undefined, pointer: string, able: ReadonlySet<string>): FieldError[] => {
    if (one === undefined || had.includes(one)) return [];
    return people.has(one) ? fieldFault(!able.has(one), pointer, 'role-missing') : fieldFault(true, pointer, 'unknown');
  };
  const { chair, secretary, members = [] } = body;
  return [
    ...faultOf(chair, '/chair', voting),
    ...faultOf(secretary, '/secretary', reading),
    ...members.flatMap((one, at) => faultOf(one, `/members/${at}`, voting)),
    ...members.flatMap((one, at) => fieldFault(members.indexOf(one) !== at, `/members/${at}`, 'already-named')),
  ];
}

function agendaFaults({ body, former }: Edit, { boards, changes }: Known): FieldError[] {
  const { organisation, windowFrom, windowUntil, added = [], removed = [] } = body.agenda ?? {};
  const had = former?.agenda?.added ?? [];
  const isEmpty = windowFrom !== undefined && windowUntil !== undefined && windowUntil <= windowFrom;
  const isNew = organisation !== undefined && organisation !== former?.agenda?.organisation;
  return [
    ...fieldFault(isNew && !boards.has(organisation), '/agenda/organisation', 'unknown'),
    ...fieldFault(isEmpty, '/agenda/windowUntil', 'not-after-from'),
    ...added.flatMap((one, at) =>
      fieldFault(!had.includes(one) && !changes.has(one), `/agenda/added/${at}`, 'unknown'),
    ),
    ...removed.flatMap((one, at) => fieldFault(added.includes(one), `/agenda/removed/${at}`, 'already-named')),
  ];
}

function statusFaults({ body, former }: Edit, { now }: Known): FieldError[] {
  const { status, from = 0 } = body;
  return [
    ...fieldFault(status === 'held' && from > now, '/status', 'not-begun'),
    ...fieldFault(former?.status === 'canceled' && status !== 'canceled', '/status', 'canceled'),
  ];
}

function attendanceFaults(body: Partial<MeetingBody>, { now }: Known): FieldError[] {
  const { attended, chair = '', secretary, members = [], from = 0 } = body;
  if (!attended) return [];
  const belongs = [...membersOf({ chair, members }), secretary];
  return [
    ...fieldFault(from > now, '/attended', 'not-begun'),
    ...attended.flatMap((one, at) => fieldFault(!belongs.includes(one), `/attended/${at}`, 'not-a-member')),
  ];
}

/** What minutes rest on stays: when it was, whose, who chaired it, and that those were there whose votes it has. */
function minutedFaults({ body, former }: Edit, voters: readonly string[]): FieldError[] {
  const { attended, chair = '', members = [] } = body;
  const moved = (['board', 'from', 'chair'] as const).filter((field) => body[field] !== former?.[field]);
  const left = voters.filter((one) => !membersOf({ chair, members }).includes(one));
  const absent = attended ? voters.filter((one) => !attended.includes(one)) : [];
  return [
    ...moved.map((field) => ({ pointer: `/${field}`, code: 'minutes-recorded' })),
    ...fieldFault(body.status === 'canceled', '/status', 'minutes-recorded'),
    ...naming('/members', left),
    ...naming('/attended', absent),
  ];
}
const naming = (pointer: string, people: readonly string[]): FieldError[] =>
  people.length > 0 ? [{ pointer, code: 'minutes-recorded', params: { people } }] : [];
