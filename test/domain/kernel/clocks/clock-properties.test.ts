/** What holds for any story of a case, made up at random. */
import fc from 'fast-check';
import { businessMsBetween } from '../../../../domain/kernel/time/calendar.ts';
import { advance, type Clocks, dueEvents, recordFiring } from '../../../../domain/kernel/clocks/clocks.ts';
import { evaluate, type VectorEvent, type View } from '../../../../commands/support/clock-vectors.ts';
import { calendar, created, definitionOf, instant, iso, pinsOf, vectors } from './vectors.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const opening = instant('2026-02-12T08:00:00+08:00');
const moves: Record<string, VectorEvent['set']> = {
  accepted: { status: 'inProgress', person: 'wang' },
  handedOver: { tier: 'L2', team: 'city', person: null, status: 'queued' },
  held: { status: 'onHold', holdReason: 'user' },
  heldForVendor: { status: 'onHold', holdReason: 'vendor' },
  resumed: { status: 'inProgress', holdReason: null },
  priorityRaised: { priority: 'P1' },
  priorityLowered: { priority: 'P3' },
  resolved: { status: 'resolved', holdReason: null },
  reopened: { status: 'inProgress' },
  serviceChanged: { service: 'payment' },
  canceled: { status: 'canceled', holdReason: null },
};
const usual = ['accepted', 'handedOver', 'held', 'heldForVendor', 'resumed', 'priorityRaised', 'priorityLowered'];
const clocksOfStories = [
  'resolution',
  'resolution-incl',
  'response',
  'ola-l1',
  'uc-vendor',
  'hold-nag',
  'resolution-core',
];

type Story = { clocks: string[]; events: VectorEvent[] };
const gap = fc.oneof(fc.integer({ min: 0, max: 3 * DAY }), fc.constantFrom(0, 1, HOUR, 15 * HOUR));
function storyOf(path: readonly (readonly [string, number])[], clock: string): Story {
  let at = opening;
  const events = path.map(([type, wait]): VectorEvent => {
    at += wait;
    return { at: iso(at), type, set: moves[type] ?? {} };
  });
  return { clocks: [clock], events: [{ at: iso(opening), type: 'created', set: created }, ...events] };
}
const anyStory = (types: readonly string[], clocks: readonly string[] = clocksOfStories) =>
  fc
    .tuple(fc.array(fc.tuple(fc.constantFrom(...types), gap), { maxLength: 9 }), fc.constantFrom(...clocks))
    .map(([path, clock]) => storyOf(path, clock));
const endOf = ({ events }: Story): number => instant(events.at(-1)?.at ?? '');
const only = (story: Story, now: number): View => {
  const [view] = Object.values(evaluate(vectors, story, now).clocks);
  if (!view) throw new Error('no clock');
  return view;
};

const sum = (table: Readonly<Record<string, number>> = {}) => Object.values(table).reduce((a, b) => a + b, 0);
const standing = ({ state, consumedMs, remainingMs, deadline, breachedAt, attribution }: View) => ({
  state,
  consumedMs,
  remainingMs,
  deadline,
  breachedAt,
  attribution,
});
const firings = ({ fires, state, breachedAt }: View) => [fires.length, state, breachedAt];

test('a hold that is resumed in the same millisecond changes nothing', () => {
  const point = fc.integer({ min: 0, max: 12 * DAY });
  fc.assert(
    fc.property(anyStory([...usual, 'resolved', 'reopened']), point, point, (story, cut, later) => {
      const at = opening + cut;
      const before = story.events.filter((event) => instant(event.at) <= at);
      const context = Object.assign({}, ...before.map(({ set }) => set)) as Record<string, string | null>;
      fc.pre(context['status'] !== 'onHold' && before.length > 0);
      const split: VectorEvent[] = [
        { at: iso(at), type: 'split', set: { status: 'onHold', holdReason: 'user' } },
        {
          at: iso(at),
          type: 'split',
          set: { status: context['status'] ?? null, holdReason: context['holdReason'] ?? null },
        },
      ];
      const after = story.events.filter((event) => instant(event.at) > at);
      const cutStory = { ...story, events: [...before, ...split, ...after] };
      fc.pre(story.clocks[0] !== 'hold-nag'); // it is about holds, so each begins a new cycle
      const now = Math.max(at, endOf(story)) + later;
      expect(evaluate(vectors, cutStory, now)).toEqual(evaluate(vectors, story, now));
    }),
    { numRuns: 160 },
  );
});

test('time is conserved: what ran and what was paused is all of the calendar, to the millisecond', () => {
  fc.assert(
    fc.property(
      anyStory(usual, ['resolution', 'resolution-core']),
      fc.integer({ min: 0, max: 5 * DAY }),
      (story, later) => {
        const now = endOf(story) + later;
        const view = only(story, now);
        const { attribution } = view;
        fc.pre(attribution !== null);
        const used = calendarInForce(story, now);
        expect(view.consumedMs + sum(attribution?.paused)).toBe(businessMsBetween(used, opening, now));
        for (const table of [attribution?.tier, attribution?.team, attribution?.person])
          expect(sum(table)).toBe(view.consumedMs);
        expect(view.remainingMs).toBe((view.targetMs ?? 0) - view.consumedMs);
      },
    ),
    { numRuns: 120 },
  );
});

function calendarInForce(story: Story, now: number) {
  const context: Record<string, unknown> = {};
  for (const { at, set } of story.events) if (instant(at) <= now) Object.assign(context, set);
  const definition = definitionOf(story.clocks[0] ?? '');
  const rule = definition.targets.find(({ when = {} }) =>
    Object.entries(when).every(([field, values]) => (values as unknown[]).includes(context[field] ?? null)),
  );
  return calendar((rule && 'calendar' in rule ? rule.calendar : undefined) ?? definition.calendar);
}

test('a re-target keeps every pause: the clock stands as if the last priority had held from the start', () => {
  fc.assert(
    fc.property(anyStory(usual, ['resolution']), fc.integer({ min: 0, max: 5 * DAY }), (story, later) => {
      const now = endOf(story) + later;
      const last = story.events.findLast(({ set }) => set?.['priority'] !== undefined)?.set?.['priority'] ?? null;
      const events = story.events.map(({ set, ...event }) => {
        const { priority: _, ...rest } = set ?? {};
        return { ...event, set: event.type === 'created' ? { ...rest, priority: last } : rest };
      });
      const [moved, straight] = [only(story, now), only({ ...story, events }, now)];
      expect(standing(moved)).toEqual(standing(straight));
    }),
    { numRuns: 120 },
  );
});

test('late and prompt workers write the same history', () => {
  const looks = fc.array(fc.integer({ min: 0, max: 20 * DAY }), { maxLength: 12 });
  fc.assert(
    fc.property(anyStory([...usual, 'resolved', 'reopened', 'canceled']), looks, (story, instants) => {
      const end = endOf(story) + 4 * DAY;
      const between = instants.map((one) => opening + one);
      expect(historyOf(story, between, end)).toEqual(historyOf(story, [], end));
    }),
    { numRuns: 120 },
  );
});

/** All firings, in the order in which they were recorded, by a worker that looks at these instants and at each event. */
function historyOf(story: Story, looks: readonly number[], end: number) {
  const pins = pinsOf(definitionOf(story.clocks[0] ?? ''));
  const history: unknown[] = [];
  let clocks: Clocks = {};
  const look = (now: number) => {
    for (const event of dueEvents('case', clocks, pins, now)) {
      history.push(event);
      clocks = recordFiring(clocks, pins, event);
    }
  };
  const toCome = [...looks].toSorted((a, b) => a - b);
  for (const event of story.events) {
    const at = instant(event.at);
    while ((toCome[0] ?? Infinity) < at) look(toCome.shift() ?? 0);
    look(at - 1);
    clocks = advance(clocks, pins, { at, type: event.type, set: event.set ?? {} });
  }
  for (const now of toCome) if (now <= end) look(now);
  look(end);
  return history;
}

test('nothing falls due while a clock stands, and what falls due next is what the wake-up says', () => {
  fc.assert(
    fc.property(anyStory([...usual, 'resolved']), (story) => {
      const now = endOf(story);
      const { nextWakeUp: wake } = evaluate(vectors, story, now);
      fc.pre(wake !== null);
      const [before, then] = [only(story, (wake ?? 0) - 1), only(story, wake ?? 0)];
      expect(firings(before)).toEqual(firings(only(story, now)));
      expect(firings(then)).not.toEqual(firings(before));
    }),
    { numRuns: 120 },
  );
});

test('each firing is one key, fires in order and never twice at one instant for a step', () => {
  fc.assert(
    fc.property(anyStory([...usual, 'resolved', 'reopened', 'canceled']), (story) => {
      const { fires } = only(story, endOf(story) + 9 * DAY);
      const keys = fires.map(({ step, generation }) => `${step}/${generation}`);
      expect(new Set(keys).size).toBe(keys.length);
      expect(fires.map(({ at }) => at)).toEqual(fires.map(({ at }) => at).toSorted((a, b) => a - b));
      const places = fires.map(({ step, at }) => `${step.split('#')[0]}@${at}`);
      expect(new Set(places).size).toBe(places.length);
    }),
    { numRuns: 120 },
  );
});
