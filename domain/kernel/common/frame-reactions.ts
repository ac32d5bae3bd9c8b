/** What follows from events that every process has, and how a process's own tables of notices and effects are read. */
import type { CommonEvents } from './common.ts';
import type { AnyDefinition, Base, React, Recorded, Tell, Whom } from '../definition.ts';
import type { Audience, Effect } from '../process.ts';
import { tell, toTell, unreached } from '../people/tell.ts';
import { supervisorHears } from './urge.ts';
import { processOfCase } from '../../processes.ts';
import { reportersOf } from './frame-view.ts';
import { telling } from './links.ts';
import { waitsForWords } from './waits.ts';
import { hands, isCaller, person, queue, supervisorOf, watching } from './whom.ts';

type Frame = Pick<AnyDefinition, 'tells' | 'follows' | 'reporters' | 'lifecycle' | 'waitsForWords'>;
type Tells = { [K in keyof CommonEvents]?: Tell<Base, CommonEvents[K]> };

/** Event (bare name) → what follows from it. Nothing follows from what happened before the case was opened. */
export function reactionsOf(
  definition: Frame,
): Readonly<Record<string, (event: Recorded<object>, state: Base) => Effect[]>> {
  const tells: AnyDefinition['tells'] = {
    ...commonTells(definition),
    ...definition.tells,
  };
  const { follows = {} } = definition;
  const linking: AnyDefinition['follows'] = linkEffects;
  const names = new Set([...Object.keys(tells), ...Object.keys(follows), ...Object.keys(linkEffects), 'effectFailed']);
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      (event: Recorded<object>, state: Base): Effect[] =>
        reached(event, state, [
          ...tell(event, toldOf(definition, tells[name], state, event), {
            title: state.title,
            ...(NAMING.includes(name) ? { by: event.by.id } : {}),
          }),
          ...(name === 'effectFailed' && isFailed(event) ? unheard(definition, event, state) : []),
          ...(linking[name]?.(event, state) ?? []),
          ...(follows[name]?.(event, state) ?? []),
        ]).map((effect) => asFollower(definition, state, effect)),
    ]),
  );
}

/** Events whose notices say in their sentence who it was. */
const NAMING: readonly string[] = ['watcherAdded'] satisfies (keyof CommonEvents)[];

/** What would be told to a reporter without an account, or who has left, is the desk's to tell him. */
function reached(event: Recorded<object>, state: Base, effects: readonly Effect[]): Effect[] {
  const others = effects.filter((one) => !isToCaller(one));
  if (others.length === effects.length) return others;
  const { title, caller, reporter = '' } = state;
  return [...others, ...toTell(event, [hands(state)], { title, caller: caller ?? reporter })];
}
const isToCaller = (one: Effect): boolean => one.kind === 'notify' && 'person' in one.to && isCaller(one.to.person);

function toldOf(
  definition: Frame,
  told: AnyDefinition['tells'][string],
  state: Base,
  event: Recorded<object>,
): readonly (Audience | undefined)[] {
  if (typeof told === 'function') return told(state, event);
  const whom: Readonly<Record<Whom, readonly (Audience | undefined)[]>> = {
    reporters: everybody(definition, state),
    hands: [hands(state)],
    queue: [queue(state)],
  };
  return (told ?? []).flatMap((one) => whom[one]);
}

/** Everybody who reported it, and whoever follows it. */
const everybody = (definition: Frame, state: Base): Audience[] => watching(state, reportersOf(definition, state));

/** Nothing is asked of who only follows: the notice says which it is, so that its words fit. */
function asFollower(definition: Frame, state: Base, effect: Effect): Effect {
  if (effect.kind !== 'notify' || !('person' in effect.to)) return effect;
  const { person: id } = effect.to;
  const isParty = id === state.assignee || reportersOf(definition, state).includes(id);
  return !isParty && state.common.followers.includes(id)
    ? { ...effect, data: { ...effect.data, follows: true } }
    : effect;
}

const commonTells = (definition: Frame): Tells => ({
  commented: (state, { data }) => [...(data.audience === 'public' ? everybody(definition, state) : []), hands(state)],
  // What its reporter hands in while it waits for that is told as his words are.
  attached: (state, { by, data: { audience } }) => {
    if (audience === 'internal') return [hands(state)];
    const isAwaited = isReporter(definition, state, by) && waitsForWords(definition, state);
    return isAwaited ? [] : [...everybody(definition, state), hands(state)];
  },
  // Of the reporter's words the hands hear; of the words that others put right, the reporter, too.
  amended: (state, { by, data: { fields } }) => {
    if (isReporter(definition, state, by)) return isInfo(definition, state, fields) ? [] : [hands(state)];
    const isHis = HIS_WORDS.some((name) => fields[name] !== undefined);
    return [...(isHis ? reportersOf(definition, state).map(person) : []), hands(state)];
  },
  // Who did it himself is told nothing of it.
  watcherAdded: (_state, { data }) => [person(data.person)],
  timeLogged: (_state, { data }) => [person(data.worker)],
  timeCorrected: (_state, { data }) => [person(data.worker)],
  urged: (state) => [hands(state), supervisorHears(state.common.urge) ? supervisorOf(state) : undefined],
  // Who urged a moment ago need not be a reporter or follower.
  urgeAnswered: (state) => [...everybody(definition, state), ...state.common.urge.recent.map(({ by }) => person(by))],
  supervised: (state) => [hands(state)],
  supervisionAnswered: ({ common: { supervision } }) => [person(supervision?.by)],
  supervisionLifted: (state) => [hands(state)],
  supervisionDue: (state) => [person(state.common.supervision?.by), hands(state)],
  linkNoted: (state) => [hands(state)],
  filesFollowed: (state) => [hands(state)],
  relieved: (state, { data }) => (data.places.some((place) => HANDED.includes(place)) ? [hands(state)] : []),
  requeued: (state, { data }) => (data.moved ? [hands(state)] : []),
  corrected: (state, { data: { fields } }) => [
    hands(state),
    ...(fields.reporter === undefined ? [] : [person(state.reporter)]),
  ],
  retargeted: (state) => [hands(state), ...everybody(definition, state)],
});

/** Places that somebody takes over; who followed or reported it leaves none. */
const HANDED: readonly string[] = ['assignee', 'commander'];
/** Of what may be amended, what its reporter said. */
const HIS_WORDS = ['title', 'description', 'contact'] as const;
const isReporter = (definition: Frame, state: Base, { id, role }: Recorded<object>['by']): boolean =>
  role === 'requester' || reportersOf(definition, state).includes(id);
/** His amendment is what the case waits for: then the same save says so, and one notice is enough. */
const isInfo = (definition: Frame, state: Base, fields: object): boolean =>
  HIS_WORDS.some((name) => name in fields) && waitsForWords(definition, state);

const linkEffects: { [K in keyof CommonEvents]?: React<Base, CommonEvents[K]> } = {
  linked: ({ caseId, data: { target, relation, ended } }) =>
    ended ? [] : toOther(target, { command: 'noteLink', data: { source: caseId, relation } }),
  unlinked: ({ caseId, data: { target, ended } }) =>
    ended ? [] : toOther(target, { command: 'noteUnlink', data: { source: caseId } }),
};

function toOther(target: string, told: Parameters<typeof telling>[2]): Effect[] {
  const process = processOfCase(target);
  return process === null ? [] : [telling(process, target, told)];
}

const isFailed = (event: Recorded<object>): event is Recorded<CommonEvents['effectFailed']> => 'effect' in event.data;

/** A notice that did not reach one who reported it: those who work on the case tell him in another way. */
function unheard(definition: Frame, event: Recorded<CommonEvents['effectFailed']>, state: Base): Effect[] {
  const isHis = event.data.to !== undefined && reportersOf(definition, state).includes(event.data.to);
  return isHis ? unreached(event, [hands(state)], state.title) : [];
}
