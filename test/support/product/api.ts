/** The API over the product of a test: the real app, spoken to over HTTP. */
import { randomUUID } from 'node:crypto';
import request, { type Response, type Test } from 'supertest';
import { type App, createApp } from '../../../api/app.ts';
import { serverOf } from '../../../api/http/server.ts';
import type { Rates } from '../../../api/http/rates.ts';
import { openAuditTrail } from '../../../models/access/audit.ts';
import { commitsIn } from '../../../models/cases/commit.ts';
import { createMetrics } from '../../../platform/metrics.ts';
import type { Env } from '../../../platform/env.ts';
import type { Logger } from '../../../platform/logger.ts';
import { conform } from './conforms.ts';
import { type Product, startProduct } from './product.ts';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Agent, type Server } from 'node:http';
import type { Connection } from 'mongoose';
import type { AddressInfo } from 'node:net';

export type Api = {
  product: Product;
  app: App;
  /** `http://127.0.0.1:<port>`: what a browser on this machine would show. */
  address: string;
  password: string;
  /** As nobody. */
  get(path: string): Test;
  post(path: string, body?: object): Test;
  /** Signed in as a person of the sample organisation; one session a person. */
  as(person: string): Promise<Caller>;
  /** Breaks every connection, as a network does that fails. */
  cut(): void;
  stop(): Promise<void>;
};
export type Caller = {
  cookie: string;
  get(path: string): Test;
  put(path: string, body: object): Test;
  delete(path: string): Test;
  post(path: string, body?: object): Test;
  /** A POST without a body so far. */
  bare(path: string): Test;
  /** A command with a key of its own, or the one given. */
  send(path: string, body?: object, key?: string): Test;
};

/** Nobody is slowed down in a test that is not about rates. */
const unlimited: Rates = {
  session: { requests: 1e9, writes: 1e9 },
  key: { requests: 1e9, writes: 1e9 },
  'sign-in': { requests: 1e9, writes: 1e9 },
  'ended-session': { requests: 1e9, writes: 1e9 },
  'unknown-key': { requests: 1e9, writes: 1e9 },
  nobody: { requests: 1e9, writes: 1e9 },
  export: { requests: 1e9, writes: 1e9 },
  'event-log': { requests: 1e9, writes: 1e9 },
  kept: { requests: 1e9, writes: 1e9 },
  presence: { requests: 1e9, writes: 1e9 },
};

/** As a browser does: one connection for many requests. Ended with the last of them. */
const keepAlive = new Agent({ keepAlive: true });

export async function startApi({
  worker = true,
  deadlineMs = 10_000,
  rates = unlimited,
  rehearsals = false,
  logger,
  horizonKeptMs = 0,
  mostRows,
  settings = {},
}: {
  worker?: boolean;
  deadlineMs?: number;
  rates?: Partial<Rates>;
  rehearsals?: boolean;
  logger?: Logger;
  /** By default a count of open cases by calendar is made at each request. */
  horizonKeptMs?: number;
  /** By default as in the product. */
  mostRows?: number;
  /** In place of those of the product. */
  settings?: Partial<Env>;
} = {}): Promise<Api> {
  const product = await startProduct({ worker, deadlineMs, rehearsals });
  const { db, temporal, caseClient, directory, env } = product;
  const audit = openAuditTrail(db, `api-test-${randomUUID()}`);
  const app = createApp({
    db,
    temporal,
    rehearsalTemporal: product.rehearsalTemporal,
    caseClient,
    directory,
    audit,
    env: { ...env, ...settings },
    logger: logger ?? product.logger,
    metrics: createMetrics({ process: false }),
    rates,
    horizonKeptMs,
    ...(mostRows === undefined ? {} : { mostRows }),
  });
  await app.ready;
  const server = await listen(serverOf(app.express, env));
  const address = `http://127.0.0.1:${portOf(server)}`;
  const password = await samplePassword(product.dataFolder);
  const agent = request(address);
  const callers = new Map<string, Promise<Caller>>();
  const checked: Check = (test) =>
    test.expect((answer) =>
      conform(app.specification.document(), { method: test.method, path: new URL(test.url).pathname }, answer),
    );

  return {
    product,
    app,
    address,
    password,
    get: (route) => checked(agent.get(route)).agent(keepAlive),
    post: (route, body = {}) => checked(agent.post(route)).agent(keepAlive).send(body),
    as: (person) => {
      const known = callers.get(person) ?? signIn(address, person, password, checked);
      callers.set(person, known);
      return known;
    },
    cut: () => server.closeAllConnections(),
    stop: async () => {
      await app.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await product.stop();
    },
  };
}

/** What the security administrator asks, the system administrator consents to. */
export async function consented(api: Api, matter: object): Promise<string> {
  const [guard, second] = [await api.as('admin-security'), await api.as('admin-system')];
  const { id } = (await guard.post('/api/consents', { reason: 'test', ...matter }).expect(201)).body;
  await second.bare(`/api/consents/${id}/give`).expect(200);
  return id;
}

/** Looks at every answer, whatever the test asks of it. */
type Check = (test: Test) => Test;
const unchecked: Check = (test) => test;

const SIGN_INS = 5;

/** A fresh session. Where too many sign in at once on a busy machine, it is asked again when the answer says so. */
export async function signIn(address: string, name: string, password: string, check = unchecked): Promise<Caller> {
  const ask = () => request(address).post('/api/session').send({ name, password });
  let answer = await ask();
  for (let tries = 1; answer.status === 429 && tries < SIGN_INS; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, Number(answer.body.params.retryAfter) * 1_000));
    answer = await ask();
  }
  if (answer.status !== 200) throw new Error(`${name} cannot sign in: ${answer.text}`);
  return callerWith(address, cookieOf(answer), check);
}

export function callerWith(address: string, cookie: string, check = unchecked): Caller {
  const agent = request(address);
  const by = (test: Test): Test => check(test).agent(keepAlive).set('Cookie', cookie).set('Origin', address);
  return {
    cookie,
    get: (route) => by(agent.get(route)),
    put: (route, body) => by(agent.put(route)).send(body),
    delete: (route) => by(agent.delete(route)),
    post: (route, body = {}) => by(agent.post(route)).send(body),
    bare: (route) => by(agent.post(route)),
    send: (route, body = {}, key = randomUUID()) => by(agent.post(route)).set('Idempotency-Key', key).send(body),
  };
}

export function cookieOf({ headers }: Response): string {
  const [cookie] = [headers['set-cookie']].flat();
  return String(cookie).split(';')[0] ?? '';
}

export async function samplePassword(dataFolder: string): Promise<string> {
  const text = await readFile(path.join(dataFolder, 'accounts.txt'), 'utf8');
  return /^password: (\S+)$/m.exec(text)?.[1] ?? '';
}

const listen = (server: Server): Promise<Server> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
const portOf = (server: Server): number => (server.address() as AddressInfo).port;

/** What a caller tells; the fault of one is the fault of all. */
export const report = {
  channel: 'phone',
  reporter: 'req-linxi',
  unit: '/dx/donghu/linxi/school',
  application: 'payment',
  title: '国库支付凭证打不开',
  description: '今早升级后支付凭证无法打开。',
  contact: '0712-5550101',
} as const;
export const weight = { impact: '2', urgency: '2' } as const;

/** An incident in the city's second line, opened by the city's desk; answers with its number. */
export async function openIncident(api: Api, more: object = {}): Promise<string> {
  const desk = await api.as('desk-donghu');
  return await opened(api, (key) =>
    desk.send('/api/incidents', { ...report, ...weight, queue: 'donghu-l2', ...more }, key),
  );
}

/** A machine that is busy says so, and the same key is asked with again. */
async function opened({ product }: Api, send: (key: string) => Test): Promise<string> {
  const key = randomUUID();
  const answer = await product.eventually(async () => {
    const told = await send(key);
    return told.status !== 202 && told;
  });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body.number;
}

/** A call at the county's desk, reported by the school's accountant. */
export async function openCall(api: Api, more: object = {}): Promise<string> {
  const { reporter: _, ...own } = report;
  const requester = await api.as('req-linxi');
  return await opened(api, (key) => requester.send('/api/calls', { ...own, channel: 'site', ...more }, key));
}

/** How many events are stored in the commits that match. */
export async function countEvents(db: Connection, of: object = {}): Promise<number> {
  const commits = await commitsIn(db)
    .find(of, { projection: { 'events.type': 1 } })
    .toArray();
  return commits.reduce((count, { events }) => count + events.length, 0);
}
