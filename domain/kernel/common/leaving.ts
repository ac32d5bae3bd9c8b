/** A case without who has left, or out of a queue that was closed: what is recorded, and how the case is then. */
import type { CommonEvents } from './common.ts';
import type { AnyDefinition, AnyWord, Base } from '../definition.ts';
import type { CommonCommand } from '../contract.ts';
import { orgLineOf } from '../people/access.ts';
import type { Facts } from '../facts.ts';
import type { Ctx } from '../process.ts';
import { inHandOf, recordsIn } from './frame-parts.ts';
import { requeued } from './requeue.ts';

type Frame = Pick<AnyDefinition, 'work' | 'seats' | 'comesTo' | 'parts' | 'parties' | 'passedOn'>;
type DataOf<K extends CommonCommand['type']> = Extract<CommonCommand, { type: K }>['data'];

/** His places go to the successor where that is possible. Nothing when he has no place here. */
export function relieve(definition: Frame, { person, reason }: DataOf<'relieve'>, state: Base, ctx: Ctx): AnyWord[] {
  const { assignee, place, common, status } = state;
  const { work } = definition;
  const { commander, neverHeirs, neverHands = [] } = definition.seats?.(state) ?? {};
  const had: Readonly<Record<string, boolean>> = {
    assignee: assignee === person,
    commander: commander === person,
    follower: common.followers.includes(person),
    reporter: state.reporter === person && !state.reporterGone,
  };
  const own = inHandOf(definition, state, person);
  const places = [
    ...Object.keys(had).filter((one) => had[one]),
    ...own.places,
    ...(own.parts.length > 0 ? ['part-assignee'] : []),
  ];
  if (places.length === 0) return [];
  const { successor } = ctx.facts;
  const heir = successor?.active && successor.id !== person ? successor : undefined;
  const leads = heir && (!neverHeirs || (heir.answers === true && !neverHeirs.includes(heir.id))) ? heir : undefined;
  const hands = heir && !neverHands.includes(heir.id) ? heir : undefined;
  const takesOver = had['assignee'] && heir !== undefined && place !== undefined && heir.teams.includes(place.queue);
  const data = {
    person,
    reason,
    places,
    ...(takesOver ? { assignee: heir.id } : {}),
    ...(had['commander'] && leads ? { commander: leads.id } : {}),
    ...(own.places.length > 0 && heir ? { heir: heir.id } : {}),
    ...(own.parts.length > 0
      ? { assigned: assignedAnew(definition, state, { person, heir: hands, parts: own.parts }) }
      : {}),
  };
  const handed = takesOver && work.at.includes(status) ? work.handedTo?.(heir.id, place) : undefined;
  return [{ type: 'relieved', data }, ...(handed ? [handed] : [])];
}

/** His parts go to the heir where he may have them: where the plan gives them to a role, if he holds it at the part's place. */
function assignedAnew(
  { parts: declared }: Frame,
  state: Base,
  {
    person,
    heir,
    parts,
  }: { person: string; heir: NonNullable<Facts['successor']> | undefined; parts: readonly string[] },
): Record<string, readonly string[]> {
  const planned = new Map((declared?.planned?.(state) ?? []).map((one) => [one.id, one]));
  return Object.fromEntries(
    recordsIn(state)
      .filter(({ id }) => parts.includes(id))
      .map(({ id, record: { assignees = [] } }) => {
        const { role, orgPath = state.unit } = planned.get(id) ?? {};
        const line = orgLineOf(orgPath);
        const holds = heir?.grants?.some((grant) => grant.role === role && line.includes(grant.orgPath)) === true;
        const others = assignees.filter((one) => one !== person && one !== heir?.id);
        return [id, heir && (role === undefined || holds) ? [...others, heir.id] : others] as const;
      }),
  );
}

/** Its queue was closed. Nothing when it neither lies there nor would come there. Throws 'target-not-open'. */
export function requeue(definition: Frame, data: DataOf<'requeue'>, state: Base, ctx: Ctx): AnyWord[] {
  const places = [state.place?.queue, ...(definition.comesTo?.(state) ?? [])];
  const event = requeued(data, { assignee: state.assignee, places }, ctx);
  return event ? [{ type: 'requeued', data: event }] : [];
}

/** Without who has left: what he had at work lies in the queue again or with his heir, what waits goes on waiting. */
export function relieved({ work }: Frame, before: Base, { person, assignee, places }: CommonEvents['relieved']): Base {
  const state: Base = places.includes('reporter') ? { ...before, reporterGone: true } : before;
  if (state.assignee !== person) return state;
  const atWork = work.at.includes(state.status);
  if (assignee !== undefined && !(atWork && work.handedTo)) return { ...vacant(work, state), assignee };
  return atWork ? idle(work, state) : vacant(work, state);
}

/** In the heir's queue; who goes on with it does so, and what waits goes on waiting. */
export function moved(
  { work }: Pick<Frame, 'work'>,
  state: Base,
  { to, moved: lay, assignee }: Pick<CommonEvents['requeued'], 'to' | 'moved' | 'assignee'>,
): Base {
  if (!lay) return state;
  const placed = { ...state, place: to };
  if (assignee !== undefined) return placed;
  return work.at.includes(state.status) ? idle(work, placed) : vacant(work, placed);
}

function vacant(work: Frame['work'], state: Base): Base {
  const { assignee: _former, ...left } = state;
  return work.vacant?.(state) ?? left;
}

const idle = (work: Frame['work'], state: Base): Base => ({ ...vacant(work, state), status: work.idle });
