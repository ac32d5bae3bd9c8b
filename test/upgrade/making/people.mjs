/** People at the real API: each with a session of his own, every answer looked at, every command noted. */
import { randomUUID } from 'node:crypto';
import { PASSWORD } from './product.mjs';

/** A session may write 60 times a minute. */
const WRITES = 55;

export function openPeople(address) {
  const sessions = new Map();
  /** Of each case: what was sent, as it was sent. */
  const sent = [];

  async function cookieOf(name) {
    const known = sessions.get(name);
    if (known && known.writes < WRITES) return known;
    const headers = { 'Content-Type': 'application/json', Origin: address };
    const body = JSON.stringify({ name, password: PASSWORD });
    const answer = await fetch(`${address}/api/session`, { method: 'POST', headers, body });
    if (!answer.ok) throw new Error(`${name} cannot sign in: ${await answer.text()}`);
    const session = { cookie: String(answer.headers.get('set-cookie')).split(';')[0], writes: 0 };
    sessions.set(name, session);
    return session;
  }

  async function ask(name, method, path, body, more = {}) {
    const session = await cookieOf(name);
    session.writes += method === 'GET' ? 0 : 1;
    const headers = { 'Content-Type': 'application/json', Origin: address, Cookie: session.cookie, ...more };
    const request = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const answer = await fetch(`${address}${path}`, request);
    const text = await answer.text();
    if (!answer.ok || answer.status === 202) throw new Error(`${name} ${method} ${path}: ${answer.status} ${text}`);
    return {
      status: answer.status,
      etag: answer.headers.get('etag'),
      body: text === '' ? undefined : JSON.parse(text),
    };
  }

  /** A command with a key of its own; the answer's body. */
  async function send(name, path, body = {}, more = {}) {
    const key = randomUUID();
    const [, , kind, number, command = 'create'] = path.split('/');
    const own = { who: name, number, command, path, body, idempotencyKey: key, key: `u:${name}:${key}`, status: null };
    if (more['If-Match'] !== undefined) own.ifMatch = more['If-Match'];
    if (kind === 'calls' || kind === 'incidents') sent.push(own); // also what is never answered
    const { status, body: answer } = await ask(name, 'POST', path, body, { 'Idempotency-Key': key, ...more });
    Object.assign(own, { status, number: number ?? answer?._id });
    return answer;
  }

  return {
    get: async (name, path) => (await ask(name, 'GET', path)).body,
    put: (name, path, body, seen) => ask(name, 'PUT', path, body, { 'If-Match': `"${seen}"` }),
    post: async (name, path, body = {}, more = {}) => (await ask(name, 'POST', path, body, more)).body,
    delete: async (name, path) => (await ask(name, 'DELETE', path)).body,
    send,
    /** Sent and not waited for: the answer never comes. */
    sendInVain(name, path, body) {
      const answer = send(name, path, body);
      answer.catch(() => undefined);
    },
    call: async (name, body) => (await send(name, '/api/calls', body))._id,
    incident: async (name, body) => (await send(name, '/api/incidents', body))._id,
    onCall: (name, number, command, body) => send(name, `/api/calls/${number}/${command}`, body),
    onIncident: (name, number, command, body) => send(name, `/api/incidents/${number}/${command}`, body),
    sent,
  };
}
