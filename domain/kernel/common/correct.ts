/** What was registered wrongly at intake is put right, and all that hangs on it follows: routing, promise, reach, reader. */
import type { AnyDefinition, AnyWord, Base } from '../definition.ts';
import type { CommonCommand } from '../contract.ts';
import { DomainError, invalid } from '../errors.ts';
import { isWithin, orgLineOf } from '../people/access.ts';
import { deskAbove, deskBelow, deskOf } from '../people/desks.ts';
import type { Ctx, OrgPath, Pins, Place } from '../process.ts';
import type { Corrected, Registered } from './corrected.ts';
import { followed, openUnit, whoReports } from './intake.ts';
import { moved } from './leaving.ts';
import { refuseUnseen, repinned } from './retarget.ts';

type Data = Extract<CommonCommand, { type: 'correct' }>['data'];
type Frame = Pick<AnyDefinition, 'work' | 'tier' | 'resolver'>;
/**
 * The event, or none where nothing changes and the product itself asks. Throws what an intake throws of unit, reporter and
 * followUpOf, 'invalid-data' for a unit out of the actor's reach, 'nothing-changes', and of what is in force now
 * 'preview-stale' and 'clock-missing'.
 */
export function correct(definition: Frame, data: Data, state: Base, ctx: Ctx): AnyWord[] {
  const { fields, before } = changes(data, state, ctx);
  if (Object.keys(fields).length === 0) {
    if (ctx.role === 'system') return [];
    throw new DomainError('nothing-changes', 'It is registered so already');
  }
  const said = { fields, before, reason: data.reason };
  if (fields.unit === undefined && fields.application === undefined) return [{ type: 'corrected', data: said }];
  const event = { ...said, ...anew(definition, { ...data, unit: fields.unit ?? state.unit }, state, ctx) };
  return [{ type: 'corrected', data: event }];
}

function changes(data: Data, state: Base, ctx: Ctx): { fields: Registered; before: Registered } {
  const asked: Registered = { ...placeIn(data, ctx), ...reporterIn(data, state, ctx), ...followUpIn(data, ctx) };
  if (data.contact !== undefined) asked.contact = data.contact;
  if (data.channel !== undefined) asked.channel = data.channel;
  const known = new Map<string, unknown>(Object.entries(state));
  const changed = Object.entries(asked).filter(([name, value]) => (known.get(name) ?? null) !== value);
  // Whoever takes the place of the reporter takes it whole.
  const names = [
    ...changed.map(([name]) => name),
    ...(changed.some(([name]) => name === 'reporter' || name === 'caller') ? ['reporter', 'caller'] : []),
  ];
  const was = [...new Set(names)].filter((name) => known.get(name) !== undefined);
  return {
    fields: Object.fromEntries(changed),
    before: Object.fromEntries(was.map((name) => [name, known.get(name)])),
  };
}

function placeIn({ unit, application }: Data, ctx: Ctx): Registered {
  if (unit === undefined) return application === undefined ? {} : { application };
  const isHis =
    ctx.role === 'system' || ctx.actor.grants.some(({ role, orgPath }) => role === ctx.role && isWithin(unit, orgPath));
  if (!isHis) throw invalid('unit', 'unknown', 'There is no such unit'); // one out of reach is answered like one that is not there
  return { unit: openUnit(ctx), ...(application === undefined ? {} : { application }) };
}

function reporterIn(data: Data, state: Base, ctx: Ctx): Registered {
  if (data.reporter === undefined && data.caller === undefined) return {};
  const { reporter, caller } = whoReports(data, data.unit ?? state.unit, ctx);
  if (reporter === undefined && (data.contact ?? state.contact) === undefined)
    throw new DomainError('contact-missing', 'The caller must be within reach');
  return { ...(reporter === undefined ? {} : { reporter }), ...(caller === undefined ? {} : { caller }) };
}

function followUpIn({ followUpOf }: Data, ctx: Ctx): Registered {
  if (followUpOf === undefined) return {};
  if (followUpOf === ctx.caseId) throw invalid('followUpOf', 'itself', 'A case does not follow itself');
  const before = followed(followUpOf ?? undefined, ctx);
  return { followUpOf: before ? (before.incident ?? before.caseId) : null };
}

/** Desks and promises by what is in force for the place that it should have had. */
function anew(
  definition: Frame,
  data: Data & { unit: OrgPath },
  state: Base,
  ctx: Ctx,
): Pick<Corrected, 'place' | 'assignee' | 'pins'> {
  const { facts, pins: former, clocks, role, actor } = ctx;
  if (!facts.pins) throw new DomainError('preview-stale', 'What is in force could not be looked up');
  if (role !== 'system') refuseUnseen(facts.pins, data);
  const next = repinned(facts.pins, former, clocks);
  const place = placeUnder(definition, state, { former: former.desks, desks: facts.pins.desks, unit: data.unit });
  const goesOn = state.assignee === actor.id && place !== undefined && actor.teams.includes(place.queue);
  return {
    ...(place ? { place } : {}),
    ...(goesOn ? { assignee: actor.id } : {}),
    ...(next ? { pins: next.pins } : {}),
  };
}

type Routing = { former: Pins['desks']; desks: Pins['desks']; unit: OrgPath };
/**
 * Where it goes; undefined: it stays. What has its answer is not worked on any more; what somebody put into another queue
 * than routing stays there while that is on the unit's line; and a case that nobody takes out of a queue comes into none.
 */
function placeUnder({ tier, resolver, work }: Frame, state: Base, { former, desks, unit }: Routing): Place | undefined {
  const { place } = state;
  if (work.at.length === 0 || resolver?.(state) !== undefined) return undefined;
  const at = tier ?? place?.tier ?? 'L1';
  const byHand = place !== undefined && former[place.tier]?.queue !== place.queue;
  if (byHand && orgLineOf(unit).includes(place.queueOrg)) return undefined;
  const found = deskOf(desks, at) ?? (tier ? undefined : (deskAbove(desks, at) ?? deskBelow(desks, at)));
  return found && found.queue !== place?.queue ? found : undefined;
}

/** The case as it should have been registered. Throws nothing. */
export function corrected({ work }: Frame, before: Base, { fields, place, assignee }: Corrected): Base {
  const { followUpOf, ...said } = fields;
  const named = said.reporter !== undefined || said.caller !== undefined;
  const state = without(before, [...(named ? REPORTING : []), ...(followUpOf === undefined ? [] : ['followUpOf'])]);
  const right = { ...state, ...said, ...(typeof followUpOf === 'string' ? { followUpOf } : {}) };
  if (!place) return right;
  return moved({ work }, right, { to: place, moved: true, ...(assignee === undefined ? {} : { assignee }) });
}

const REPORTING = ['reporter', 'caller', 'reporterGone'];
/** The rest is whole: only what a case may lack is taken away. */
const without = (state: Base, names: readonly string[]): Base => {
  const kept: Base = { ...state };
  for (const name of names) Reflect.deleteProperty(kept, name);
  return kept;
};
