/** The product's API as one client of it sees it: a key a person, the same key again until there is an answer. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Planned } from './plan.ts';

/** Person → API key. */
export type Keys = Readonly<Record<string, string>>;
const incidentSchema = z.looseObject({
  number: z.string(),
  status: z.string(),
  version: z.number(),
  counts: z.looseObject({ reopened: z.number() }),
});
const problemSchema = z.looseObject({ code: z.string(), detail: z.string().optional() });
export type Shown = z.output<typeof incidentSchema>;
/** `ms`: from the first try to the answer. `code` null: accepted. */
type AnswerOf<T> = { code: string | null; shown: T | null; ms: number; retries: number };
export type Answer = AnswerOf<Shown>;

/** The product gave no answer for so long, or one that a client must not get. */
export class DoorError extends Error {
  override readonly name = 'DoorError';
}

/** Not answered yet, asked too often, an engine or a node away. */
const AGAIN: readonly number[] = [202, 429, 502, 503, 504, 507];
const ONE_TRY_MS = 30_000;
const PATIENCE_MS = 600_000;

export class Door {
  private readonly url: string;
  private readonly keys: Keys;
  private readonly fetch: Fetch;

  constructor(url: string, keys: Keys, fetchIt: Fetch = fetch) {
    this.url = url.replace(/\/$/, '');
    this.keys = keys;
    this.fetch = fetchIt;
  }

  /** `number`: of the case; null opens one. Throws DoorError. */
  async send({ by, command, key, data }: Planned, number: string | null): Promise<Answer> {
    const path = number === null ? '/api/incidents' : `/api/incidents/${number}/${command}`;
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': key };
    return await this.ask(by, path, { method: 'POST', headers, body: JSON.stringify(data) }, incidentSchema);
  }

  /** A command of a case of any process, whose answer is read as `schema` says. Throws DoorError. */
  async post<T>(by: string, path: string, { key, data, schema }: Posted<T>): Promise<AnswerOf<T>> {
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': key };
    return await this.ask(by, path, { method: 'POST', headers, body: JSON.stringify(data) }, schema);
  }

  async read(by: string, number: string): Promise<Answer> {
    return await this.show(by, `/api/incidents/${number}`, incidentSchema);
  }

  /** A case of any process, whose answer is read as `schema` says. Throws DoorError. */
  async show<T>(by: string, path: string, schema: z.ZodType<T>): Promise<AnswerOf<T>> {
    return await this.ask(by, path, { method: 'GET', headers: {} }, schema);
  }

  /** A file of its own, whose answer is read as `schema` says. Throws DoorError. */
  async upload<T>(by: string, { key, name, bytes, schema }: Uploaded<T>): Promise<AnswerOf<T>> {
    const headers = { 'Idempotency-Key': key, 'File-Name': encodeURIComponent(name), 'Content-Type': 'text/plain' };
    return await this.ask(by, '/api/files', { method: 'POST', headers, body: bytes }, schema);
  }

  /** A file, once it is there, with its SHA-256; `code`: why it is refused. Throws DoorError. */
  async download(by: string, path: string): Promise<Downloaded> {
    const { said } = await this.answered(by, path, { method: 'GET', headers: {} });
    const { status, body: bytes } = said;
    if (status === 200) return { code: null, sha256: createHash('sha256').update(bytes).digest('hex'), bytes };
    return { code: understood(said, path, z.never()).code, sha256: null, bytes: null };
  }

  private async ask<T>(by: string, path: string, init: Init, schema: z.ZodType<T>): Promise<AnswerOf<T>> {
    const { said, ms, retries } = await this.answered(by, path, init);
    return { ...understood(said, path, schema), ms, retries };
  }

  private async answered(by: string, path: string, init: Init): Promise<{ said: Said; ms: number; retries: number }> {
    const key = this.keys[by];
    if (key === undefined) throw new DoorError(`no API key for ${by}: run once with --setup`);
    const request = { ...init, headers: { ...init.headers, Authorization: `Bearer ${key}` } };
    const since = performance.now();
    for (let retries = 0; ; retries += 1) {
      const said = await this.once(path, request);
      const ms = performance.now() - since;
      if (said.status !== null && !AGAIN.includes(said.status)) return { said, ms, retries };
      if (ms > PATIENCE_MS)
        throw new DoorError(`${path}: no answer in ${PATIENCE_MS / 60_000} min (${said.body.toString()})`);
      await pause(said.retryAfterMs ?? Math.min(2_000, 100 * 2 ** retries));
    }
  }

  private async once(path: string, request: RequestInit): Promise<Said> {
    try {
      const response = await this.fetch(`${this.url}${path}`, { ...request, signal: AbortSignal.timeout(ONE_TRY_MS) });
      const body = Buffer.from(await response.arrayBuffer());
      const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
      return { status: response.status, body, retryAfterMs: seconds >= 0 ? seconds * 1_000 : null };
    } catch (error) {
      // Cut off before the answer: whether it was carried out is not known, so the same key goes again.
      return { status: null, body: Buffer.from(String(error)), retryAfterMs: null };
    }
  }
}

type Downloaded = { code: string | null; sha256: string | null; bytes: Buffer | null };
type Posted<T> = { key: string; data: object; schema: z.ZodType<T> };
type Uploaded<T> = { key: string; name: string; bytes: Uint8Array<ArrayBuffer>; schema: z.ZodType<T> };
type Fetch = (url: string, init?: RequestInit) => Promise<Response>;
type Init = { method: string; headers: Record<string, string>; body?: string | Uint8Array<ArrayBuffer> };
/** `body` without a status: why there is no answer. */
type Said = { status: number | null; body: Buffer; retryAfterMs: number | null };

function understood<T>(
  { status, body }: Said,
  path: string,
  schema: z.ZodType<T>,
): Pick<AnswerOf<T>, 'code' | 'shown'> {
  const text = body.toString();
  if (status === 200 || status === 201) return { code: null, shown: schema.parse(JSON.parse(text)) };
  const problem = problemSchema.safeParse(jsonOr(text));
  if (!problem.success) throw new DoorError(`${path}: ${status} ${text.slice(0, 200)}`);
  return { code: problem.data.code, shown: null };
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
