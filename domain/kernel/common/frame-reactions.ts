/** What follows from events that every process has, and how a process's own tables of notices and effects are read. */
import type { CommonEvents } from './common.ts';
import type { AnyDefinition, Base, Recorded, Tell } from '../definition.ts';
import type { Audience, Effect } from '../process.ts';
import { tell, unreached } from '../people/tell.ts';
import { supervisorHears } from './urge.ts';
import { hands, person, queue, supervisorOf } from './whom.ts';

type Frame = Pick<AnyDefinition, 'tells' | 'follows' | 'reporters'>;
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
  const names = new Set([...Object.keys(tells), ...Object.keys(follows), 'effectFailed']);
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      (event: Recorded<object>, state: Base): Effect[] => [
        ...tell(event, toldOf(tells[name], state, event), { title: state.title }),
        ...(name === 'effectFailed' && isFailed(event) ? unheard(definition, event, state) : []),
        ...(follows[name]?.(event, state) ?? []),
      ],
    ]),
  );
}

const WHOM = {
  reporter: ({ reporter }: Base) => person(reporter),
  hands,
  queue,
};
const toldOf = (
  told: AnyDefinition['tells'][string],
  state: Base,
  event: Recorded<object>,
): readonly (Audience | undefined)[] =>
  typeof told === 'function' ? told(state, event) : (told ?? []).map((one) => WHOM[one](state));

const everyReporter = (definition: Frame, state: Base): Audience[] =>
  (definition.reporters?.(state) ?? [state.reporter]).map((id) => ({ person: id }));

const commonTells = (definition: Frame): Tells => ({
  commented: (state, { data }) => [
    ...(data.audience === 'public' ? everyReporter(definition, state) : []),
    hands(state),
  ],
  urged: (state) => [hands(state), supervisorHears(state.common.urge) ? supervisorOf(state) : undefined],
  urgeAnswered: ({ reporter, common }) => [person(reporter), ...common.followers.map(person)],
  supervised: (state) => [hands(state)],
  relieved: (state) => [hands(state)],
  requeued: (state, { data }) => (data.moved ? [hands(state)] : []),
  retargeted: (state) => [hands(state), person(state.reporter)],
});

const isFailed = (event: Recorded<object>): event is Recorded<CommonEvents['effectFailed']> => 'effect' in event.data;

/** A notice that did not reach one who reported it: those who work on the case tell him in another way. */
function unheard(definition: Frame, event: Recorded<CommonEvents['effectFailed']>, state: Base): Effect[] {
  const isReporter = everyReporter(definition, state).some((one) => 'person' in one && one.person === event.data.to);
  return isReporter ? unreached(event, [hands(state)], state.title) : [];
}
