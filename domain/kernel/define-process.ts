/**
 * A process out of what it says of itself: the kernel adds what every process has (commands, events, folds, texts, reactions,
 * relieving and requeueing, the frame of the view, the end with its frozen facts, what time does).
 */
import { clockNamed } from './clocks/clock-names.ts';
import { dueEvents, frozenFacts } from './clocks/clocks.ts';
import { type CommonEvents, commonEvents } from './common/common.ts';
import { commonRows, type Where } from './common/commands/rows.ts';
import { commonBlockers, decideCommon, isCommon, wordsIn } from './common/commands/rules.ts';
import { amended, type CommonFold, commonFolds, urgeOver } from './common/commands/folds.ts';
import { correct, corrected } from './common/correct.ts';
import type { CommonCommand } from './contract.ts';
import { openedWith, withFiles } from './common/files.ts';
import type { AnyCtx, AnyDefinition, AnyFold, AnyWord, Base, BlockerCtx, Fold } from './definition.ts';
import { foldAhead } from './fold.ts';
import { reactionsOf } from './common/frame-reactions.ts';
import { countsOf, namedBy, namesOf, nextOf, reportersOf, seenOf, viewOf } from './common/frame-view.ts';
import { atPart } from './people/escalation.ts';
import type {
  AnyProcess,
  AnyTransition,
  CaseEvent,
  Command,
  Ctx,
  DomainEvent,
  Millis,
  OpenEvents,
  PolicyWords,
  Refusal,
  SeenCase,
  Tick,
} from './process.ts';
import { isEnd } from './lifecycle.ts';
import type { Part, PartTouch } from './part.ts';
import { completed } from './parts/completed.ts';
import { partsOf, touched, touchedBy, touchIn } from './parts/records.ts';
import { moved, relieve, relieved, requeue } from './common/leaving.ts';
import { hearingBlocker } from './common/heard.ts';
import { isOpenTo, withCommonOpen } from './common/open.ts';
import { waitingRows, waitsForWords } from './common/waits.ts';
import { staffOf } from './people/who.ts';
import { choicesOf, clockWordsOf, partWordsOf, saidOf, statusWordsOf, templatesOf, valuesOf } from './people/words.ts';

type State = { status: string };

/**
 * The process as registries, loop, store and API know it. Throws nothing; a definition that lacks a part does not compile, since
 * it is written as `{ … } satisfies Definition<…>`.
 */
export function defineProcess(definition: AnyDefinition): AnyProcess {
  const { key, clocks, fields, words, open, shape, schemas, onDue = {}, handing = [] } = definition;
  const evolve = evolveOf(definition);
  const reactions = reactionsOf(definition);
  const context = (state: State) => (isOpened(state) ? contextOf(definition, state) : {});
  const process: AnyProcess = {
    key,
    lifecycle: [...definition.lifecycle, ...commonRows(whereOf(definition)).map((row) => keptOut(definition, row))],
    decider: {
      initialState: { status: 'none' },
      blockers: (state, ctx) => (isOpened(state) ? blockersOf(definition, state, ctx) : {}),
      decide: (command, state, ctx) => {
        const happens = decide({ definition, process }, command, state, ctx);
        const events = happens.map(({ type, data }): DomainEvent => ({ type: `${key}.${type}`, data }));
        return completed(process, events, { state, ctx });
      },
      evolve,
    },
    ...(definition.parts
      ? {
          parts: {
            kinds: definition.parts.kinds,
            all: (state) => (isOpened(state) ? allParts(definition, state) : []),
          },
        }
      : {}),
    ...(definition.parties ? { parties: Object.keys(definition.parties) } : {}),
    ...(definition.organisations ? { organisations: Object.keys(definition.organisations) } : {}),
    ...(involvesOthers(definition) ? { involves: true } : {}),
    ...(definition.staff ? { staff: definition.staff } : {}),
    ...(definition.conceals ? { conceals: definition.conceals.from } : {}),
    clocks: {
      shipped: clocks.shipped,
      context,
      ...instantsOf(definition),
      ...(definition.parts
        ? { ofParts: (state, ids) => (isOpened(state) ? partsSeen(definition, state, ids) : {}) }
        : {}),
    },
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
      ...(clocks.instants ? { instants: Object.keys(clocks.instants) } : {}),
      ...(definition.parts ? { parts: partFieldsOf(definition) } : {}),
    },
    seen: (state): SeenCase | null => (isOpened(state) ? seenOf(definition, state) : null),
    view: (kase, at) => {
      if (!isOpened(kase.state)) throw new Error('Nothing to show before the first event');
      return viewOf(definition, kase, kase.state, at);
    },
    wakeAt: (state) => (isOpened(state) ? (namedBy(definition, state)?.at ?? null) : null),
    comesTo: (state) => (isOpened(state) ? (definition.comesTo?.(state) ?? []) : []),
    holds: (state) => (isOpened(state) ? (definition.holds?.(state) ?? []) : []),
    next: (state) => (isOpened(state) ? nextOf(definition, state).flatMap(namesOf) : []),
    elsewhere: Object.keys(definition.next).filter(
      (status) => definition.next[status] === null && !isEnd(definition, status),
    ),
    addresses: ['supervisor', ...(definition.addresses ?? [])],
    ...(definition.approves ? { approves: definition.approves } : {}),
    timers: Object.fromEntries(Object.entries(onDue).map(([clock, { at }]) => [clock, listOf(at)])),
    fields,
    words: {
      templates: templatesOf(key, words),
      statuses: statusWordsOf(words),
      clocks: clockWordsOf(words),
      ...(words.parts ? { parts: partWordsOf(words.parts) } : {}),
      choices: choicesOf(words),
    },
    said: saidOf(words),
    values: valuesOf(words),
    handing: ['relieved', 'requeued', ...handing],
    open: withCommonOpen(open),
    shape,
    ...(schemas ? { schemas } : {}),
  };
  return process;
}

const involvesOthers = ({ parts, parties }: Pick<AnyDefinition, 'parts' | 'parties'>): boolean =>
  parts !== undefined || parties !== undefined;

/** Where the common commands are possible: from its own rows and its work. */
function whereOf({ lifecycle, words, work, ...definition }: AnyDefinition): Where<string> {
  const open = Object.keys(words.statuses).filter((status) => !isEnd({ lifecycle }, status));
  return {
    open,
    urgeable: work.urgeable ?? open,
    waiting: waitingRows(lifecycle),
    atWork: work.at,
    idle: work.idle,
    involves: involvesOthers(definition),
    staff: staffOf(definition),
  };
}

/** A row of every case, without those whom the process keeps out. */
function keptOut({ keepsOut = {} }: AnyDefinition, row: AnyTransition): AnyTransition {
  const not = keepsOut[row.command];
  return not ? { ...row, not } : row;
}

const isOpened = (state: State): state is Base => 'common' in state;

const allParts = ({ parts }: AnyDefinition, state: Base): readonly Part[] =>
  parts ? partsOf(parts.kinds, parts.planned?.(state) ?? [], state.parts) : [];

// ── what a case is after an event
function evolveOf(definition: AnyDefinition): (state: State, event: CaseEvent) => State {
  const { key } = definition;
  const common: Readonly<{ [K in keyof CommonEvents]?: Fold<Base, CommonEvents[K]> }> = {
    amended: (state, { data }) => amended(state, data.fields),
    relieved: (state, { data }) => relieved(definition, state, data),
    requeued: (state, { data }) => moved(definition, state, data),
    corrected: (state, { data }) => corrected(definition, state, data),
  };
  const ofCase: Readonly<Record<string, AnyFold>> = common;
  const open = withCommonOpen(definition.open);
  const parts: Readonly<Record<string, CommonFold<object> | undefined>> = commonFolds;
  return (state, event) => {
    const name = event.type.slice(key.length + 1);
    if (name === 'created')
      return seenOutward(
        definition,
        open,
        filed(withParts(definition, definition.opened(withoutFiles(event.data), event.at), event), event),
        event,
      );
    if (!isOpened(state)) return state;
    const part = parts[name];
    const touchedState = filed(withParts(definition, state, event), event);
    const kept = part ? { ...touchedState, common: part(touchedState.common, event) } : touchedState;
    const end = definition.ends?.[name];
    const ends: AnyFold = end === undefined ? null : (one, { data, at }) => ended(one, end, { ...data, at });
    const answered: AnyFold = definition.answersUrge?.includes(name) ? notUrged : null;
    const steps = [ofCase[name], definition.folds[name], answered, ends, definition.also?.[name]];
    const after = steps.reduce<Base>((one, fold) => (fold ? fold(one, event) : one), kept);
    return seenOutward(definition, open, after, event);
  };
}

/** What an event does to parts comes before what the process makes of it. */
function withParts(definition: AnyDefinition, state: Base, { data, seq }: CaseEvent): Base {
  if (!definition.parts) return state;
  const touch = touchIn(data);
  if (touchedBy(touch).length === 0 && !touch.dropped) return state;
  const initialOf = (id: string, kind: string) => {
    const planned = definition.parts?.planned?.(state).find((one) => one.id === id);
    return planned?.status ?? definition.parts?.kinds[kind]?.initial[0] ?? '';
  };
  return { ...state, parts: touched(state.parts ?? {}, touch, { seq, initialOf }) };
}

/** A case keeps how many files it has, and no more. */
function withoutFiles(data: object): object {
  const { files: _files, filesWithin: _within, ...rest }: { files?: unknown; filesWithin?: unknown } = data;
  return rest;
}

/** Whatever event carries files, the case has them. */
function filed(state: Base, { data }: CaseEvent): Base {
  const files = withFiles(state.common.files, data);
  return files === state.common.files || !files ? state : { ...state, common: { ...state.common, files } };
}

/** The requester's side has seen this event, if it is one that it sees. */
function seenOutward({ key }: AnyDefinition, open: OpenEvents, state: Base, { type, data, seq, at }: CaseEvent): Base {
  if (!isOpenTo(open, type.slice(key.length + 1), data)) return state;
  return { ...state, common: { ...state.common, outward: { version: seq, at } } };
}

const notUrged = (state: Base): Base => ({ ...state, common: urgeOver(state.common) });

/** At its end, since then or since time ended it: nobody is urged any more. */
const ended = (state: Base, status: string, { at, dueAt = at }: { at: Millis; dueAt?: Millis }): Base => ({
  ...notUrged(state),
  status,
  endedAt: dueAt,
});

// ── what a command, or time, makes happen
type Rules = { definition: AnyDefinition; process: AnyProcess };

function decide(rules: Rules, command: Command | Tick, state: State, ctx: Ctx): readonly AnyWord[] {
  const { definition } = rules;
  const asked = ruleCtx(rules, state, ctx);
  if (!isOpened(state)) {
    const opens = command.type === 'create' ? definition.create : definition.intakes?.[command.type];
    return opens && 'data' in command ? openedBy(opens, command.data, asked) : [];
  }
  if (!('data' in command)) return tick(definition, state, command.until, asked);
  const rule = definition.rules[command.type];
  if (typeof rule === 'string') return [{ type: rule, data: { ...command.data, ...aboutPart(ctx) } }];
  if (rule) return rule(command.data, state, asked);
  return isCommon(command) ? ofEveryCase(rules, command, state, asked) : [];
}

/** What opens a case may bring files, whatever process it is of: the rule knows nothing of them. */
function openedBy(opens: AnyDefinition['create'], data: object, ctx: AnyCtx): readonly AnyWord[] {
  const words = opens(withoutFiles(data), { status: 'none' }, ctx);
  return words.map((word) =>
    word.type === 'created' ? { ...word, data: { ...word.data, ...openedWith(data, word.data, ctx) } } : word,
  );
}

/** Which part a word is about, and where it goes. */
const aboutPart = ({ part, partTo }: Ctx): PartTouch =>
  part ? { part: part.id, ...(partTo === undefined ? {} : { to: partTo }) } : {};

function ofEveryCase(rules: Rules, command: CommonCommand, state: Base, ctx: AnyCtx): readonly AnyWord[] {
  const { definition } = rules;
  switch (command.type) {
    case 'relieve':
      return [
        ...relieve(definition, command.data, state, ctx),
        ...(definition.leaves?.(command.data, state, ctx) ?? []),
      ];
    case 'correct':
      return correct(definition, command.data, state, ctx);
    case 'requeue':
      return requeue(definition, command.data, state, ctx);
    default: {
      const said = decideCommon(command, ctx, {
        common: state.common,
        openedAt: state.openedAt,
        place: placeFor(definition, state, heardIn(command)),
      });
      const { isInstead, more } = whatWordsDo(rules, command, state, ctx);
      return said === null || isInstead ? more : [said, ...more];
    }
  }
}

const heardIn = (command: CommonCommand): string | undefined =>
  command.type === 'acknowledge' ? command.data.clock : undefined;

/** Where a step is heard: at the case, or at the part whose clock it is of. */
function placeFor(definition: AnyDefinition, state: Base, clock = ''): SeenCase {
  const seen = seenOf(definition, state);
  const id = clockNamed(clock).part;
  const part = id === undefined ? undefined : allParts(definition, state).find((one) => one.id === id);
  return part ? atPart(seen, part) : seen;
}

/** Words of its reporter may be what it waits for, by whatever command they come; words of the others may answer his. */
function whatWordsDo(
  rules: Rules,
  command: CommonCommand,
  state: Base,
  ctx: AnyCtx,
): { isInstead: boolean; more: readonly AnyWord[] } {
  const { definition } = rules;
  const text = wordsIn(command, ctx);
  const isComment = command.type === 'comment';
  const isSaid = isComment || command.type === 'attach';
  if (text === undefined) return { isInstead: false, more: [] };
  if (!speaksForIt(definition, state, ctx))
    return { isInstead: false, more: isSaid ? (definition.answersWords?.(state) ?? []) : [] };
  if (!waitsForWords(definition, state)) return { isInstead: false, more: [] };
  return { isInstead: isComment, more: decide(rules, { type: 'supplyInfo', data: { text } }, state, ctx) };
}

/** The requester's side; and who reported it, in whatever role he acts. */
const speaksForIt = (definition: AnyDefinition, state: Base, { role, actor }: Pick<Ctx, 'role' | 'actor'>): boolean =>
  role === 'requester' || reportersOf(definition, state).includes(actor.id);

/** Everything due by `until`, up to the first timed move, and that move. */
function tick(definition: AnyDefinition, state: Base, until: Millis, ctx: AnyCtx): readonly AnyWord[] {
  const named = namedBy(definition, state);
  const due: AnyWord[] = [];
  for (const { type, data } of dueEvents(definition.key, ctx.clocks, ctx.pins, until)) {
    if (named && named.at <= data.dueAt) break;
    const event = { type: type.slice(definition.key.length + 1), data };
    due.push(event);
    const moves = type.endsWith('.clockBreached') ? timed(definition, state, { ...data, due }, ctx) : null;
    if (moves) return moves;
  }
  return named && named.at <= until ? [...due, named.move] : due;
}

function timed(
  definition: AnyDefinition,
  state: Base,
  { clock, dueAt, due }: { clock: string; dueAt: Millis; due: readonly AnyWord[] },
  ctx: AnyCtx,
): readonly AnyWord[] | null {
  const { onDue = {} } = definition;
  const { definition: own, part: id } = clockNamed(clock);
  const { at = [], move } = onDue[own] ?? {};
  const part = id === undefined ? undefined : allParts(definition, state).find((one) => one.id === id);
  const status = id === undefined ? state.status : part?.status;
  if (move === undefined || status === undefined || !listOf(at).includes(status)) return null;
  if (typeof move === 'string') return ctx.ending(due, move, dueAt);
  return move(state, part ? { ...ctx, part } : ctx, { due, dueAt });
}

const listOf = (given: string | readonly string[]): readonly string[] => (typeof given === 'string' ? [given] : given);

function ruleCtx({ definition, process }: Rules, state: State, ctx: Ctx): AnyCtx {
  const { key } = definition;
  const after = (words: readonly AnyWord[]) => {
    const events = words.map(({ type, data }): DomainEvent => ({ type: `${key}.${type}`, data }));
    const ahead = foldAhead<State>(process, state, completed(process, events, { state, ctx }), ctx);
    if (!isOpened(ahead.state)) throw new Error('Nothing lies ahead of a case that is not opened');
    return { state: ahead.state, clocks: ahead.clocks };
  };
  return {
    ...ctx,
    after,
    ending(words, end, dueAt) {
      const data = dueAt === undefined ? {} : { dueAt };
      const endWith = (facts: object): AnyWord =>
        typeof end === 'string' ? { type: end, data: { facts, ...data } } : end(facts);
      const { state: last, clocks } = after([...words, endWith({})]);
      const counts = definition.frozen?.(last) ?? { ...countsOf(definition, last), urges: last.common.urge.times };
      return [...words, endWith({ clocks: frozenFacts(clocks, ctx.pins, dueAt ?? ctx.now), counts })];
    },
  };
}

function blockersOf(definition: AnyDefinition, state: Base, ctx: BlockerCtx): Record<string, Refusal> {
  const unheard = hearingBlocker(ctx, (clock) => placeFor(definition, state, clock));
  return {
    ...definition.blockers?.(state, ctx),
    ...commonBlockers(state.common, ctx),
    ...(unheard ? { acknowledge: unheard } : {}),
  };
}

// ── what clocks watch
const contextOf = ({ tier, clocks }: AnyDefinition, state: Base) => ({
  status: state.status,
  tier: tier ?? state.place?.tier ?? null,
  team: state.place?.queue ?? null,
  person: state.assignee ?? null,
  service: state.application ?? null,
  urged: state.common.urge.open,
  ...clocks.context?.(state),
});

/** Instants that people named, by name. */
function instantsOf({ clocks: { instants } }: AnyDefinition): Pick<AnyProcess['clocks'], 'instants'> {
  if (!instants) return {};
  const none = Object.fromEntries(Object.keys(instants).map((name) => [name, null]));
  return {
    instants: (state: State) =>
      isOpened(state)
        ? Object.fromEntries(Object.entries(instants).map(([name, of]) => [name, of(state) ?? null]))
        : none,
  };
}

/** What clocks of parts see, by id. */
function partsSeen(
  definition: AnyDefinition,
  state: Base,
  ids: readonly string[],
): ReturnType<NonNullable<AnyProcess['clocks']['ofParts']>> {
  const seen = allParts(definition, state).filter(({ id }) => ids.includes(id));
  return Object.fromEntries(
    seen.map((part) => {
      const { context, instants = {} } = definition.clocks.parts?.[part.kind] ?? {};
      const own = { status: part.status, person: part.assignees[0] ?? null, role: part.role ?? null };
      const named = Object.entries(instants).map(([name, of]) => [name, of(part, state) ?? null] as const);
      return [
        part.id,
        { kind: part.kind, context: { ...own, ...context?.(part, state) }, instants: Object.fromEntries(named) },
      ] as const;
    }),
  );
}

/** What policies may say of clocks of its parts. */
const partFieldsOf = ({ parts, clocks, words }: AnyDefinition): NonNullable<PolicyWords['parts']> =>
  Object.fromEntries(
    Object.keys(parts?.kinds ?? {}).map((kind) => {
      const { watches, instants = {} } = clocks.parts?.[kind] ?? {};
      const status = Object.keys(words.parts?.[kind]?.statuses ?? {});
      const fields = { status, person: 'any', role: 'any', ...watches } as const;
      return [kind, { fields, instants: Object.keys(instants) }];
    }),
  );

const watchesOf = ({ tier, clocks }: AnyDefinition): NonNullable<AnyProcess['policy']>['fields'] => ({
  status: 'any',
  tier: tier ? [tier] : ['L1', 'L2', 'L3', null],
  team: 'any',
  person: 'any',
  service: 'any',
  urged: [true, false],
  ...clocks.watches,
});
