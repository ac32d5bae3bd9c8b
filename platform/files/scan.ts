/** A scanner for viruses that the operator runs: the bytes are posted to its address, and its status is the answer. */
import { once } from 'node:events';
import { type ClientRequest, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** `away`: it gave no answer that means anything. */
export type Scanned = 'clean' | 'infected' | 'away';

const TIMEOUT_MS = 30_000;
const INFECTED = new Set([406, 409]);

/** 2xx: clean; 406 or 409: infected; anything else, or nothing within half a minute: away. Never throws. */
export function scanned(url: string, bytes: AsyncIterable<Uint8Array>, timeoutMs = TIMEOUT_MS): Promise<Scanned> {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const ask = url.startsWith('https:') ? httpsRequest : httpRequest;
    const headers = { 'Content-Type': 'application/octet-stream' };
    const request: ClientRequest = ask(url, { method: 'POST', headers, signal }, (response) => {
      const { statusCode = 0 } = response;
      response.resume();
      if (INFECTED.has(statusCode)) resolve('infected');
      else resolve(statusCode >= 200 && statusCode < 300 ? 'clean' : 'away');
    });
    request.on('error', () => resolve('away'));
    send(request, bytes, signal).catch(() => request.destroy()); // once it has answered, the rest is of no interest
  });
}

async function send(request: ClientRequest, bytes: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void> {
  for await (const part of bytes) {
    if (request.destroyed) return;
    if (!request.write(part)) await once(request, 'drain', { signal });
  }
  request.end();
}
