/** Re-targeting 重新定标: an open case moves to the policy, calendars and desks that are in force now (time.md 6). */
import { canonical } from '../record/chain.ts';
import { clockNamed, definitionIn } from '../clocks/clock-names.ts';
import type { Clocks } from '../clocks/clocks.ts';
import type { CommonCommand } from '../contract.ts';
import { DomainError } from '../errors.ts';
import { pinRefsOf } from '../record/pins.ts';
import type { Ctx, Pins } from '../process.ts';

type Command = Extract<CommonCommand, { type: 'retarget' }>;
/** `pins`: what the case runs on from then on; snapshots only of calendars that it did not run on before. */
export type Retargeted = {
  policy: string;
  calendars: Pins['calendars'];
  reason: string;
  pins: Omit<Pins, 'rules'>;
};

/** What of the event says which versions a case runs on from then on. */
export type Repinned = Pick<Retargeted, 'policy' | 'calendars' | 'pins'>;
/** The versions that a preview named. */
type Seen = { policyVersion?: string | undefined; calendars?: readonly string[] | undefined };

/**
 * The data of the event. Throws 'preview-stale' when registers have moved on since the preview, 'nothing-changes' and
 * 'clock-missing'.
 */
export function retargeted({ data }: Command, { facts, pins: former, clocks }: Ctx): Retargeted {
  if (!facts.pins) throw new DomainError('preview-stale', 'What is in force could not be looked up');
  refuseUnseen(facts.pins, data);
  const next = repinned(facts.pins, former, clocks);
  if (!next) throw new DomainError('nothing-changes', 'The case runs on these versions already');
  return { ...next, reason: data.reason };
}

/** Nobody moves a case further than he saw. Throws 'preview-stale', with the versions that hold now. */
export function refuseUnseen(next: Pins, { policyVersion, calendars: named = [] }: Seen): void {
  const { sla: policy, calendars } = pinRefsOf(next);
  const versions = [...new Set(Object.values(calendars))].toSorted();
  if (policy !== policyVersion || versions.some((id) => !named.includes(id)))
    throw new DomainError('preview-stale', 'The registers have changed since the preview', {
      params: { policyVersion: policy, calendars: versions },
    });
}

/**
 * What a case keeps of the pins in force; undefined when it runs on these versions already. Every clock that ever started
 * needs a definition under the new policy, or its promise, or what became of it, would vanish from all figures. Throws
 * 'clock-missing'.
 */
export function repinned(inForce: Pins, former: Pins, clocks: Clocks): Repinned | undefined {
  const { more } = former; // what later events pinned is no promise of the registers either
  const next = { ...inForce, rules: former.rules, ...(more === undefined ? {} : { more }) }; // rules of deciders are no promise to anybody
  if (versionsOf(next) === versionsOf(former)) return undefined;
  const lost = lostClock(clocks, next);
  if (lost !== undefined)
    throw new DomainError('clock-missing', `The policy has no clock ${lost}, which the case has`, {
      params: { clock: lost },
    });
  const { sla: policy, calendars } = pinRefsOf(next);
  const { rules: _rules, snapshots, ...rest } = next;
  const fresh = Object.entries(snapshots).filter(([id]) => !Object.hasOwn(former.snapshots, id));
  return { policy, calendars, pins: { ...rest, snapshots: Object.fromEntries(fresh) } };
}

/** Which versions, whatever they say. */
const versionsOf = (pins: Pins): string => canonical({ ...pinRefsOf(pins), hashes: undefined });

/** A clock that runs or has run, for which `pins` have no definition. */
function lostClock(clocks: Clocks, { sla }: Pins): string | undefined {
  const started = Object.entries(clocks).filter(([, { life, sum }]) => life !== undefined || sum !== undefined);
  const names = started.map(([name]) => clockNamed(name));
  return names.find(({ definition, part }) => {
    const known = definitionIn(sla.clocks, definition);
    return known === undefined || (part !== undefined && known.per === undefined);
  })?.definition;
}

/** The pins after `moved`: of the snapshots those that are still named. Throws nothing. */
export function pinsAfterRetarget(pins: Pins, moved: Retargeted['pins']): Pins {
  const known = { ...pins.snapshots, ...moved.snapshots };
  const named = [...new Set(Object.values(moved.calendars))].flatMap((id) => {
    const snapshot = known[id];
    return snapshot ? [[id, snapshot] as const] : [];
  });
  const { contract: _former, ...kept } = pins;
  return { ...kept, ...moved, snapshots: Object.fromEntries(named) };
}

/** How many breaches were taken back: a generation ended late by a re-target, and the clock is not late now. */
export function breachesTakenBack(clocks: Clocks): number {
  return Object.values(clocks).filter(
    ({ life, breachedAt }) =>
      breachedAt === null &&
      life?.past.some((generation) => generation.ended === 'retargeted' && generation.breachedAt !== null),
  ).length;
}
