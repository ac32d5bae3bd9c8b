/** One way to the API: JSON there and back, refusals as `Refused`, the server's clock noted from every answer. */
import type { Answers, CaseAnswer } from '../generated/api.ts';
import { noteServerNow } from '../live/clock.ts';
import { type ProblemCode, Refused } from './problem.ts';

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
type Sent = {
  query?: Query;
  body?: unknown;
  /** Of a command: the same again does nothing and has the same answer. */
  key?: string;
  /** The version that was seen. */
  version?: number | undefined;
  signal?: AbortSignal | undefined;
  /** Fetched before anybody looks at it: it is not noted as a look. */
  ahead?: boolean;
};
type PathOf<R extends string> = R extends `${Method} ${infer P}` ? P : never;

/** Called when an answer says that nobody is signed in any more. */
let onSignedOut: () => void = () => undefined;
export const whenSignedOut = (act: () => void): void => {
  onSignedOut = act;
};
/** Called when an answer says that nothing is open before the password is changed, or a second factor set up. */
let onOwing: () => void = () => undefined;
export const whenOwing = (act: () => void): void => {
  onOwing = act;
};

/** A read by its route as the specification names it; `{name}` in the path is filled from `at`. */
export async function read<R extends keyof Answers & `GET ${string}`>(
  route: R,
  {
    at = {},
    query,
    signal,
  }: { at?: Readonly<Record<string, string>>; query?: Query; signal?: AbortSignal | undefined } = {},
): Promise<Answers[R]['answer']> {
  return (await send('GET', filled(route.slice(4), at), { query: query ?? {}, signal })) as Answers[R]['answer'];
}

/** What changes something and is no command of a case. */
export async function change<R extends Exclude<keyof Answers, `GET ${string}`>>(
  route: R,
  { at = {}, ...sent }: Omit<Sent, 'body'> & { at?: Readonly<Record<string, string>>; body?: Answers[R]['body'] } = {},
): Promise<Answers[R]['answer']> {
  const [method, path] = route.split(' ') as [Method, PathOf<R>];
  return (await send(method, filled(path, at), sent)) as Answers[R]['answer'];
}

/** Paths of commands: the plural of the process, the number unless a case is opened, the command. */
export async function command(
  { plural, number, name }: { plural: string; number?: string; name: string },
  { data, key, version }: { data: unknown; key: string; version?: number | undefined },
): Promise<CaseAnswer> {
  const path = number === undefined ? `/api/${plural}` : `/api/${plural}/${number}/${name}`;
  return (await send('POST', path, { body: data, key, version })) as CaseAnswer;
}

const filled = (path: string, at: Readonly<Record<string, string>>): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(at[name] ?? ''));

export function addressOf(path: string, query: Query = {}): string {
  const said = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`],
  );
  return said.length === 0 ? path : `${path}?${said.join('&')}`;
}

/** @throws Refused */
export async function send(
  method: Method,
  path: string,
  { query, body, key, version, signal, ahead = false }: Sent = {},
): Promise<unknown> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (method !== 'GET') headers['content-type'] = 'application/json';
  if (ahead) headers['purpose'] = 'prefetch';
  if (key !== undefined) headers['idempotency-key'] = key;
  if (version !== undefined) headers['if-match'] = `"${version}"`;
  let response: Response;
  try {
    response = await fetch(addressOf(path, query), {
      method,
      headers,
      credentials: 'same-origin',
      signal: signal ?? null,
      ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Refused({ status: 0, code: 'no-answer', params: {}, errors: [] });
  }
  const answer = await jsonOf(response);
  // of a command, whose key is asked with again, 202 says that nobody knows yet; of anything else that it was begun
  if (response.ok && (response.status !== 202 || key === undefined)) {
    noteServerNow(answer);
    return answer;
  }
  const refused = refusedBy(response, answer);
  if (response.status === 401 && !ABOUT_PROOF.has(refused.told.code)) onSignedOut();
  if (OWING.has(refused.told.code)) onOwing();
  throw refused;
}
/** Refused is what was given as a proof; whoever is signed in stays so. */
const ABOUT_PROOF: ReadonlySet<string> = new Set(['sign-in-refused', 'second-factor-required', 'second-factor-wrong']);
const OWING: ReadonlySet<string> = new Set(['password-change-required', 'second-factor-missing']);

/** The answer as it came, for what is no JSON. @throws Refused */
export async function receive(path: string, query: Query = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(addressOf(path, query), { credentials: 'same-origin' });
  } catch {
    throw new Refused({ status: 0, code: 'no-answer', params: {}, errors: [] });
  }
  if (response.status === 200) return response;
  const refused = refusedBy(response, await jsonOf(response));
  if (response.status === 401) onSignedOut();
  throw refused;
}

async function jsonOf(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined;
  const text = await response.text().catch(() => '');
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined; // a proxy's page, not ours
  }
}

function refusedBy(response: Response, answer: unknown): Refused {
  const of = (name: string): unknown =>
    typeof answer === 'object' && answer !== null ? Reflect.get(answer, name) : undefined;
  const wait = Number(response.headers.get('retry-after'));
  const [code, params, errors, traceId, view] = [of('code'), of('params'), of('errors'), of('traceId'), of('view')];
  return new Refused({
    status: response.status,
    code: typeof code === 'string' ? (code as ProblemCode) : 'unknown',
    params: typeof params === 'object' && params !== null ? (params as Record<string, unknown>) : {},
    errors: Array.isArray(errors) ? errors : [],
    ...(typeof traceId === 'string' ? { traceId } : {}),
    ...(wait > 0 ? { retryAfterMs: wait * 1_000 } : {}),
    ...(typeof view === 'object' && view !== null ? { view: view as CaseAnswer } : {}),
  });
}
