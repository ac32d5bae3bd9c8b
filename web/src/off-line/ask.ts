/** The wire: one request, and its whole answer. */
import type { Reply } from './answered.ts';

export type Request = {
  method: 'GET' | 'POST';
  /** Of the API, `/api/…`. */
  path: string;
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array<ArrayBuffer>;
};
/** Rejects when no whole answer came, for whatever reason: then nothing is known of what was asked. */
export type Ask = (request: Request) => Promise<Reply>;

/** Longer than the API takes for a full batch on a busy day. */
const PATIENCE_MS = 60_000;

/** By `fetch`, with the cookie of the page. `more`: headers of each request, where it is no page that asks. */
export const askByFetch =
  (address: string, more: () => Readonly<Record<string, string>> = () => ({})): Ask =>
  async ({ method, path, headers, body }) => {
    const answer = await fetch(`${address}${path}`, {
      method,
      headers: { ...headers, ...more() },
      ...(body === undefined ? {} : { body }),
      credentials: 'same-origin',
      redirect: 'manual', // a network that wants a sign-in of its own is no answer
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const text = await answer.text(); // rejects where the connection broke in the midst of it
    const isElsewhere = answer.status >= 300 && answer.status < 400;
    return { status: isElsewhere ? 0 : answer.status, retryAfter: answer.headers.get('retry-after'), text };
  };
