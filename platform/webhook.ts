/** Webhooks: signed posts to other systems, and never to an address of our own network. */
import { createHmac } from 'node:crypto';
import { lookup as resolve } from 'node:dns/promises';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BlockList, isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import type { Sent } from './mail.ts';

const TIMEOUT_MS = 5_000;
const MOST_ANSWER = 64 * 1024;

/** Private, loopback, link-local, shared, multicast and reserved ranges (IANA's special-purpose registries). */
const [blocked4, blocked6] = [new BlockList(), new BlockList()];
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
  blocked4.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  ['::', 96], // unspecified, loopback, and IPv4 in its old wrapping
  ['::ffff:0:0', 96], // IPv4, mapped
  ['64:ff9b::', 96], // IPv4 behind NAT64
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23], // Teredo and others that carry addresses inside
  ['2001:db8::', 32],
  ['2002::', 16], // 6to4: IPv4 inside
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const)
  blocked6.addSubnet(network, prefix, 'ipv6');

/** True for an address that is reached over the public internet. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !blocked4.check(address, 'ipv4');
    case 6:
      return !blocked6.check(address, 'ipv6');
    default:
      return false;
  }
}

/**
 * Why a URL may not be a webhook, as a code; null when it may. Looks at the words only: the addresses behind a name are
 * checked at each connect. `allow`: `host:port` pairs of the operator's own network.
 */
export function urlProblem(text: string, allow: readonly string[]): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
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

/** Seconds and body signed together, so that neither can be exchanged: `t=1790000000,v1=<hex>`. */
export function signatureOf(secret: string, body: string, seconds: number): string {
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}

export type Post = {
  url: string;
  secret: string;
  /** Idempotency-Key: the same for the same body, however often it is sent. */
  key: string;
  body: string;
};

/**
 * Posts once. The address that was checked is the one that is connected to; redirects are not followed. 2xx: sent. 408, 425,
 * 429, 5xx and a connection that fails: again. Any other answer, and an address that is refused: for good.
 */
export async function postWebhook({ url: text, secret, key, body }: Post, allow: readonly string[]): Promise<Sent> {
  const problem = urlProblem(text, allow);
  if (problem) return failed(problem);
  const url = new URL(text);
  try {
    const status = await post(url, { secret, key, body, guarded: !isAllowed(url, allow) });
    if (status >= 200 && status < 300) return { outcome: 'sent' };
    const passing = status >= 500 || [408, 425, 429].includes(status);
    return { outcome: passing ? 'again' : 'failed', code: `http-${status}`, detail: '' };
  } catch (error) {
    return error instanceof RefusedAddress ? failed('address-refused') : again(error);
  }
}

const failed = (code: string): Sent => ({ outcome: 'failed', code, detail: '' });
const again = (error: unknown): Sent => {
  const code = error instanceof Error && 'code' in error ? String(error.code).toLowerCase() : 'unreachable';
  return { outcome: 'again', code: `http-${code.replaceAll('_', '-')}`, detail: '' };
};

class RefusedAddress extends Error {}

/** All addresses behind a name must be public; the first of them is used. */
const guardedLookup: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { all: true, ...(typeof options.family === 'number' ? { family: options.family } : {}) }).then(
    (found) => {
      const [first] = found;
      if (!first || !found.every(({ address }) => isPublicAddress(address)))
        return callback(new RefusedAddress(hostname), '', 0);
      if (options.all) return callback(null, [first], first.family);
      callback(null, first.address, first.family);
    },
    (error: NodeJS.ErrnoException) => callback(error, '', 0),
  );
};

function post(url: URL, { secret, key, body, guarded }: Omit<Post, 'url'> & { guarded: boolean }): Promise<number> {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const headers = {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    'User-Agent': 'Changming-Webhook',
    'Idempotency-Key': key,
    'Changming-Signature': signatureOf(secret, body, Math.floor(Date.now() / 1000)),
  };
  return new Promise((resolvePost, reject) => {
    const request = send(url, {
      method: 'POST',
      headers,
      agent: false,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(guarded ? { lookup: guardedLookup } : {}),
    });
    request.on('error', reject);
    request.on('response', (response) => {
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > MOST_ANSWER) response.destroy();
      });
      response.on('close', () => resolvePost(response.statusCode ?? 0));
      response.on('error', () => resolvePost(response.statusCode ?? 0));
    });
    request.end(body);
  });
}
