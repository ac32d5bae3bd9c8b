/** What is before a meeting now, within its reader's reach: what its filter meets, and what its minutes have decided already. */
import type { CaseView } from '../../../domain/kernel/process.ts';
import { membersOf } from '../../../domain/meetings/meeting.ts';
import type { CaseFilter, FieldFilter } from '../../../models/cases/scoped.ts';
import type { Meeting } from '../../../models/registers/meetings/meeting.ts';
import type { Asked } from '../../cases/approvals/asks.ts';
import type { Reads } from '../../cases/reads.ts';
import type { Identity } from '../../http/route.ts';

export const MOST_ON_AGENDA = 200;
type Shown = CaseView & Asked & { kind?: string; risk?: string; windowFrom?: number; windowUntil?: number };
const order = { field: 'dueAt' } as const;
const asked: FieldFilter = { in: ['authorizing', 'reviewing'] };

/** `decided`: numbers that its minutes name. Once it has been held and has minutes, what they say is all that was before it. */
export async function agendaOf(
  { reads, identity }: { reads: Reads; identity: Identity },
  meeting: Meeting,
  decided: readonly string[],
) {
  const cases = reads.scoped(identity, ['change']);
  const isOver = meeting.status === 'canceled' || (meeting.status === 'held' && decided.length > 0);
  const { added = [], removed = [] } = meeting.agenda;
  const undecided = (ids: readonly string[]) => ids.filter((id) => !decided.includes(id));
  const open: CaseFilter[] = isOver ? [] : [filterOf(meeting), { _id: { in: undecided(added) }, status: asked }];
  const left = new Set([...decided, ...removed]);
  const most = MOST_ON_AGENDA + left.size;
  const [found, settled] = await Promise.all([
    cases.find(open, { order, limit: most + 1 }),
    cases.find([{ _id: { in: decided } }], { order: { field: '_id' }, limit: decided.length }),
  ]);
  const waiting = found.filter(({ _id }) => !left.has(_id));
  const members = membersOf(meeting);
  return {
    items: [
      ...settled.map((one) => rowOf(one, members, true)),
      ...waiting.slice(0, MOST_ON_AGENDA).map((one) => rowOf(one, members, false)),
    ],
    capped: waiting.length > MOST_ON_AGENDA,
  };
}

function filterOf({ board, agenda }: Meeting): CaseFilter {
  const { organisation = board, kinds = [], risks = [], windowFrom, windowUntil } = agenda;
  return {
    orgLine: { is: organisation },
    status: { is: 'authorizing' },
    ...(kinds.length > 0 ? { kind: { in: kinds } } : {}),
    ...(risks.length > 0 ? { risk: { in: risks } } : {}),
    ...(windowUntil === undefined ? {} : { windowFrom: { range: { lt: windowUntil } } }),
    ...(windowFrom === undefined ? {} : { windowUntil: { range: { gt: windowFrom } } }),
  };
}

function rowOf(view: CaseView, members: readonly string[], isDecided: boolean) {
  const { _id: number, title, status, orgPath: unit, dueAt, approval, ...own }: Shown = view;
  const { kind, risk, windowFrom, windowUntil } = own;
  const open = (approval?.stages ?? []).flatMap(({ key: stage, seats }) =>
    seats
      .filter(({ state }) => state === 'asked')
      .map(({ seat, people }) => ({
        stage,
        seat,
        people: people.flatMap(({ person }) => (members.includes(person) ? [person] : [])),
      })),
  );
  return {
    number,
    title,
    status,
    unit,
    kind,
    risk,
    windowFrom,
    windowUntil,
    planHash: approval?.planHash,
    dueAt,
    seats: open.filter(({ people }) => people.length > 0),
    decided: isDecided,
  };
}
