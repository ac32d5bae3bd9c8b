/** Webhooks: signed posts to other systems, and never to an address of our own network. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BlockList, isIP } from 'node:net';
import type { LookupFunction } from 'node:net';

const TIMEOUT_MS = 5_000;
const MOST_ANSWER = 64 * 1024;
/** So much of it is kept, for whoever tries a webhook. */
const SHOWN_ANSWER = 500;

/** Private, loopback, link-local, shared, multicast and reserved ranges (IANA's special-purpose registries). */
const [inner4, global6, inner6] = [new BlockList(), new BlockList(), new BlockList()];
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  inner4.addSubnet(network, prefix, 'ipv4');
// All that is handed out lies in 2000::/3: loopback, mapped IPv4, NAT64, unique local and link-local addresses do not.
global6.addSubnet('2000::', 3, 'ipv6');
for (const [network, prefix] of [
  ['2001::', 23], // Teredo and others that carry addresses inside
  ['2001:db8::', 32],
  ['2002::', 16], // 6to4: IPv4 inside
  ['3fff::', 20],
] as const)
  inner6.addSubnet(network, prefix, 'ipv6');

/** True for an address that is reached over the public internet. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !inner4.check(address, 'ipv4');
    case 6:
      return !address.includes('%') && global6.check(address, 'ipv6') && !inner6.check(address, 'ipv6');
    default:
      return false;
  }
}

/** Controls, spaces of all kinds, line ends, marks of direction and of no width. */
const UNSEEN = /[\p{C}\p{Z}]/u;

/**
 * Why a URL may not be a webhook, as a code; null when it may. Looks at the words only: the addresses behind a name are
 * checked at each connect. `allow`: `host:port` pairs of the operator's own network.
 */
export function urlProblem(text: string, allow: readonly string[]): string | null {
  // what a parser would drop without a word, or nobody can see, is not what somebody meant to write
  const url = UNSEEN.test(text) || !URL.canParse(text) ? null : new URL(text);
  if (!url) return 'not-a-url';
  if (url.username !== '' || url.password !== '') return 'credentials-in-url';
  if (isAllowed(url, allow)) return url.protocol === 'http:' || url.protocol === 'https:' ? null : 'not-https';
  if (url.protocol !== 'https:') return 'not-https';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !isPublicAddress(host)) return 'address-refused';
  return null;
}

const portOf = ({ port, protocol }: URL): string => port || (protocol === 'https:' ? '443' : '80');
const isAllowed = (url: URL, allow: readonly string[]): boolean => allow.includes(`${url.hostname}:${portOf(url)}`);

/**
 * Seconds and body signed together, so that neither can be exchanged: `t=1790000000,v1=<hex>`. Of several secrets each signs,
 * so that a receiver may know either while they are exchanged.
 */
export function signatureOf(secrets: readonly string[], body: string, seconds: number): string {
  const signed = secrets.map((secret) => createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex'));
  return [`t=${seconds}`, ...signed.map((hex) => `v1=${hex}`)].join();
}

/** Clocks of two machines differ, and a message takes its time. */
const SIGNED_WITHIN_S = 300;

/** Whether `header` is a signature of `body` by one of `secrets`, made within five minutes of `now` (epoch ms). Throws nothing. */
export function isSignedBy(
  secrets: readonly string[],
  { header, body, now }: { header: string; body: Buffer; now: number },
): boolean {
  const parts = header.split(',').map((part) => part.trim());
  const seconds = Number(/^t=(\d{1,12})$/.exec(parts[0] ?? '')?.[1] ?? NaN);
  if (!(Math.abs(now / 1000 - seconds) <= SIGNED_WITHIN_S)) return false;
  const given = parts.slice(1).flatMap((part) => /^v1=([0-9a-f]{64})$/.exec(part)?.[1] ?? []);
  const known = secrets.map((secret) => createHmac('sha256', secret).update(`${seconds}.`).update(body).digest());
  return known.some((own) => given.some((hex) => timingSafeEqual(own, Buffer.from(hex, 'hex'))));
}

export type Post = {
  url: string;
  secrets: readonly string[];
  /** Idempotency-Key: the same for the same body, however often it is sent. */
  key: string;
  body: string;
  /** The how manieth try it is, the first by default. Not in the body, which stays the same. */
  attempt?: number;
};
/** `detail`: what the receiver answered, cut short. */
export type Posted =
  | { outcome: 'sent'; status: number; detail: string }
  | { outcome: 'again' | 'failed'; code: string; detail: string; status?: number; retryAfterMs?: number };

/** How names become addresses, which of them may be reached, and whom to trust; tests put their own in its place. */
export type Net = {
  resolve: (hostname: string) => Promise<readonly { address: string; family: number }[]>;
  isPublic: (address: string) => boolean;
  ca?: string;
};
const internet: Net = { resolve: (hostname) => lookup(hostname, { all: true }), isPublic: isPublicAddress };

/**
 * Posts once. The address that was checked is the one that is connected to; redirects are not followed. 2xx: sent. 408, 425,
 * 429, 5xx and a connection that fails: again. Any other answer, and an address that is refused: for good.
 */
export async function postWebhook(post: Post, allow: readonly string[], net = internet): Promise<Posted> {
  const problem = urlProblem(post.url, allow);
  if (problem) return { outcome: 'failed', code: problem, detail: '' };
  const url = new URL(post.url);
  try {
    return outcomeOf(await send(url, post, isAllowed(url, allow) ? undefined : net));
  } catch (error) {
    if (error instanceof RefusedAddress) return { outcome: 'failed', code: 'address-refused', detail: '' };
    return { outcome: 'again', code: codeOf(error), detail: '' };
  }
}

/** What came of one call, told apart by whether anything of it has left: what was not sent was not done. */
type Called =
  | { is: 'answered'; status: number; text: string; whole: boolean }
  | { is: 'refused' | 'not-sent' | 'broken'; code: string }
  | { is: 'silent' }
  | { is: 'aborted'; sent: boolean };
type Limits = { timeoutMs: number; signal: AbortSignal };

/**
 * Posts once and waits for the whole answer, for as long as `timeoutMs`. Addresses as in `postWebhook`; redirects are not followed.
 * A connection that never came about is `not-sent`, also when the time is over; what broke afterwards may have been heard.
 */
export async function callTool(post: Post, allow: readonly string[], limits: Limits, net = internet): Promise<Called> {
  const problem = urlProblem(post.url, allow);
  if (problem) return { is: 'refused', code: problem };
  const url = new URL(post.url);
  const over = AbortSignal.timeout(limits.timeoutMs);
  const request = requestOf(url, post, {
    net: isAllowed(url, allow) ? undefined : net,
    signal: AbortSignal.any([over, limits.signal]),
  });
  let sent = false;
  const connected = url.protocol === 'https:' ? 'secureConnect' : 'connect';
  request.once('socket', (socket) => socket.once(connected, () => (sent = true)));
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request.on('error', reject).once('response', resolve);
      request.end(post.body);
    });
    const { text, whole } = await bodyOf(response);
    if (!whole && limits.signal.aborted) return { is: 'aborted', sent };
    if (!whole && over.aborted && isGood(response)) return { is: 'silent' };
    return { is: 'answered', status: response.statusCode ?? 0, text, whole };
  } catch (error) {
    if (limits.signal.aborted) return { is: 'aborted', sent };
    if (error instanceof RefusedAddress) return { is: 'refused', code: 'address-refused' };
    if (!sent) return { is: 'not-sent', code: codeOf(error) };
    return over.aborted ? { is: 'silent' } : { is: 'broken', code: codeOf(error) };
  }
}

const isGood = ({ statusCode = 0 }: IncomingMessage): boolean => statusCode >= 200 && statusCode < 300;

/** No more of it than fits; `whole`: that was all of it. */
async function bodyOf(response: IncomingMessage): Promise<{ text: string; whole: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response) {
      if (!Buffer.isBuffer(chunk)) continue;
      size += chunk.length;
      if (size > MOST_ANSWER) break;
      chunks.push(chunk);
    }
  } catch {
    // it broke off, or took too long
  }
  const whole = response.complete && size <= MOST_ANSWER;
  return { text: Buffer.concat(chunks).toString('utf8'), whole };
}

type Answer = { status: number; retryAfter: string | undefined; text: string };

function outcomeOf({ status, retryAfter, text: detail }: Answer): Posted {
  if (status >= 200 && status < 300) return { outcome: 'sent', status, detail };
  const passing = status >= 500 || [408, 425, 429].includes(status);
  const wait = passing ? waitOf(retryAfter) : undefined;
  const outcome = passing ? 'again' : 'failed';
  return { outcome, code: `http-${status}`, status, detail, ...(wait === undefined ? {} : { retryAfterMs: wait }) };
}

/** Seconds, or a date (RFC 9110, 10.2.3). */
function waitOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

/** The system's word, `http-econnrefused`; what took too long is a timeout, whatever was waited for. */
function codeOf(error: unknown): string {
  const { name, code }: { name?: unknown; code?: unknown } = Object(error);
  if (name === 'AbortError' || name === 'TimeoutError') return 'http-timeout';
  return typeof code === 'string' ? `http-${code.toLowerCase().replaceAll('_', '-')}` : 'http-unreachable';
}

class RefusedAddress extends Error {}

/** All addresses behind a name must be public; the first of them is the one that is connected to. */
const guarded =
  ({ resolve, isPublic }: Net): LookupFunction =>
  (hostname, options, callback) => {
    resolve(hostname).then(
      (found) => {
        const [first] = found;
        if (!first || !found.every(({ address }) => isPublic(address)))
          return callback(new RefusedAddress(hostname), '', 0);
        if (options.all) return callback(null, [first], first.family);
        callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 0),
    );
  };

/** `net` undefined: a receiver that the operator named, reached wherever it is. */
function requestOf(
  url: URL,
  { secrets, key, body, attempt = 1 }: Post,
  { net, signal }: { net: Net | undefined; signal: AbortSignal },
): ClientRequest {
  const open = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const headers = {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    'User-Agent': 'Changming-Webhook',
    'Idempotency-Key': key,
    'Changming-Attempt': String(attempt),
    'Changming-Signature': signatureOf(secrets, body, Math.floor(Date.now() / 1000)),
  };
  return open(url, {
    method: 'POST',
    headers,
    agent: false, // no connection is kept that was checked for another name
    signal,
    ...(net ? { lookup: guarded(net), ...(net.ca === undefined ? {} : { ca: net.ca }) } : {}),
  });
}

function send(url: URL, post: Post, net: Net | undefined): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = requestOf(url, post, { net, signal: AbortSignal.timeout(TIMEOUT_MS) });
    request.once('error', reject);
    request.once('response', (response) => {
      request.off('error', reject).on('error', () => {}); // its status is there, and counts, however it ends
      void read(response).then(resolve, reject);
    });
    request.end(post.body);
  });
}

/** The status counts as soon as it is there; of the rest no more is taken than fits. */
async function read(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response) {
      if (!Buffer.isBuffer(chunk)) continue;
      size += chunk.length;
      if (size <= SHOWN_ANSWER || chunks.length === 0) chunks.push(chunk);
      if (size > MOST_ANSWER) break;
    }
  } catch {
    // it broke off, or took too long
  }
  const text = Buffer.concat(chunks)
    .toString('utf8')
    .replaceAll(/\p{Cc}+/gu, ' ')
    .slice(0, SHOWN_ANSWER);
  return { status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'], text };
}
