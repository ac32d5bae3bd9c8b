/** What came of holding many cases against their lifecycle tables: how many fit, and where the others left. */
import type { AnyProcess, Millis, Role } from '../kernel/process.ts';
import { type Departure, type DepartureCode, isStep, Model } from './conformance.ts';
import type { LogStep } from './steps.ts';

/** `share`: null where there is nothing of which it could be one. */
export type Fit = { of: number; fit: number; share: number | null };
/**
 * Departures that are alike. `steps`: how often; `cases`: in how many; `olderRelease`: of the steps, those of which the record shows that a release before
 * this one wrote them; `first`: the first cases of them by number, each with its first such step, `more`: how many cases beside.
 */
export type DepartureRow = Pick<Departure, 'code' | 'event' | 'from' | 'to' | 'command' | 'role'> & {
  process: string;
  steps: number;
  cases: number;
  olderRelease: number;
  first: { number: string; seq: number; at: Millis }[];
  more: number;
};
export type Conformance = {
  cases: Fit;
  steps: Fit;
  byProcess: { process: string; cases: Fit; steps: Fit }[];
  departures: DepartureRow[];
  /** Departures in rows beyond those. */
  departuresLeft: number;
  /** Cases whose record cannot be read by this release: in no other number. */
  unreadable: { count: number; first: string[] };
};

/** Rows of an answer, cases of a row. */
export const MOST_DEPARTURES = 100;
export const MOST_NAMED = 20;

type Tally = { cases: number; casesFit: number; steps: number; stepsFit: number };
type Row = DepartureRow;

/** Cases are added one by one, in the order of their numbers; memory grows with the kinds of departures alone. */
export class FitnessCount {
  readonly #tallies = new Map<string, Tally>();
  readonly #models = new Map<string, Model>();
  readonly #rows = new Map<string, Row>();
  readonly #unreadable: string[] = [];
  #unread = 0;

  /** The departures of the case, oldest first. */
  add(process: AnyProcess, number: string, steps: readonly LogStep[]): Departure[] {
    const held = steps.filter(isStep);
    const model = this.#models.get(process.key) ?? new Model(process);
    this.#models.set(process.key, model);
    const found = held.flatMap((step) => model.departureOf(step) ?? []);
    const tally = this.#tallies.get(process.key) ?? { cases: 0, casesFit: 0, steps: 0, stepsFit: 0 };
    this.#tallies.set(process.key, {
      cases: tally.cases + 1,
      casesFit: tally.casesFit + (found.length === 0 ? 1 : 0),
      steps: tally.steps + held.length,
      stepsFit: tally.stepsFit + held.length - found.length,
    });
    const seen = new Set<string>();
    for (const one of found) {
      const key = keyOf(process.key, one);
      this.#note(process.key, number, one, { key, isFirst: !seen.has(key) });
      seen.add(key);
    }
    return found;
  }

  addUnreadable(number: string): void {
    this.#unread += 1;
    if (this.#unreadable.length < MOST_NAMED) this.#unreadable.push(number);
  }

  #note(process: string, number: string, one: Departure, { key, isFirst }: { key: string; isFirst: boolean }): void {
    const { code, event, from, to, command, role, seq, at, olderRelease } = one;
    const row: Row = this.#rows.get(key) ?? {
      process,
      code,
      event,
      from,
      to,
      command,
      role,
      steps: 0,
      cases: 0,
      olderRelease: 0,
      first: [],
      more: 0,
    };
    row.steps += 1;
    if (olderRelease) row.olderRelease += 1;
    if (isFirst) {
      row.cases += 1;
      if (row.first.length < MOST_NAMED) row.first.push({ number, seq, at });
      else row.more += 1;
    }
    this.#rows.set(key, row);
  }

  result(): Conformance {
    const tallies = [...this.#tallies].toSorted(([a], [b]) => (a < b ? -1 : 1));
    const sum = (of: keyof Tally): number => tallies.reduce((total, [, tally]) => total + tally[of], 0);
    const rows = [...this.#rows.values()].toSorted((a, b) => b.steps - a.steps || (rowKey(a) < rowKey(b) ? -1 : 1));
    return {
      cases: fitOf(sum('cases'), sum('casesFit')),
      steps: fitOf(sum('steps'), sum('stepsFit')),
      byProcess: tallies.map(([process, { cases, casesFit, steps, stepsFit }]) => ({
        process,
        cases: fitOf(cases, casesFit),
        steps: fitOf(steps, stepsFit),
      })),
      departures: rows.slice(0, MOST_DEPARTURES),
      departuresLeft: rows.slice(MOST_DEPARTURES).reduce((total, { steps }) => total + steps, 0),
      unreadable: { count: this.#unread, first: this.#unreadable },
    };
  }
}

/** Four decimals, half away from zero; null of nothing. */
export const fitOf = (of: number, fit: number): Fit => ({
  of,
  fit,
  share: of === 0 ? null : Math.round((fit / of) * 10_000) / 10_000,
});

type Alike = { code: DepartureCode; event: string; from: string; to: string; role: Role | 'system' };
const keyOf = (process: string, { code, event, from, to, role }: Alike): string =>
  [process, code, event, from, to, role].join(' ');
const rowKey = (row: Row): string => keyOf(row.process, row);
