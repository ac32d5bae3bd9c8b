/** Outings on the running product: actions in the register, a tool that is called, and what a case has heard. */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { actionIdOf } from '../../../domain/kernel/ids.ts';
import type { CaseEvent, Mode } from '../../../domain/kernel/process.ts';
import { addEntries } from '../../../models/registers/add-missing.ts';
import { type Action, actionOf } from '../../../models/registers/actions/action.ts';
import { actionSecretOf } from '../../../models/registers/actions/action-secret.ts';
import { deskOf } from '../product/desk.ts';
import type { Product } from '../product/product.ts';
import type { StepReport } from './outing.ts';

export const UNIT = '/dx/donghu/linxi/school';
export const SECRET = 'the secret that a tool and the product share';
const ENGINEER = 'eng-donghu-1';

export type Seen = { path: string; headers: IncomingMessage['headers']; body: string };
export type Tool = { port: number; seen: Seen[]; at(path: string): Seen[]; stop(): Promise<void> };

/** A tool on this machine; `answers`: by path, with the request's body read already. */
export async function startTool(answers: Readonly<Record<string, RequestListener>>): Promise<Tool> {
  const seen: Seen[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url ?? '';
      seen.push({ path, headers: request.headers, body: Buffer.concat(chunks).toString() });
      answers[path]?.(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  const { port } = server.address() as AddressInfo;
  return { port, seen, at: (path) => seen.filter((one) => one.path === path), stop };
}

export const answering =
  (status: number, body = '', headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    void response.writeHead(status, headers).end(body);

export const saying = (outcome: string, output?: unknown): RequestListener =>
  answering(200, JSON.stringify({ outcome, output }));

const title = { zh: '动作', en: 'Action' };
const common = { title, organisation: '/dx', open: true } as const;

/** The secret, and for each name an action that posts to its address; one that the sample has posts there from now on. */
export async function keepWebhooks(product: Product, urls: Readonly<Record<string, string>>): Promise<void> {
  const stamp = { version: 1, changedAt: 0, changedBy: 'system' };
  await actionSecretOf(product.db).create({ _id: 'tool', organisation: '/dx', secret: SECRET, ...stamp });
  const actions = Object.entries(urls).map(
    ([_id, url]): Action => ({ _id, ...common, kind: 'webhook', webhook: { url, secret: 'tool' } }),
  );
  await addEntries(product.db, 'actions', actions);
  for (const { _id, webhook } of actions) await actionOf(product.db).updateOne({ _id }, { $set: { webhook } });
}

/** The runner, and an action for each of its commands, of the same name. */
export async function keepRunner(product: Product, runner: string, commands: readonly string[]): Promise<void> {
  await addEntries(product.db, 'runners', [{ _id: runner, ...common }]);
  const actions = commands.map(
    (command): Action => ({ _id: `${runner}.${command}`, ...common, kind: 'runner', runner: { runner, command } }),
  );
  await addEntries(product.db, 'actions', actions);
}

type Wish = {
  part?: string;
  attempt?: number;
  what?: 'do' | 'undo';
  limitMs?: number;
  scripted?: StepReport['outcome'];
  input?: object;
};

const dataOf = (action: string, { part: _part, ...wish }: Wish) => ({
  action,
  attempt: 1,
  what: 'do',
  limitMs: 60_000,
  scripted: 'done',
  ...wish,
});

export function outingsOf(product: Pick<Product, 'caseClient' | 'actor' | 'eventsOf' | 'eventually'>) {
  const desk = deskOf(product);
  return {
    open: async (mode: Mode = 'live'): Promise<string> => {
      const actor = await product.actor(ENGINEER);
      const key = `u:${ENGINEER}:${crypto.randomUUID()}`;
      return (await product.caseClient.open('incident', { unit: UNIT, title: 'Out' }, { actor, key, mode })).caseId;
    },
    /** The step is begun; id of the attempt. */
    run: async (caseId: string, action: string, wish: Wish = {}): Promise<string> => {
      const { part = 's1' } = wish;
      const data = dataOf(action, wish);
      await desk.give(ENGINEER, caseId, 'runStep', data, { part });
      return actionIdOf({ caseId, part, what: wish.what ?? 'do', attempt: data.attempt });
    },
    stop: (caseId: string, action: string, wish: Wish = {}) =>
      desk.give(ENGINEER, caseId, 'stopStep', dataOf(action, wish), { part: wish.part ?? 's1' }),
    give: (caseId: string, command: string, data: object = {}) => desk.give(ENGINEER, caseId, command, data),
    /** What the case has heard of a step, once it has. */
    heard: async (caseId: string, part = 's1', count = 1): Promise<Omit<StepReport, 'attempt' | 'what'>> =>
      await product.eventually(async () => {
        const found = reportsIn(await product.eventsOf(caseId), part);
        const { attempt: _attempt, what: _what, ...said } = found[count - 1] ?? { outcome: null };
        return said.outcome === null ? null : said;
      }),
    reports: async (caseId: string, part = 's1') => reportsIn(await product.eventsOf(caseId), part),
  };
}

const reportsIn = (events: readonly CaseEvent[], of: string): StepReport[] =>
  events.flatMap(({ type, data }) => {
    if (!type.endsWith('.stepReported')) return [];
    const { part, to: _to, made: _made, ...said } = data as StepReport & { part: string; to: string; made?: object };
    return part === of ? [said] : [];
  });
