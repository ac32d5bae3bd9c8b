/** Reads a file of clock vectors and says where the kernel differs from it. Instants are ISO strings, lengths ms. */
import { z } from 'zod';
import {
  addBusinessMs,
  businessMsBetween,
  type CalendarSnapshot,
  isProvisional,
} from '../../domain/kernel/time/calendar.ts';
import {
  advance,
  type Attribution,
  type Change,
  type ClockDefinition,
  type Clocks,
  clockStanding,
  dueEvents,
  nextWakeUp,
  recordFiring,
} from '../../domain/kernel/clocks/clocks.ts';
import type { Standing } from '../../domain/kernel/clocks/clock-reading.ts';
import type { ClockPins, Millis } from '../../domain/kernel/process.ts';
import { CommandError } from './command.ts';

type Pair = {
  note?: string;
  id: string;
  fn: 'between' | 'add';
  calendar: string;
  from: string;
  to: string | null;
  ms: Millis;
  provisional: boolean | null;
};
export type VectorEvent = {
  at: string;
  type: string;
  set?: Change['set'];
  since?: string;
  clock?: string;
  step?: string;
  clocks?: Record<string, string>;
  calendars?: Record<string, string>;
};
type Story = { clocks: string[]; events: VectorEvent[] };
type Check = { now: string; nextWakeUp: string | null; clocks: Record<string, object> };
type Scenario = Story & { id: string; note: string; checks: Check[] };
export type Vectors = {
  calendars: Record<string, CalendarSnapshot>;
  definitions: Record<string, ClockDefinition>;
  pairs: Pair[];
  scenarios: Scenario[];
};
type Fire = { step: string; generation: number; at: Millis; late: boolean; deliverAt: Millis; dropped?: true };
type Played = { clocks: Clocks; pins: ClockPins; fires: Record<string, Fire[]> };

const words = z.looseObject({ id: z.string() });
const instant = z.iso.datetime({ offset: true });
/** What must be there before anything can be reckoned; what is in a calendar or a clock, the kernel itself says. */
const vectorsSchema = z.looseObject({
  calendars: z.record(z.string(), z.looseObject({ id: z.string(), version: z.number() })),
  definitions: z.record(z.string(), z.looseObject({ key: z.string() })),
  pairs: z.array(words.extend({ fn: z.enum(['between', 'add']), calendar: z.string(), from: instant })),
  scenarios: z.array(
    words.extend({
      clocks: z.array(z.string()),
      events: z.array(z.looseObject({ at: instant, type: z.string() })),
      checks: z.array(z.looseObject({ now: instant, clocks: z.looseObject({}) })),
    }),
  ),
});

/** Throws CommandError, with all that is wrong, for a text that holds no vectors; `name` is its file's. */
export function parseVectors(text: string, name = 'the file'): Vectors {
  const vectors: Vectors = jsonOf(text, name);
  const wrong = vectorsSchema.safeParse(vectors).error?.issues ?? [];
  if (wrong.length === 0) return vectors;
  const places = wrong.map(({ path, message }) => `${path.join('.') || 'all of it'}: ${message}`);
  const more = places.length > MOST_WRONG ? [`and ${places.length - MOST_WRONG} more`] : [];
  throw new CommandError(`${name} holds no clock vectors: ${[...places.slice(0, MOST_WRONG), ...more].join('; ')}`);
}

const MOST_WRONG = 20;

function jsonOf(text: string, name: string) {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new CommandError(`${name} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** What differs, a line each, by id; an empty list says that the id passes. */
export function* differences(vectors: Vectors): Generator<{ id: string; lines: string[] }> {
  for (const pair of vectors.pairs) yield reckoned(pair.id, () => pairDifferences(vectors, pair));
  for (const scenario of vectors.scenarios) yield reckoned(scenario.id, () => scenarioDifferences(vectors, scenario));
}

/** A calendar or a clock that the kernel cannot take is a difference as well, and hides no other. */
function reckoned(id: string, lines: () => string[]): { id: string; lines: string[] } {
  try {
    return { id, lines: lines() };
  } catch (error) {
    return { id, lines: [`cannot be reckoned: ${error instanceof Error ? error.message : String(error)}`] };
  }
}

function pairDifferences({ calendars }: Vectors, { fn, calendar: name, ...pair }: Pair): string[] {
  const calendar = calendars[name];
  if (!calendar) return [`no calendar ${name}`];
  const from = Date.parse(pair.from);
  const to = pair.to === null ? null : Date.parse(pair.to);
  const answer = fn === 'add' ? addBusinessMs(calendar, from, pair.ms) : to;
  const ms = fn === 'between' && to !== null ? businessMsBetween(calendar, from, to) : pair.ms;
  const provisional = answer === null ? null : isProvisional(calendar, from, answer);
  return compare({ ms: pair.ms, to, provisional: pair.provisional }, { ms, to: answer, provisional }, '');
}

function scenarioDifferences(vectors: Vectors, scenario: Scenario): string[] {
  return scenario.checks.flatMap((check) => {
    const seen = evaluate(vectors, scenario, Date.parse(check.now));
    return compare(instants(check), seen, `${check.now} `);
  });
}

/** What a check says of a story, computed: each of its clocks as it stands at `now`, and when to look again. */
export function evaluate(
  vectors: Pick<Vectors, 'calendars' | 'definitions'>,
  story: Story,
  now: Millis,
): { now: Millis; nextWakeUp: Millis | null; clocks: Record<string, View> } {
  const played = play(vectors, story, now);
  const { clocks, pins } = played;
  const views = Object.fromEntries(Object.keys(pins.sla.clocks).map((name) => [name, view(played, name, now)]));
  return { now, nextWakeUp: nextWakeUp(clocks, pins, now), clocks: views };
}

/** The events up to `now` and, between them and after them, what time itself does. */
function play(
  { calendars, definitions }: Pick<Vectors, 'calendars' | 'definitions'>,
  story: Story,
  now: Millis,
): Played {
  const named = Object.values(calendars).map((calendar) => [refOf(calendar), calendar] as const);
  const refs = Object.entries(calendars).map(([name, calendar]) => [name, refOf(calendar)] as const);
  const chosen = story.clocks.flatMap((name) => definitions[name] ?? []);
  let pins: ClockPins = {
    calendars: Object.fromEntries(refs),
    snapshots: Object.fromEntries(named),
    sla: { clocks: Object.fromEntries(chosen.map((definition) => [definition.key, definition])) },
  };
  let played: Played = { clocks: {}, pins, fires: {} };
  for (const event of story.events) {
    const at = Date.parse(event.at);
    if (at > now) break;
    played = settle(played, at - 1);
    const former = pins;
    pins = repinned({ calendars, definitions }, pins, event);
    played = { ...played, pins, clocks: advance(played.clocks, pins, changeOf(event, at), former) };
  }
  return settle(played, now);
}

const refOf = ({ id, version }: CalendarSnapshot): string => `${id}@${version}`;

function changeOf({ type, set = {}, since, clock, step, clocks }: VectorEvent, at: Millis): Change {
  return {
    at,
    type,
    set,
    ...(since !== undefined && { since: Date.parse(since) }),
    ...(type === 'acked' && clock !== undefined && step !== undefined && { ack: { clock, step } }),
    ...(clocks && { retargets: Object.keys(clocks) }),
  };
}

/** As a case's pins after a re-target: only the calendars that they name then. */
function repinned(
  { calendars, definitions }: Pick<Vectors, 'calendars' | 'definitions'>,
  pins: ClockPins,
  event: VectorEvent,
): ClockPins {
  if (event.type !== 'retargeted') return pins;
  const edited = Object.entries(event.clocks ?? {}).flatMap(([key, name]) => {
    const definition = definitions[name];
    return definition ? [[key, definition] as const] : [];
  });
  const replaced = Object.entries(event.calendars ?? {}).flatMap(([name, other]) => {
    const calendar = calendars[other];
    return calendar ? [[name, calendar] as const] : [];
  });
  const all = { ...calendars, ...Object.fromEntries(replaced) };
  const refs = Object.entries(all).map(([name, calendar]) => [name, refOf(calendar)] as const);
  return {
    calendars: { ...pins.calendars, ...Object.fromEntries(refs) },
    snapshots: Object.fromEntries(Object.values(all).map((calendar) => [refOf(calendar), calendar])),
    sla: { clocks: { ...pins.sla.clocks, ...Object.fromEntries(edited) } },
  };
}

function settle(played: Played, until: Millis): Played {
  let { clocks, fires } = played;
  for (const event of dueEvents('vector', clocks, played.pins, until)) {
    clocks = recordFiring(clocks, played.pins, event);
    fires = { ...fires, [event.data.clock]: firesAfter(fires[event.data.clock] ?? [], event) };
  }
  return { ...played, clocks, fires };
}

function firesAfter(fires: Fire[], event: ReturnType<typeof dueEvents<'vector'>>[number]): Fire[] {
  if (event.type === 'vector.clockWarned') {
    const { step, generation, dueAt: at, late = false, deliverAt = at } = event.data;
    return [...fires, { step, generation, at, late, deliverAt }];
  }
  if (event.type !== 'vector.clockNoticeDropped') return fires;
  const { step, generation } = event.data;
  return fires.map((fire) =>
    fire.step === step && fire.generation === generation ? { ...fire, dropped: true } : fire,
  );
}

export type View = Omit<Standing, 'dueAt' | 'calendar'> & {
  deadline: Millis | null;
  nextWakeUp: Millis | null;
  fires: readonly Fire[];
  attribution: Attribution | null;
};
const waiting: View = {
  state: 'waiting',
  generation: 0,
  targetMs: null,
  consumedMs: 0,
  remainingMs: null,
  startedAt: null,
  deadline: null,
  breachedAt: null,
  pausedSince: null,
  stoppedAt: null,
  nextWakeUp: null,
  retroactive: false,
  provisional: false,
  fires: [],
  past: [],
  attribution: null,
};

function view({ clocks, pins, fires }: Played, clock: string, at: Millis): View {
  const standing = clockStanding(clocks, pins, { clock, at });
  if (!standing) return waiting;
  const { dueAt: deadline, calendar: _, breachContext: __, ...rest } = standing;
  const alone = Object.fromEntries(Object.entries(clocks).filter(([name]) => name === clock || name === '*'));
  return { ...rest, deadline, nextWakeUp: nextWakeUp(alone, pins, at), fires: fires[clock] ?? [] };
}

/** Expected values as the kernel gives them: ISO instants become ms. */
function instants(value: unknown): unknown {
  if (typeof value === 'string') return /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : value;
  if (Array.isArray(value)) return value.map(instants);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, instants(item)]));
}

function compare(expected: unknown, actual: unknown, path: string): string[] {
  if (typeof expected !== 'object' || expected === null || typeof actual !== 'object' || actual === null) {
    return Object.is(expected, actual) ? [] : [`${path}: expected ${show(expected)}, got ${show(actual)}`];
  }
  const [wanted, got] = [new Map(Object.entries(expected)), new Map(Object.entries(actual))];
  return [...new Set([...wanted.keys(), ...got.keys()])].flatMap((key) =>
    compare(wanted.get(key), got.get(key), `${path}/${key}`),
  );
}

/** Instants are shown as people read them. */
function show(value: unknown): string {
  const isInstant = typeof value === 'number' && value > 1e11;
  return isInstant ? new Date(value).toISOString() : JSON.stringify(value);
}
