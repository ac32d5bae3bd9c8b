/** What the kernel itself writes into events that touch parts, so that no later rule has to be asked what they meant. */
import { clockNamed } from '../clocks/clock-names.ts';
import type { Clocks } from '../clocks/clock-types.ts';
import { DomainError } from '../errors.ts';
import { foldNext } from '../fold.ts';
import { MOST_UNDER_WAY, type PartTouch } from '../part.ts';
import type { AnyProcess, CaseState, Ctx, DomainEvent } from '../process.ts';
import { kindIn, refuseTooMany, touchedBy, touchIn } from './records.ts';

type State = { status: string };

/**
 * The events of one decision with the kind of every part that none had touched before, and the facts of each clock of a part
 * that ends with them. Throws 'too-many-parts' where the case would have more than it may, 'too-many-under-way' where a person
 * would set more of them going than it may have under way, and an Error, a bug of the rule, for a
 * part that is neither there nor made.
 */
export function completed(
  process: AnyProcess,
  events: readonly DomainEvent[],
  { state, ctx }: { state: State; ctx: Ctx },
): DomainEvent[] {
  const { parts } = process;
  if (!parts) return [...events];
  const whole: DomainEvent[] = [];
  let core: Pick<CaseState<State>, 'state' | 'clocks' | 'pins'> = { state, clocks: ctx.clocks, pins: ctx.pins };
  for (const [n, event] of events.entries()) {
    const touch = touchIn(event.data);
    const made = touchedBy(touch).length > 0 ? madeBy(process, touch, { state: core.state, ctx }) : {};
    const known = Object.keys(made).length > 0 ? { ...event, data: { ...event.data, made } } : event;
    const { ended, ...after } = foldNext<State>(process, core, known, { ctx, n });
    whole.push(Object.keys(ended).length > 0 ? { ...known, data: { ...known.data, clocks: ended } } : known);
    core = after;
  }
  refuseTooMany(parts.kinds, parts.all(core.state));
  refuseTooBusy(ctx, core.clocks);
  return whole;
}

/** What a person begins on one part is his to leave for later; what the case does by itself, and whatever ends parts, is not held up. */
function refuseTooBusy({ part, actor, clocks }: Ctx, after: Clocks): void {
  if (!part || actor.kind !== 'person') return;
  const [had, has] = [underWay(clocks), underWay(after)];
  if (has <= MOST_UNDER_WAY || has <= had) return;
  throw new DomainError('too-many-under-way', `At most ${MOST_UNDER_WAY} of its parts are under way at one time`, {
    params: { maximum: MOST_UNDER_WAY },
  });
}

const underWay = (clocks: Clocks): number =>
  new Set(Object.keys(clocks).flatMap((name) => clockNamed(name).part ?? [])).size;

/** Kinds of what the event touches first: as it says, as the command's row does, as the plan does. */
function madeBy(process: AnyProcess, touch: PartTouch, { state, ctx }: { state: State; ctx: Ctx }) {
  const known = 'parts' in state && typeof state.parts === 'object' ? (state.parts ?? {}) : {};
  const planned = process.parts?.all(state) ?? [];
  const made: Record<string, { kind: string; in?: string }> = { ...touch.made };
  for (const id of touchedBy(touch)) {
    if (made[id] || kindIn({ ...known }, id) !== undefined) continue;
    const kind = planned.find((part) => part.id === id)?.kind ?? (ctx.part?.id === id ? ctx.part.kind : undefined);
    if (kind === undefined) throw new Error(`${process.key}: there is no part ${id} to be touched`);
    made[id] = { kind };
  }
  return made;
}
