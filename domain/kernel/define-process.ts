/**
 * A process out of what it says of itself: the kernel adds what every process has (commands, events, folds, texts, reactions,
 * relieving and requeueing, the frame of the view, the end with its frozen facts, what time does).
 */
import { dueEvents, frozenFacts } from './clocks/clocks.ts';
import {
  amended,
  commonBlockers,
  type CommonEvents,
  commonEvents,
  type CommonFold,
  commonFolds,
  decideCommon,
  isCommon,
} from './common/common.ts';
import type { CommonCommand } from './contract.ts';
import type { AnyCtx, AnyDefinition, AnyFold, AnyWord, Base, Definition, EventTable, Fold } from './definition.ts';
import { foldAhead } from './fold.ts';
import { reactionsOf } from './common/frame-reactions.ts';
import { seenOf, viewOf } from './common/frame-view.ts';
import type { AnyProcess, CaseEvent, Command, Ctx, DomainEvent, Millis, Refusal, SeenCase, Tick } from './process.ts';
import { requeued } from './common/requeue.ts';
import { statusWordsOf, templatesOf } from './people/words.ts';

type State = { status: string };

/** The process as registries, loop, store and API know it. Throws nothing; a definition that lacks a part does not compile. */
export const defineProcess = <S extends Base, C extends Command, E extends EventTable>(
  definition: Definition<S, C, E>,
): AnyProcess => build(definition);

function build(definition: AnyDefinition): AnyProcess {
  const { key, clocks, fields, words, open, shape, schemas } = definition;
  const evolve = evolveOf(definition);
  const reactions = reactionsOf(definition);
  const context = (state: State) => (isOpened(state) ? contextOf(definition, state) : {});
  const process: AnyProcess = {
    key,
    lifecycle: definition.lifecycle,
    decider: {
      initialState: { status: 'none' },
      blockers: (state, ctx) => (isOpened(state) ? blockersOf(definition, state, ctx) : {}),
      decide: (command, state, ctx) =>
        decide({ definition, process }, command, state, ctx).map(({ type, data }) => ({
          type: `${key}.${type}`,
          data,
        })),
      evolve,
    },
    clocks: { shipped: clocks.shipped, context },
    reactions: Object.fromEntries(
      Object.entries(reactions).map(([name, react]) => [
        `${key}.${name}`,
        (event: CaseEvent, state: State) => (isOpened(state) ? react(event, state) : []),
      ]),
    ),
    policy: {
      terms: clocks.terms ?? {},
      events: ['created', ...Object.keys(definition.folds), ...commonEvents],
      fields: watchesOf(definition),
    },
    seen: (state): SeenCase | null => (isOpened(state) ? seenOf(definition, state) : null),
    view: (kase, at) => {
      if (!isOpened(kase.state)) throw new Error('Nothing to show before the first event');
      return viewOf(definition, kase, kase.state, at);
    },
    wakeAt: (state) => (isOpened(state) ? (definition.named?.(state)?.at ?? null) : null),
    comesTo: (state) => (isOpened(state) ? (definition.comesTo?.(state) ?? []) : []),
    fields,
    words: { templates: templatesOf(key, words), statuses: statusWordsOf(words) },
    open,
    shape,
    ...(schemas ? { schemas } : {}),
  };
  return process;
}

const isOpened = (state: State): state is Base => 'common' in state;

// ── what a case is after an event
function evolveOf(definition: AnyDefinition): (state: State, event: CaseEvent) => State {
  const { key } = definition;
  const common: Readonly<{ [K in keyof CommonEvents]?: Fold<Base, CommonEvents[K]> }> = {
    amended: (state, { data }) => amended(state, data.fields),
    relieved: (state, { data }) => relieved(definition, state, data),
    requeued: (state, { data }) => moved(definition, state, data),
  };
  const ofCase: Readonly<Record<string, AnyFold>> = common;
  const parts: Readonly<Record<string, CommonFold<object> | undefined>> = commonFolds;
  return (state, event) => {
    const name = event.type.slice(key.length + 1);
    if (name === 'created') return definition.opened(event.data, event.at);
    if (!isOpened(state)) return state;
    const part = parts[name];
    const kept = part ? { ...state, common: part(state.common, event) } : state;
    const steps = [ofCase[name], definition.folds[name], definition.also?.[name]];
    return steps.reduce<Base>((one, fold) => (fold ? fold(one, event) : one), kept);
  };
}

/** Without who has left: what he had at work lies in the queue again or with his heir, what waits goes on waiting. */
function relieved({ work }: AnyDefinition, state: Base, { person, assignee }: CommonEvents['relieved']): Base {
  if (state.assignee !== person) return state;
  const atWork = work.at.includes(state.status);
  if (assignee !== undefined && !(atWork && work.handedTo)) return { ...work.vacant(state), assignee };
  return atWork ? work.idle(state) : work.vacant(state);
}

/** In the heir's queue; who goes on with it does so, and what waits goes on waiting. */
function moved({ work }: AnyDefinition, state: Base, { to, moved: lay, assignee }: CommonEvents['requeued']): Base {
  if (!lay) return state;
  const placed = { ...state, place: to };
  if (assignee !== undefined) return placed;
  return work.at.includes(state.status) ? work.idle(placed) : work.vacant(placed);
}

// ── what a command, or time, makes happen
type Rules = { definition: AnyDefinition; process: AnyProcess };

function decide(rules: Rules, command: Command | Tick, state: State, ctx: Ctx): readonly AnyWord[] {
  const { definition } = rules;
  const asked = ruleCtx(rules, state, ctx);
  if (command.type === 'create' && 'data' in command) return definition.create(command.data, { status: 'none' }, asked);
  if (!isOpened(state)) return [];
  if (!('data' in command)) return tick(definition, state, asked);
  const rule = definition.rules[command.type];
  if (typeof rule === 'string') return [{ type: rule, data: command.data }];
  if (rule) return rule(command.data, state, asked);
  return isCommon(command) ? ofEveryCase(rules, command, state, asked) : [];
}

function ofEveryCase(rules: Rules, command: CommonCommand, state: Base, ctx: AnyCtx): readonly AnyWord[] {
  const { definition } = rules;
  switch (command.type) {
    case 'relieve':
      return relieve(definition, command.data, state, ctx);
    case 'requeue':
      return requeue(definition, command.data, state, ctx);
    case 'comment':
      if (ctx.role === 'requester' && definition.waitsForWords(state)) {
        const supplied = { type: 'supplyInfo', data: { text: command.data.text } };
        return decide(rules, supplied, state, ctx);
      }
      return [decideCommon(command, ctx, seenOf(definition, state))];
    default:
      return [decideCommon(command, ctx, seenOf(definition, state))];
  }
}

type DataOf<K extends CommonCommand['type']> = Extract<CommonCommand, { type: K }>['data'];

/** His places go to the successor where that is possible. Nothing when he has no place here. */
function relieve(
  definition: AnyDefinition,
  { person, reason }: DataOf<'relieve'>,
  state: Base,
  { facts }: Ctx,
): AnyWord[] {
  const { assignee, place, common, status } = state;
  const { work } = definition;
  const { commander } = definition.seats?.(state) ?? {};
  const had: Readonly<Record<string, boolean>> = {
    assignee: assignee === person,
    commander: commander === person,
    follower: common.followers.includes(person),
  };
  const places = Object.keys(had).filter((one) => had[one]);
  if (places.length === 0) return [];
  const { successor } = facts;
  const heir = successor?.active && successor.id !== person ? successor : undefined;
  const takesOver = had['assignee'] && heir !== undefined && place !== undefined && heir.teams.includes(place.queue);
  const data = {
    person,
    reason,
    places,
    ...(takesOver ? { assignee: heir.id } : {}),
    ...(had['commander'] && heir ? { commander: heir.id } : {}),
  };
  const handed = takesOver && work.at.includes(status) ? work.handedTo?.(heir.id, place) : undefined;
  return [{ type: 'relieved', data }, ...(handed ? [handed] : [])];
}

/** Its queue was closed. Nothing when it neither lies there nor would come there. */
function requeue(definition: AnyDefinition, data: DataOf<'requeue'>, state: Base, ctx: Ctx): AnyWord[] {
  const places = [state.place?.queue, ...(definition.comesTo?.(state) ?? [])];
  const event = requeued(data, { assignee: state.assignee, places }, ctx);
  return event ? [{ type: 'requeued', data: event }] : [];
}

/** Everything due up to the first timed move, and that move. */
function tick(definition: AnyDefinition, state: Base, ctx: AnyCtx): readonly AnyWord[] {
  const named = definition.named?.(state) ?? null;
  const due: AnyWord[] = [];
  for (const { type, data } of dueEvents(definition.key, ctx.clocks, ctx.pins, ctx.now)) {
    if (named && named.at <= data.dueAt) break;
    const event = { type: type.slice(definition.key.length + 1), data };
    due.push(event);
    const moves = definition.onDue?.(state, event, ctx, due);
    if (moves) return moves;
  }
  return named && named.at <= ctx.now ? [...due, named.move] : due;
}

function ruleCtx({ definition, process }: Rules, state: State, ctx: Ctx): AnyCtx {
  const { key } = definition;
  const after = (words: readonly AnyWord[]) => {
    const events = words.map(({ type, data }): DomainEvent => ({ type: `${key}.${type}`, data }));
    const ahead = foldAhead<State>(process, state, events, ctx);
    if (!isOpened(ahead.state)) throw new Error('Nothing lies ahead of a case that is not opened');
    return { state: ahead.state, clocks: ahead.clocks };
  };
  return {
    ...ctx,
    after,
    ending(words, end, dueAt: Millis = ctx.now) {
      const { state: last, clocks } = after([...words, end({})]);
      const counts = definition.frozen?.(last) ?? { ...definition.counts?.(last), urges: last.common.urge.times };
      return [...words, end({ clocks: frozenFacts(clocks, ctx.pins, dueAt), counts })];
    },
  };
}

function blockersOf(
  definition: AnyDefinition,
  state: Base,
  ctx: Pick<Ctx, 'actor' | 'now' | 'pins'>,
): Record<string, Refusal> {
  return { ...definition.blockers?.(state, ctx), ...commonBlockers(state.common, ctx) };
}

// ── what clocks watch
const contextOf = ({ tier, clocks }: AnyDefinition, state: Base) => ({
  status: state.status,
  tier: tier ?? state.place?.tier ?? null,
  team: state.place?.queue ?? null,
  person: state.assignee ?? null,
  service: state.application,
  urged: state.common.urge.open,
  ...clocks.context?.(state),
});

const watchesOf = ({ tier, clocks }: AnyDefinition): NonNullable<AnyProcess['policy']>['fields'] => ({
  status: 'any',
  tier: tier ? [tier] : ['L1', 'L2', 'L3', null],
  team: 'any',
  person: 'any',
  service: 'any',
  urged: [true, false],
  ...clocks.watches,
});
