/**
 * Which activity directly follows which, how often and after how long: what a picture of a process is drawn of. Times are those
 * between neighbours of one case, so what happened in one commit follows itself after 0 ms.
 */
import { nearest } from '../kernel/ranks.ts';
import { businessMsBetween, type CalendarSnapshot } from '../kernel/time/calendar.ts';
import type { Millis } from '../kernel/units.ts';
import { fitOf } from './fitness.ts';

/** Of some lengths in ms: nearest ranks, and the mean in whole ms. */
export type Lengths = { medianMs: Millis; p90Ms: Millis; meanMs: Millis };
export type Node = { activity: string; events: number; cases: number; starts: number; ends: number };
/** `wall`: by the clock on the wall; `business`: within the service hours of the calendar given. */
export type Edge = { from: string; to: string; count: number; cases: number; wall: Lengths; business: Lengths };
/** `first`: the first cases that went this way, by number. */
export type Variant = { path: string[]; cases: number; share: number | null; first: string[]; more: number };
export type Follows = {
  cases: number;
  events: number;
  nodes: Node[];
  edges: Edge[];
  variants: Variant[];
  /** What there is beyond: of nodes with their events, of edges how often they were gone, of variants with their cases. */
  left: { nodes: number; events: number; edges: number; steps: number; variants: number; cases: number };
};
export type Most = { nodes: number; edges: number; variants: number };
/** In the order in which it happened. */
export type Activity = { name: string; at: Millis };

/** So many cases of a variant are named. */
const MOST_NAMED = 5;
/** A longer way is told by its begin: an inspection has hundreds of commands. */
export const LONGEST_PATH = 200;

type Tally = { node: Node; code: string };
type EdgeTally = { from: string; to: string; cases: number; wall: number[]; business: number[] };
type Way = { cases: number; first: string[] };

/**
 * Cases are added one by one, in the order of their numbers. Memory: 16 bytes a step, and a letter for each activity of a variant.
 */
export class FollowsCount {
  readonly #calendar: CalendarSnapshot;
  readonly #nodes = new Map<string, Tally>();
  readonly #names: string[] = [];
  readonly #edges = new Map<string, EdgeTally>();
  readonly #ways = new Map<string, Way>();
  #cases = 0;
  #events = 0;

  constructor(calendar: CalendarSnapshot) {
    this.#calendar = calendar;
  }

  get events(): number {
    return this.#events;
  }

  /** Nothing where nothing happened. */
  add(number: string, happened: readonly Activity[]): void {
    const [first] = happened;
    const last = happened.at(-1);
    if (!first || !last) return;
    this.#cases += 1;
    this.#events += happened.length;
    const seen = new Set<string>();
    let way = '';
    let before: (Activity & { code: string }) | undefined;
    for (const one of happened) {
      const { node, code } = this.#tallyOf(one.name);
      node.events += 1;
      if (!seen.has(code)) node.cases += 1;
      seen.add(code);
      if (way.length < LONGEST_PATH) way += code;
      if (before) this.#follow(before, { ...one, code }, seen);
      before = { ...one, code };
    }
    this.#tallyOf(first.name).node.starts += 1;
    this.#tallyOf(last.name).node.ends += 1;
    const known = this.#ways.get(way) ?? { cases: 0, first: [] };
    known.cases += 1;
    if (known.first.length < MOST_NAMED) known.first.push(number);
    this.#ways.set(way, known);
  }

  #follow(from: Activity & { code: string }, to: Activity & { code: string }, seen: Set<string>): void {
    const key = from.code + to.code;
    const edge = this.#edges.get(key) ?? { from: from.name, to: to.name, cases: 0, wall: [], business: [] };
    edge.wall.push(to.at - from.at);
    edge.business.push(to.at === from.at ? 0 : businessMsBetween(this.#calendar, from.at, to.at));
    if (!seen.has(key)) edge.cases += 1;
    seen.add(key);
    this.#edges.set(key, edge);
  }

  /** A letter for each activity, so that a way is a short text. */
  #tallyOf(activity: string): Tally {
    const known = this.#nodes.get(activity);
    if (known) return known;
    const code = String.fromCharCode(FIRST_LETTER + this.#names.push(activity) - 1);
    const made = { node: { activity, events: 0, cases: 0, starts: 0, ends: 0 }, code };
    this.#nodes.set(activity, made);
    return made;
  }

  /** The most frequent of each; edges and variants among all activities, edges only between those that are shown. */
  result(most: Most): Follows {
    const nodes = [...this.#nodes.values()].map(({ node }) => node);
    nodes.sort((a, b) => b.events - a.events || (a.activity < b.activity ? -1 : 1));
    const shown = new Set(nodes.slice(0, most.nodes).map(({ activity }) => activity));
    const edges = [...this.#edges.values()].toSorted(
      (a, b) => b.wall.length - a.wall.length || (`${a.from} ${a.to}` < `${b.from} ${b.to}` ? -1 : 1),
    );
    const between = edges.filter(({ from, to }) => shown.has(from) && shown.has(to)).slice(0, most.edges);
    const ways = [...this.#ways].toSorted(([a, one], [b, other]) => other.cases - one.cases || (a < b ? -1 : 1));
    const told = ways.slice(0, most.variants);
    return {
      cases: this.#cases,
      events: this.#events,
      nodes: nodes.slice(0, most.nodes),
      edges: between.map(({ from, to, cases, wall, business }) => ({
        from,
        to,
        count: wall.length,
        cases,
        wall: lengthsOf(wall),
        business: lengthsOf(business),
      })),
      variants: told.map(([way, { cases, first }]) => ({
        path: Array.from({ length: way.length }, (_, n) => this.#names[way.charCodeAt(n) - FIRST_LETTER] ?? ''),
        cases,
        share: fitOf(this.#cases, cases).share,
        first,
        more: cases - first.length,
      })),
      left: {
        nodes: nodes.length - Math.min(nodes.length, most.nodes),
        events: sum(nodes.slice(most.nodes).map(({ events }) => events)),
        edges: edges.length - between.length,
        steps: sum(edges.map(({ wall }) => wall.length)) - sum(between.map(({ wall }) => wall.length)),
        variants: ways.length - told.length,
        cases: this.#cases - sum(told.map(([, { cases }]) => cases)),
      },
    };
  }
}

/** Behind all that means something in a text, and before half letters. */
const FIRST_LETTER = 0x4e00;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
function lengthsOf(lengths: readonly number[]): Lengths {
  const sorted = lengths.toSorted((a, b) => a - b);
  const at = (percent: number): number => nearest(sorted, percent) ?? 0;
  return { medianMs: at(50), p90Ms: at(90), meanMs: Math.round(sum(lengths) / lengths.length) };
}
