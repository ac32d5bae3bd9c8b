/** Changes that an agenda names are named to whoever reads them; to others they are as unknown as everywhere else. */
import type { Connection } from 'mongoose';
import type { Actor } from '../../../domain/kernel/process.ts';
import type { MeetingBody } from '../../../domain/meetings/meeting.ts';
import { scopedCases } from '../../../models/cases/scoped.ts';
import { reachFor } from '../../cases/reads.ts';

type Named = Partial<Pick<MeetingBody, 'agenda'>>;
const LISTS = ['added', 'removed'] as const;
const numbersIn = ({ agenda }: Named): string[] => LISTS.flatMap((list) => agenda?.[list] ?? []);

/** Those of `numbers` that are changes within the reach of this person. */
export async function changesRead(
  db: Connection,
  actor: Actor,
  numbers: readonly string[],
): Promise<ReadonlySet<string>> {
  if (numbers.length === 0) return new Set();
  return await scopedCases(db, reachFor({ by: 'session', id: actor.id, actor }, ['change'])).which(numbers);
}

/** Meetings, or versions of one, as this reader may see them. */
export async function agendasWithin<T extends Named>(
  db: Connection,
  actor: Actor,
  entries: readonly T[],
): Promise<T[]> {
  const read = await changesRead(db, actor, [...new Set(entries.flatMap(numbersIn))]);
  return entries.map((entry) =>
    numbersIn(entry).every((number) => read.has(number)) ? entry : { ...entry, agenda: cut(entry, read) },
  );
}

function cut({ agenda = {} }: Named, read: ReadonlySet<string>): MeetingBody['agenda'] {
  const left = LISTS.map((list) => [list, agenda[list]?.filter((number) => read.has(number))] as const);
  return { ...agenda, ...Object.fromEntries(left.filter(([, numbers]) => numbers !== undefined)) };
}

/** What an edit says, with what its editor does not read and so could not say: that stays. */
export async function withUnread(
  db: Connection,
  actor: Actor,
  { body, former }: { body: Named; former: Named },
): Promise<Named> {
  const read = await changesRead(db, actor, numbersIn(former));
  const kept = LISTS.map((list) => [list, (former.agenda?.[list] ?? []).filter((one) => !read.has(one))] as const);
  const both = kept
    .filter(([, unread]) => unread.length > 0)
    .map(([list, unread]) => [list, [...new Set([...(body.agenda?.[list] ?? []), ...unread])]] as const);
  return both.length === 0 ? body : { ...body, agenda: { ...body.agenda, ...Object.fromEntries(both) } };
}
