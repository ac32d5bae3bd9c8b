/** What an answer of the API means for the batch that it is about. */
import type { Answer } from './queue.ts';
import type { Millis, Problem } from './row.ts';

export type Reply = {
  /** 0: a redirection, which the API never answers. */
  status: number;
  /** Of `Retry-After`. */
  retryAfter: string | null;
  text: string;
};

export type Meaning =
  /** For each key that it speaks of. */
  | { is: 'answered'; answers: ReadonlyMap<string, Answer>; serverNow?: Millis }
  /** Places in the batch whose command no server takes; nothing was done with the others. */
  | { is: 'malformed'; at: ReadonlyMap<number, Problem> }
  /** Fewer at once. */
  | { is: 'too-large'; problem: Problem }
  /** Nothing is known: the same once more, not before `afterMs`, where it says so. */
  | { is: 'again'; afterMs?: Millis; code: string }
  /** Somebody must do something first: sign in, choose a password, be given the case again. */
  | { is: 'stopped'; problem: Problem };

const PASSING = new Set([0, 202, 408, 425, 429]);

/** What came back for a batch. An answer of somebody else (a gateway, the page of a hotel's network) is none. Throws nothing. */
export function meaningOf(reply: Reply, now: Millis): Meaning {
  const { status } = reply;
  const body = jsonOf(reply.text);
  if (status === 200) {
    const answers = answersIn(body);
    return answers ? { is: 'answered', answers, ...timeIn(body) } : { is: 'again', code: 'no-answer' };
  }
  const problem = problemOf(body, status);
  if (PASSING.has(status) || status >= 500 || status < 400 || !problem)
    return { is: 'again', code: problem?.code ?? `status-${status}`, ...waitOf(reply, body, now) };
  if (status === 413) return { is: 'too-large', problem };
  const at = status === 422 ? placesIn(problem) : new Map<number, Problem>();
  return at.size > 0 ? { is: 'malformed', at } : { is: 'stopped', problem };
}

/** Of `serverNow` in any answer of the API. */
export function timeIn(body: unknown): { serverNow?: Millis } {
  const told = fieldOf(body, 'serverNow');
  const serverNow = typeof told === 'string' ? Date.parse(told) : Number.NaN;
  return Number.isNaN(serverNow) ? {} : { serverNow };
}

/** Null: it is none. Throws nothing. */
export function problemOf(body: unknown, status: number): Problem | null {
  const code = fieldOf(body, 'code');
  if (typeof code !== 'string') return null;
  const [detail, params, errors] = ['detail', 'params', 'errors'].map((name) => fieldOf(body, name));
  return {
    code,
    status,
    ...(typeof detail === 'string' ? { detail } : {}),
    ...(params === undefined ? {} : { params }),
    ...(Array.isArray(errors) ? { errors: errors.filter(isFault) } : {}),
  };
}

export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function answersIn(body: unknown): ReadonlyMap<string, Answer> | null {
  const results = fieldOf(body, 'results');
  if (!Array.isArray(results)) return null;
  return new Map(
    results.flatMap((result: unknown): (readonly [string, Answer])[] => {
      const [key, taken, version] = ['key', 'taken', 'version'].map((name) => fieldOf(result, name));
      if (typeof key !== 'string') return [];
      if (taken === true) return typeof version === 'number' ? [[key, { version }]] : [];
      const told = fieldOf(result, 'problem');
      const problem = problemOf(told, Number(fieldOf(told, 'status')));
      return problem ? [[key, { problem }]] : [];
    }),
  );
}

/** Faults of single commands in a refusal of the whole, each as the command alone would have met it. */
function placesIn({ errors = [], ...rest }: Problem): Map<number, Problem> {
  const found = new Map<number, Problem>();
  for (const error of errors) {
    const [, place, pointer = ''] = /^\/commands\/([0-9]+)(\/.*)?$/.exec(error.pointer) ?? [];
    if (place === undefined) continue;
    const before = found.get(Number(place))?.errors ?? [];
    found.set(Number(place), { ...rest, errors: [...before, { ...error, pointer: pointer.replace(/^\/data/, '') }] });
  }
  return found;
}

/** Seconds, or a date; else as the body says. */
function waitOf({ retryAfter }: Reply, body: unknown, now: Millis): { afterMs?: Millis } {
  const told = retryAfter ?? fieldOf(body, 'retryAfter');
  if ((typeof told !== 'string' && typeof told !== 'number') || told === '') return {};
  const afterMs = Number.isFinite(Number(told)) ? Number(told) * 1_000 : Date.parse(`${told}`) - now;
  return Number.isFinite(afterMs) && afterMs >= 0 ? { afterMs } : {};
}

const isFault = (value: unknown): value is NonNullable<Problem['errors']>[number] =>
  typeof fieldOf(value, 'pointer') === 'string' && typeof fieldOf(value, 'code') === 'string';

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
