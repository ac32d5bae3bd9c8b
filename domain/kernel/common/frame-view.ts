/** What lists and people see of a case of any process, and who must act next. */
import { orgLineOf } from '../people/access.ts';
import { nextInstant, readings } from '../clocks/clocks.ts';
import { clockOfPart } from '../clocks/clock-names.ts';
import type { AnyDefinition, Base, Next, PartNext, Wait } from '../definition.ts';
import type { Audience, CaseState, CaseView, Millis, OrgPath, SeenCase } from '../process.ts';
import { peopleIn, waitsOfParts } from './frame-parts.ts';
import { nextPromise } from '../clocks/promise.ts';
import { breachesTakenBack } from './retarget.ts';
import { supervisionDue } from './supervise.ts';
import { tagKeys } from './work/tags.ts';
import { shownTime } from './work/worklog.ts';
import { actsHimself, deskFor, deskOf, firstReporter, hands, isCaller } from './whom.ts';

type Frame = Pick<
  AnyDefinition,
  | 'key'
  | 'parties'
  | 'organisations'
  | 'conceals'
  | 'passedOn'
  | 'parts'
  | 'seats'
  | 'reporters'
  | 'resolver'
  | 'named'
  | 'tier'
  | 'fields'
  | 'shown'
  | 'counts'
  | 'next'
  | 'alsoNext'
>;

/** Everybody who reported it, each once, the first one first; who cannot act by what stands for him. */
export const reportersOf = ({ reporters }: Pick<AnyDefinition, 'reporters'>, state: Base): string[] => [
  ...new Set(reporters?.(state) ?? [firstReporter(state)]),
];

/** What access looks at. */
export function seenOf(definition: Frame, state: Base): SeenCase {
  const { unit, reporter, assignee, place, common } = state;
  const { commander } = definition.seats?.(state) ?? {};
  const others = reportersOf(definition, state).filter((id) => id !== reporter && !isCaller(id));
  const resolver = definition.resolver?.(state);
  return {
    orgLine: orgLineOf(unit),
    parties: {
      ...(reporter === undefined ? {} : { requester: reporter }),
      unit,
      ...(assignee ? { assignee } : {}),
      ...(commander ? { commander } : {}),
      followers: common.followers,
      ...(others.length > 0 ? { reporters: others } : {}),
      ...peopleIn(definition, state),
    },
    ...(place ? { queue: place.queue, queueOrg: place.queueOrg } : {}),
    ...(definition.conceals?.while(state) === true ? { concealed: true as const } : {}),
    ...(resolver === undefined ? {} : { resolver }),
    ...(actsHimself(state) ? {} : { deskActs: true }),
    ...(definition.parties ? { own: ownParties(definition.parties, state) } : {}),
    ...(definition.organisations ? { others: otherOrganisations(definition.organisations, state) } : {}),
  };
}

const ownParties = (parties: NonNullable<Frame['parties']>, state: Base): Record<string, readonly string[]> =>
  Object.fromEntries(Object.entries(parties).map(([name, of]) => [name, of(state)]));

function otherOrganisations(organisations: NonNullable<Frame['organisations']>, state: Base): Record<string, OrgPath> {
  const all = Object.entries(organisations).map(([name, of]) => [name, of(state)] as const);
  return Object.fromEntries(all.filter((entry): entry is [string, OrgPath] => entry[1] !== undefined));
}

/** Every organisation that has to do with it, and all above each: its own first. */
function orgLinesOf({ parts }: Frame, state: Base, others: SeenCase['others'] = {}): OrgPath[] {
  const ofParts = (parts?.planned?.(state) ?? []).flatMap(({ orgPath }) => orgPath ?? []);
  const places = new Set([state.unit, ...Object.values(others), ...ofParts]);
  return [...new Set([...places].flatMap(orgLineOf))];
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
  const { resolver: _resolver, deskActs: _acts, own: _own, others, ...seen } = seenOf(definition, state);
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
    orgLine: orgLinesOf(definition, state, others),
    ...(tier ? { tier } : {}),
    ...(state.application === undefined ? {} : { application: state.application }),
    waitsFor: waitsFor(definition, state, now),
    readings: now,
    ...(takenBack > 0 ? { takenBack } : {}),
    dueAt: nextPromise(now),
    nextWakeUp: nextInstant({ clocks, pins }, namedBy(definition, state)?.at ?? null, 0), // what was due is on record
    openedAt: state.openedAt,
    updatedAt: at,
    outward: outwardOf(state),
    ...(state.common.tags ? { tagKeys: tagKeys(state.common.tags) } : {}),
    ...(state.endedAt === undefined ? {} : { closedAt: state.endedAt }),
    ...ownFields(definition, state, now),
  };
}

/** What of the frame the requester's side sees in place of its own: nothing that happened within moves it. */
const outwardOf = ({ common: { comments, internal = 0, files, outward } }: Base): NonNullable<CaseView['outward']> => ({
  version: outward.version,
  updatedAt: outward.at,
  comments: comments - internal,
  ...(files && files.count > (files.internal ?? 0) ? { files: files.count - (files.internal ?? 0) } : {}), // else nothing tells of those within
});

/** The instant that a person named and time comes to first, and what happens then. */
export function namedBy(
  definition: Pick<Frame, 'named'>,
  state: Base,
): { at: Millis; move: { type: string; data: object } } | null {
  const own = definition.named?.(state) ?? null;
  const due = supervisionDue(state.common.supervision);
  if (due === null || (own && own.at <= due)) return own;
  return { at: due, move: { type: 'supervisionDue', data: { dueAt: due } } };
}

function ownFields(definition: Frame, state: Base, now: CaseView['readings']): Record<string, unknown> {
  const { urge, comments, files, links, supervision, tags } = state.common;
  const kept: Record<string, unknown> = {
    ...state,
    urged: urge.open,
    supervised: supervision !== undefined,
    supervision,
    tags,
    ...shownTime(state.common),
    links: links.length > 0 ? links : undefined,
    counts: {
      ...countsOf(definition, state),
      urges: urge.times,
      comments,
      links: links.length,
      ...(files ? { files: files.count } : {}),
    },
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
export function nextOf(definition: Pick<Frame, 'next' | 'alsoNext'>, state: Base): readonly (Next | Wait | PartNext)[] {
  if (state.endedAt !== undefined) return [];
  const next = definition.next[state.status] ?? [];
  const own = typeof next === 'function' ? next(state) : next;
  const urged: Next[] = state.common.urge.open ? [['hands', 'answerUrge', 'urge-answer']] : [];
  return [...own, ...urged, ...supervisedNext(state), ...(definition.alsoNext?.(state) ?? [])];
}

/** 督办 waits for those who have it, by the instant that was named; once they have answered, for who ordered it. */
function supervisedNext(state: Base): Wait[] {
  const { supervision } = state.common;
  if (!supervision) return [];
  const { by, due, state: stands } = supervision;
  if (stands === 'answered') return [{ to: { person: by }, command: 'liftSupervision', dueAt: null }];
  return [{ to: hands(state) ?? deskFor(state), command: 'answerSupervision', dueAt: due }];
}

/** What somebody is waited for with, and the clock that says until when. */
export const namesOf = (one: Next | Wait | PartNext): { command: string; clock: string | null }[] =>
  isNext(one)
    ? [{ command: one[1], clock: one[2] ?? null }]
    : [{ command: one.command, clock: isOfPart(one) ? (one.clock ?? null) : null }];

function waitsFor(definition: Frame, state: Base, now: CaseView['readings']): readonly Wait[] {
  const desk = deskFor(state);
  const inHand: Audience = state.assignee ? { person: state.assignee } : desk;
  // Who cannot act is not waited for: the desk is that acts for him, and not who gave the answer that is to be confirmed.
  const atDesk = definition.tier === 'L1' && definition.resolver?.(state) === undefined;
  const instead = atDesk ? inHand : deskOf(state);
  const whom: Record<string, readonly Audience[]> = {
    desk: [desk],
    hands: [inHand],
    reporters: reportersOf(definition, state).map((id) => (isCaller(id) ? instead : { person: id })),
  };
  // A clock that has stopped says no deadline any more.
  const dueBy = (clock: string): Millis | null => {
    const reading = now[clock];
    return reading && !STOPPED.includes(reading.state) ? reading.dueAt : null;
  };
  const waitOf = (one: Next | Wait): Wait[] => {
    if (!isNext(one)) return [one];
    const [who, command, clock] = one;
    const dueAt = clock ? dueBy(clock) : null;
    return (typeof who === 'string' ? (whom[who] ?? []) : [who]).map((to) => ({ to, command, dueAt }));
  };
  const next = nextOf(definition, state);
  const dueOf = (clock: string, part: string) => dueBy(clockOfPart(clock, part)) ?? dueBy(clock);
  return [...next.flatMap((one) => (isOfPart(one) ? [] : waitOf(one))), ...waitsOfParts(next.filter(isOfPart), dueOf)];
}

const STOPPED: readonly string[] = ['met', 'late', 'cancelled'];
const isNext = (one: Next | Wait | PartNext): one is Next => Array.isArray(one);
const isOfPart = (one: Next | Wait | PartNext): one is PartNext => 'part' in one;
