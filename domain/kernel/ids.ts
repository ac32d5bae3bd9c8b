/** How cases, workflows and stored keys are named, and how such a name is read again. */
import type { Millis } from './process.ts';

/** Workflow id of a case: `incident:INC-000123`, one per case for ever. */
export const workflowIdOf = (process: string, caseId: string): string => `${process}:${caseId}`;

/** Case number: the process's prefix and at least six digits, `INC-000123`. */
export const numberOf = (prefix: string, count: number): string => `${prefix}-${String(count).padStart(6, '0')}`;

/** A client's key as given: 8 to 128 of `[A-Za-z0-9._~-]`. */
export const CLIENT_KEY = /^[A-Za-z0-9._~-]{8,128}$/;

/** Stored key of a person's command, so that nobody can pre-empt another's. */
export const personKey = (personId: string, key: string): string => `u:${personId}:${key}`;
/** Whose command a stored key is of; null for one of the product itself. */
export const personOf = (key: string): string | null => /^u:([^:]+):/.exec(key)?.[1] ?? null;
/** Stored key of the n-th effect (0, 1, …) of the event `seq`. */
export const effectKey = (caseId: string, seq: number, n: number): string => `e:${caseId}:${seq}:${n}`;
/** Stored key by which who has left, or a closed queue, is taken off a case; `leaving`: the version of a register that says so. */
export const handoverKey = (leaving: `${string}@${number}`, pass: number, caseId: string): string =>
  `h:${leaving}:${pass}:${caseId}`;
/** Stored key of a tick: the seq of the first event it makes, so a second run adopts the first. */
export const tickKey = (seq: number): string => `t:${seq}`;
/** True for the key of a tick. */
export const isTickKey = (key: string): boolean => key.startsWith('t:');
/** Stored key of what the workflow itself records about its effects (`effectFailed`, `effectSkipped`). */
export const recordKey = (key: string): string => `r:${key}`;

/** Stored key of what is recorded about a started case, or a missing addressee, of an effect that was carried out. */
export const outcomeKey = (key: string, outcome: 'started' | 'gap'): string => `r:${key}:${outcome}`;
/** Stored key under which it is recorded that what a case knew of itself up to `known` is lost: once for each such head. */
export const lossKey = ({ seq, hash }: { seq: number; hash: string }): string => `loss:${seq}:${hash.slice(0, 16)}`;
/** Seq of the event that an effect follows from, by its stored key; null for any other key. */
export function effectSeqOf(key: string): number | null {
  const match = /^e:[^:]+:(\d+):\d+$/.exec(key);
  return match?.[1] ? Number(match[1]) : null;
}

/** Id of a commit by the seq of its first event: `INC-000123:000007`, so that ids of one case sort as they were written. */
export const commitIdOf = (caseId: string, seq: number): string => `${caseId}:${String(seq).padStart(6, '0')}`;
/** Id of an event: `INC-000123:7`. */
export const eventIdOf = (caseId: string, seq: number): `${string}:${number}` => `${caseId}:${seq}`;

/** Case ids sort by their number within a process; openedAt and id give every list a total order. */
export type Keyset = { value: string | number | null; id: string; at?: Millis };
