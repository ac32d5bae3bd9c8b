/** A meeting, as who records its minutes needs it. */
import type { Connection } from 'mongoose';
import type { MeetingFact } from '../../../domain/kernel/approval/shapes.ts';
import { isNear } from '../../../domain/kernel/people/access.ts';
import type { Actor } from '../../../domain/kernel/process.ts';
import { membersOf } from '../../../domain/meetings/meeting.ts';
import { meetingNamed } from '../../../models/registers/meetings/meeting.ts';
import type { Directory } from '../../registers/directory.ts';

/** Null: there is none, or it is of a board elsewhere to which who asks does not belong. With what those hold now, and only those, whom the decisions name and who belong to it. */
export async function meetingFact(
  { db, directory }: { db: Connection; directory: Pick<Directory, 'person'> },
  id: string,
  { actor, decisions }: { actor: Actor; decisions: unknown },
): Promise<MeetingFact | null> {
  const meeting = await meetingNamed(db, id);
  if (!meeting) return null;
  const { from, until, status, chair, attended } = meeting;
  const members = membersOf(meeting);
  if (![...members, meeting.secretary].includes(actor.id) && !isNear(actor, meeting.board)) return null;
  const named = members.filter((one) => peopleIn(decisions).includes(one));
  const found = await Promise.all(named.map((one) => directory.person(one)));
  const grants = named.flatMap((one, at) => (found[at]?.active ? [[one, found[at].grants] as const] : []));
  return {
    id,
    from,
    until,
    status,
    chair,
    members,
    ...(attended ? { attended } : {}),
    grants: Object.fromEntries(grants),
  };
}

const peopleIn = (decisions: unknown): string[] =>
  Array.isArray(decisions)
    ? decisions.flatMap((one: unknown) =>
        typeof one === 'object' && one !== null && 'person' in one && typeof one.person === 'string'
          ? [one.person]
          : [],
      )
    : [];
