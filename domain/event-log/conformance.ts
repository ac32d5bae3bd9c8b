/**
 * Whether cases went the ways that the lifecycle tables have: each commit is held against the rows of its process as they are now,
 * by the status before it, the one after it, and the role of who acted.
 */
import { isEnd, statusesOf, UNOPENED } from '../kernel/lifecycle.ts';
import type { AnyProcess, Millis, Role } from '../kernel/process.ts';
import { commandOf, commandsSaid } from './said-by.ts';
import { isNote, type LogStep } from './steps.ts';

/**
 * `case-ended`: it moved behind its end; `unknown-status`: one of the two is none any more; `wrong-status`: no row leads from the one
 * to the other; `not-by-role`: some row does, for others.
 */
export type DepartureCode = 'case-ended' | 'unknown-status' | 'wrong-status' | 'not-by-role';
/** `event`: the one that moved it last, its `seq`; `command`: of which that speaks by its name, since the record keeps none; null: time did it, or nobody can say. */
export type Departure = {
  code: DepartureCode;
  seq: number;
  at: Millis;
  event: string;
  from: string;
  to: string;
  command: string | null;
  role: Role | 'system';
  olderRelease: boolean;
};

/** False for what a case only notes of itself. */
export const isStep = ({ from, to, happened }: LogStep): boolean =>
  from !== to || happened.some(({ event }) => !isNote(event.type));

/** The lifecycle of a process, as steps are held against it. */
export class Model {
  readonly #process: AnyProcess;
  readonly #statuses: ReadonlySet<string>;
  readonly #said: ReadonlyMap<string, string>;
  /** Rows that lead from one status to another, or leave a case where it is, as far as anybody asked. */
  readonly #rows = new Map<string, AnyProcess['lifecycle']>();

  constructor(process: AnyProcess) {
    this.#process = process;
    this.#statuses = new Set([UNOPENED, ...statusesOf(process)]);
    this.#said = commandsSaid(process);
  }

  /** Where the step left the lifecycle; null: it fits. Throws nothing. */
  departureOf(step: LogStep): Departure | null {
    const code = this.#codeOf(step);
    if (code === null) return null;
    const { seq, at, by, byTime, from, to, happened, olderRelease } = step;
    const moving = happened.findLast(({ status }, n) => status !== (happened[n - 1]?.status ?? from)) ?? happened[0];
    const event = moving?.event.type ?? '';
    return {
      code,
      seq: moving?.event.seq ?? seq,
      at,
      event,
      from,
      to,
      command: byTime ? null : commandOf(this.#process, event, by.role, this.#said),
      role: by.role,
      olderRelease,
    };
  }

  #codeOf({ from, to, by, byTime }: LogStep): DepartureCode | null {
    if (!this.#statuses.has(from) || !this.#statuses.has(to)) return 'unknown-status';
    const here = this.#rowsOf(from, to);
    if (here.some(({ who }) => byTime || who.some((one) => one.by.includes(by.role)))) return null;
    if (from !== to && isEnd(this.#process, from)) return 'case-ended';
    return here.length === 0 ? 'wrong-status' : 'not-by-role';
  }

  #rowsOf(from: string, to: string): AnyProcess['lifecycle'] {
    const pair = `${from} ${to}`;
    const leads = (row: AnyProcess['lifecycle'][number]): boolean =>
      row.from.includes(from) && (row.to === '=' ? from === to : row.to.includes(to));
    const found = this.#rows.get(pair) ?? this.#process.lifecycle.filter(leads);
    this.#rows.set(pair, found);
    return found;
  }
}
