/** How cases, workflows and stored keys are named, and how such a name is read again. */
import type { Millis } from './process.ts';

const KEY = '[a-z]+(?:-[a-z]+)*';
const LETTERS = '[A-Z]{2,3}';
const NUMBER = `${LETTERS}-[0-9]{6,12}`;

/** Key of a process: small letters, words joined by one hyphen, at most 40 characters: `incident`, `work-order`. */
export const PROCESS_KEY = new RegExp(`^(?=.{1,40}$)${KEY}$`);
/** What stands before the numbers of a process: two or three capital letters. */
export const PREFIX = new RegExp(`^${LETTERS}$`);
/** A whole case number: `INC-000123`, `WO-000123`. */
export const CASE_NUMBER = new RegExp(`^${NUMBER}$`);
const LEADING_NUMBER = new RegExp(`^(${NUMBER}) `);
const WORKFLOW_ID = new RegExp(`^(${KEY}):(${NUMBER})$`);
const BEGUN_NUMBER = new RegExp(`^(${LETTERS})-?([0-9]*)$`);

/** Workflow id of a case: `incident:INC-000123`, one per case for ever. */
export const workflowIdOf = (process: string, caseId: string): string => `${process}:${caseId}`;
/** Whose workflow id this is; null for that of any other workflow. */
export function caseOfWorkflow(workflowId: string): { process: string; caseId: string } | null {
  const [, process, caseId] = WORKFLOW_ID.exec(workflowId) ?? [];
  return process === undefined || caseId === undefined ? null : { process, caseId };
}

/** Workflow id of a person's courier, one on each task queue. */
export const courierIdOf = (taskQueue: string, person: string): string => `courier:${taskQueue}:${person}`;

/** What an action outside is known by: of which case and part, done or undone, the how manieth attempt. */
export type ActionRun = { caseId: string; part: string; what: 'do' | 'undo'; attempt: number };
/**
 * Workflow id of an action outside, one for each attempt for ever: `action:REL-000001/w1-07-3/2`, of an undo
 * `action:REL-000001/w1-07-3/undo-1`. It is the key of what it reports, too, and what the receiver knows it by.
 */
export const actionIdOf = ({ caseId, part, what, attempt }: ActionRun): string =>
  `action:${caseId}/${part}/${what === 'undo' ? 'undo-' : ''}${attempt}`;
const ACTION_ID = new RegExp(`^action:(${NUMBER})/([a-z0-9-]{1,32})/(undo-)?([1-9][0-9]{0,8})$`);
/** Which action an id names; null when it is not one. Throws nothing. */
export function actionOf(id: string): ActionRun | null {
  const [, caseId, part, undo, attempt] = ACTION_ID.exec(id) ?? [];
  if (caseId === undefined || part === undefined) return null;
  return { caseId, part, what: undo === undefined ? 'do' : 'undo', attempt: Number(attempt) };
}
/** Task queue that a runner polls, in the namespace of live cases. */
export const runnerQueueOf = (runner: string): string => `runner-${runner}`;

/** A process's key as a name in code: `work-order` → `workOrder`. */
export const nameOf = (process: string): string =>
  process.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
/** Type of the workflow that runs the cases of a process, which is the name of its export: `workOrderCase`. */
export const workflowTypeOf = (process: string): string => `${nameOf(process)}Case`;

/** Case number: the process's prefix and at least six digits, `INC-000123`. */
export const numberOf = (prefix: string, count: number): string => `${prefix}-${String(count).padStart(6, '0')}`;
/** The case number that a text begins with, followed by a blank; null when there is none. */
export const leadingNumber = (text: string): string | null => LEADING_NUMBER.exec(text)?.[1] ?? null;
/**
 * How the numbers begin that somebody may mean by `words`, in capitals: `INC`, `INC-0001` and `INC0001`, for people leave the
 * hyphen out. Null when the letters are none of `prefixes`.
 */
export function begunNumber(words: string, prefixes: readonly string[]): string | null {
  const [, prefix = '', digits = ''] = BEGUN_NUMBER.exec(words) ?? [];
  return prefixes.includes(prefix) ? `${prefix}-${digits}` : null;
}

const HYPHENS = /[\u{2010}-\u{2015}\u{2212}]/gu;
const WITH_PREFIX = new RegExp(`^(${LETTERS})[- ]?([0-9]*)$`);
/**
 * The numbers that somebody may mean by `words`, whatever their case and width: whole ones, with or without prefix and zeros
 * (`11`, `CAL-11`, `cal 000011`), and how they begin where letters of `prefixes` stand before (`begun`, null: nothing).
 */
export function numbersMeant(words: string, prefixes: readonly string[]): { numbers: string[]; begun: string | null } {
  const plain = words.normalize('NFKC').toUpperCase().replaceAll(HYPHENS, '-').trim();
  const [, prefix, digits = ''] = WITH_PREFIX.exec(plain) ?? (/^[0-9]+$/.test(plain) ? ['', undefined, plain] : []);
  const count = Number(digits);
  const meant = prefix === undefined ? prefixes : prefixes.filter((one) => one === prefix);
  return {
    numbers: digits !== '' && digits.length <= 12 ? meant.map((one) => numberOf(one, count)) : [],
    begun: prefix === undefined ? null : begunNumber(`${prefix}-${digits}`, prefixes),
  };
}

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
/** Stored key under which a change is told that a version of a freeze meets it: once, however often the job runs. */
export const freezeKey = (ref: string): string => `f:${ref}`;
/** Stored key under which a case asks for standing delegations since a version of one was stored: once, however often the job runs. */
export const mandateKey = (version: string): string => `m:${version}`;
/** Stored key under which a change is told that a version of a freeze meets it no more. */
export const freezeLiftedKey = (ref: string): string => `f:${ref}:lifted`;
/** Stored key under which the inspection of a slot is opened: once, however often the job runs. */
export const slotKey = (slot: string): string => `s:${slot}`;
/** Stored key under which the archive of a month is opened by the calendar: once, however often the job runs. */
export const archiveKey = (month: string): string => `a:${month}`;
/** Workflow id of one look through a month's records, `gathering:ARC-000001/2`; of what it reports the key begins with it. */
export const gatheringIdOf = (caseId: string, attempt: number): string => `gathering:${caseId}/${attempt}`;
/** Stored key under which the appraisal of a scheme's period is opened by the calendar: once, however often the job runs. */
export const appraisalKey = (period: string): string => `p:${period}`;
/** Workflow id of one freezing of a period's figures, `folding:APR-000001/2`; of what it reports the key begins with it. */
export const foldingIdOf = (caseId: string, attempt: number): string => `folding:${caseId}/${attempt}`;
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
