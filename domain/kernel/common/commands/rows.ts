/** Where the commands that every case takes are possible, and for whom. */
import type { CommonCommand } from '../../contract.ts';
import { member, only, reporter, rowsOf, supervisor, system } from '../../people/who.ts';
import type { Role, Transition } from '../../process.ts';

/** Where the common commands are possible, in the order in which people read it. */
export type Where<St extends string> = {
  open: readonly St[];
  urgeable: readonly St[];
  /** Where the reporter's words are what the case waits for, and where they lead: by the process's own rows for a comment. */
  waiting: readonly { from: readonly St[]; to: readonly St[] | '=' }[];
  /** Where somebody has it in hand. */
  atWork: readonly St[];
  /** Where it waits to be taken once nobody has it any more. */
  idle: St;
  /** People of other places may take part: it has parts, or parties of its own. */
  involves: boolean;
  /** Roles that take part beside its reporter. */
  staff: readonly Role[];
};

/** Rows of the lifecycle for the common commands. None at an end: its facts are frozen and its workflow is over. */
export function commonRows<St extends string>({ open, urgeable, waiting, atWork, idle, involves, staff }: Where<St>) {
  const row = rowsOf<St, CommonCommand['type']>();
  const without = (left: readonly St[]) => open.filter((status) => !left.includes(status));
  const ofQueue = { by: staff, as: 'queue-member' } as const;
  const involved = { by: staff, as: 'involved' } as const;
  const thoseWithin = [only(...staff), ofQueue, ...(involves ? [involved] : [])];
  // Whoever works on it, or answers for the work; a customer who reads its reports does not.
  const workers = staff.filter((role) => role !== 'customer-representative');
  const atIt = [
    supervisor, // first, for he alone speaks of the time of others
    only(...workers),
    { by: workers, as: 'queue-member' } as const,
    { by: workers, as: 'assignee' } as const,
    ...(involves ? [{ by: workers, as: 'involved' } as const] : []),
  ];
  const hasIt = { by: staff, as: 'assignee' } as const; // an engineer, or who commands a run
  const requester = { by: ['requester'], as: 'requester' } as const;
  const waits = waiting.flatMap(({ from }) => from);
  const rows: readonly Transition<St, CommonCommand['type']>[] = [
    row('comment', open, '=', ...thoseWithin),
    row('comment', without(waits), '=', reporter),
    row('attach', open, '=', ...thoseWithin),
    row('attach', without(waits), '=', reporter),
    row('amend', open, '=', requester, only('desk-agent', 'supervisor'), member),
    // At work it goes back to its queue where that is another one.
    row('correct', atWork, [idle, ...atWork], only('desk-agent', 'supervisor'), member, system),
    row('correct', without(atWork), '=', only('desk-agent', 'supervisor'), member, system),
    // Words are what the case waits for by whatever command they come.
    ...waiting.flatMap(({ from, to }) => [
      row('attach', from, to, reporter),
      row('amend', from, to, requester),
      row(
        'urge',
        from.filter((status) => urgeable.includes(status)),
        to,
        reporter,
      ),
    ]),
    row('link', open, '=', ...thoseWithin),
    row('unlink', open, '=', ...thoseWithin),
    row('noteLink', open, '=', system),
    row('noteUnlink', open, '=', system),
    row('noteFiles', open, '=', system),
    row('follow', open, '=', reporter, only(...staff)),
    row('unfollow', open, '=', { by: ['requester', ...staff], as: 'follower' }),
    row('addWatcher', open, '=', ...atIt),
    row('removeWatcher', open, '=', ...atIt),
    row('tag', open, '=', ...atIt),
    row('untag', open, '=', ...atIt),
    row('logTime', open, '=', ...atIt),
    row('correctTime', open, '=', ...atIt),
    row('acknowledge', open, '=', ...thoseWithin),
    row('urge', urgeable, '=', reporter, { by: ['requester', ...staff], as: 'follower' }, supervisor),
    row('answerUrge', urgeable, '=', member, hasIt, supervisor),
    row('supervise', open, '=', supervisor),
    row('answerSupervision', open, '=', member, hasIt),
    row('liftSupervision', open, '=', supervisor),
    row('retarget', open, '=', only('supervisor', 'process-owner')),
    // What who has left had in hand lies in the queue again or with his successor, what waits goes on waiting.
    row('relieve', atWork, [idle, ...atWork], system),
    row('relieve', without(atWork), '=', system),
    // Who is a member of the closed queue's heir goes on with it, else it waits there to be taken.
    row('requeue', atWork, [idle, ...atWork], system),
    row('requeue', without(atWork), '=', system),
  ];
  return rows.filter(({ from }) => from.length > 0);
}
