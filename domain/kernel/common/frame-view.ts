/** What lists and people see of a case of any process, and who must act next. */
import { orgLineOf } from '../people/access.ts';
import { nextInstant, readings } from '../clocks/clocks.ts';
import type { AnyDefinition, Base, Next, Wait } from '../definition.ts';
import type { Audience, CaseState, CaseView, Millis, SeenCase } from '../process.ts';
import { nextPromise } from '../clocks/promise.ts';
import { breachesTakenBack } from './retarget.ts';
import { deskFor } from './whom.ts';

type Frame = Pick<
  AnyDefinition,
  'key' | 'seats' | 'reporters' | 'resolver' | 'named' | 'tier' | 'fields' | 'shown' | 'counts' | 'next' | 'alsoNext'
>;

/** What access looks at. */
export function seenOf(definition: Frame, state: Base): SeenCase {
  const { unit, reporter, assignee, place, common } = state;
  const { commander } = definition.seats?.(state) ?? {};
  const others = [...new Set(definition.reporters?.(state))].filter((id) => id !== reporter);
  const resolver = definition.resolver?.(state);
  return {
    orgLine: orgLineOf(unit),
    parties: {
      requester: reporter,
      unit,
      ...(assignee ? { assignee } : {}),
      ...(commander ? { commander } : {}),
      followers: common.followers,
      ...(others.length > 0 ? { reporters: others } : {}),
    },
    ...(place ? { queue: place.queue, queueOrg: place.queueOrg } : {}),
    ...(resolver === undefined ? {} : { resolver }),
  };
}

/** The view at `at`, the instant of the newest event. */
export function viewOf(
  definition: Frame,
  { caseId, clocks, pins, mode, seq }: CaseState<unknown>,
  state: Base,
  at: Millis,
): CaseView {
  const now = readings(clocks, pins, at);
  const takenBack = breachesTakenBack(clocks);
  const { resolver: _resolver, ...seen } = seenOf(definition, state);
  const tier = definition.tier ?? state.place?.tier;
  return {
    _id: caseId,
    process: definition.key,
    mode,
    version: seq,
    status: state.status,
    title: state.title,
    orgPath: state.unit,
    ...seen,
    ...(tier ? { tier } : {}),
    application: state.application,
    waitsFor: waitsFor(definition, state, now),
    readings: now,
    ...(takenBack > 0 ? { takenBack } : {}),
    dueAt: nextPromise(now),
    nextWakeUp: nextInstant({ clocks, pins }, definition.named?.(state)?.at ?? null, 0), // what was due is on record
    openedAt: state.openedAt,
    updatedAt: at,
    ...(state.endedAt === undefined ? {} : { closedAt: state.endedAt }),
    ...ownFields(definition, state, now),
  };
}

function ownFields(definition: Frame, state: Base, now: CaseView['readings']): Record<string, unknown> {
  const { urge, comments, links, supervision } = state.common;
  const kept: Record<string, unknown> = {
    ...state,
    urged: urge.open,
    supervised: supervision !== undefined,
    counts: { ...countsOf(definition, state), urges: urge.times, comments, links },
  };
  const values = Object.keys(definition.fields).map((name) => {
    const shown = definition.shown?.[name];
    return [name, shown ? shown(state, now) : kept[name]] as const;
  });
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

/** Its own counts: those that it reckons, else what it keeps under the names of its field `counts`. */
export function countsOf(definition: Pick<Frame, 'counts' | 'fields'>, state: Base): Readonly<Record<string, number>> {
  if (definition.counts) return definition.counts(state);
  const names = Object.keys(definition.fields['counts']?.parts ?? {});
  const kept = Object.entries<unknown>(state).flatMap(([name, value]) =>
    names.includes(name) && typeof value === 'number' ? [[name, value] as const] : [],
  );
  return Object.fromEntries(kept);
}

/** Who must act next, as the process says it. Empty when it waits for nobody. */
export function nextOf(definition: Pick<Frame, 'next' | 'alsoNext'>, state: Base): readonly (Next | Wait)[] {
  const next = definition.next[state.status];
  if (!next) return [];
  const own = typeof next === 'function' ? next(state) : next;
  const urged: Next[] = state.common.urge.open ? [['hands', 'answerUrge', 'urge-answer']] : [];
  return [...own, ...urged, ...(definition.alsoNext?.(state) ?? [])];
}

/** What somebody is waited for with, and the clock that says until when. */
export const namesOf = (one: Next | Wait): { command: string; clock: string | null }[] =>
  isNext(one) ? [{ command: one[1], clock: one[2] ?? null }] : [{ command: one.command, clock: null }];

function waitsFor(definition: Frame, state: Base, now: CaseView['readings']): readonly Wait[] {
  const desk = deskFor(state);
  const whom: Record<string, Audience> = {
    desk,
    hands: state.assignee ? { person: state.assignee } : desk,
    reporter: { person: state.reporter },
  };
  const waitOf = (one: Next | Wait): Wait[] => {
    if (!isNext(one)) return [one];
    const [who, command, clock] = one;
    const to = typeof who === 'string' ? whom[who] : who;
    return to ? [{ to, command, dueAt: clock ? (now[clock]?.dueAt ?? null) : null }] : [];
  };
  return nextOf(definition, state).flatMap(waitOf);
}

const isNext = (one: Next | Wait): one is Next => Array.isArray(one);
