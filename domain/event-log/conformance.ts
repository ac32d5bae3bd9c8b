/**
 * Whether cases went the ways that the lifecycle tables have: each commit is held against the rows of its process as they are now,
 * by the status before it, the one after it, and the role of who acted.
 */
import { isEnd, statusesOf, UNOPENED } from '../kernel/lifecycle.ts';
import type { AnyProcess, Millis, Role } from '../kernel/process.ts';
import { commandOf } from './said-by.ts';
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

/** Where the step left the model; null: it fits. Throws nothing. */
export function departureOf(process: AnyProcess, step: LogStep): Departure | null {
  const code = codeOf(process, step);
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
    command: byTime ? null : commandOf(process, event, by.role),
    role: by.role,
    olderRelease,
  };
}

function codeOf(process: AnyProcess, { from, to, by, byTime }: LogStep): DepartureCode | null {
  const known = statusesKnown(process);
  if (!known.has(from) || !known.has(to)) return 'unknown-status';
  const here = rowsOf(process, from, to);
  if (here.some(({ who }) => byTime || who.some((one) => one.by.includes(by.role)))) return null;
  if (from !== to && isEnd(process, from)) return 'case-ended';
  return here.length === 0 ? 'wrong-status' : 'not-by-role';
}

type Rows = AnyProcess['lifecycle'];
const rowsFound = new WeakMap<AnyProcess, Map<string, Rows>>();
/** The rows that lead from one status to the other, or leave a case where it is. */
function rowsOf(process: AnyProcess, from: string, to: string): Rows {
  const known = rowsFound.get(process) ?? new Map<string, Rows>();
  rowsFound.set(process, known);
  const pair = `${from} ${to}`;
  const found =
    known.get(pair) ??
    process.lifecycle.filter((row) => row.from.includes(from) && (row.to === '=' ? from === to : row.to.includes(to)));
  known.set(pair, found);
  return found;
}
const statuses = new WeakMap<AnyProcess, ReadonlySet<string>>();
function statusesKnown(process: AnyProcess): ReadonlySet<string> {
  const known = statuses.get(process) ?? new Set([UNOPENED, ...statusesOf(process)]);
  statuses.set(process, known);
  return known;
}
