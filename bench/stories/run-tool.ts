/** A tool outside, on loopback, that carries out what runs ask for and counts by `Idempotency-Key` how often it was asked. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Connection } from 'mongoose';
import type { Millis } from '../../domain/kernel/process.ts';
import { type Action, actionOf } from '../../models/registers/actions/action.ts';
import { actionSecretOf } from '../../models/registers/actions/action-secret.ts';
import { saveEntries, versionOf } from '../../models/registers/register-version.ts';
import { RUN_ACTIONS } from './run-stories.ts';

/** So long it is at each: a kill now and then falls in the middle. */
const TAKES_MS: Millis = 50;
const SECRET = 'bench-tool';
const common = { title: { zh: '动作', en: 'Action' }, organisation: '/dx', open: true } as const;

export class RunTool {
  private readonly server: Server;
  private readonly port: number;
  /** Id of an attempt → instants at which it was asked for. */
  readonly asked = new Map<string, Millis[]>();

  private constructor(server: Server, port: number) {
    this.server = server;
    this.port = port;
    server.on('request', (request: IncomingMessage, response: ServerResponse) => this.answer(request, response));
  }

  static async start(): Promise<RunTool> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return new RunTool(server, address.port);
  }

  /** For the environment of the product that is to call it. */
  get env(): { WEBHOOK_ALLOW: string } {
    return { WEBHOOK_ALLOW: `127.0.0.1:${this.port}` };
  }

  /** Every action of a shipped plan is posted to it from now on, those that are there already too. */
  async register(db: Connection): Promise<void> {
    const at = Date.now();
    const stamp = { version: 1, changedAt: at, changedBy: 'system' };
    await actionSecretOf(db).create({ _id: SECRET, organisation: '/dx', secret: SECRET.repeat(4), ...stamp });
    const there = await actionOf(db).find().lean<(Action & { _id: string })[]>();
    const changes = RUN_ACTIONS.map((id) => {
      const found = there.find(({ _id }) => _id === id);
      const webhook = { url: `http://127.0.0.1:${this.port}/${id}`, secret: SECRET };
      const fields = { ...common, kind: 'webhook', webhook, runner: undefined };
      return { register: 'actions', id, seen: found ? versionOf(found) : 0, fields, at, by: 'system' } as const;
    });
    if (!(await saveEntries(db, changes))) throw new Error('somebody else has changed these actions meanwhile');
  }

  /** How many attempts of this case it was asked for. */
  countOf(number: string): number {
    return [...this.asked.keys()].filter((key) => key.startsWith(`action:${number}/`)).length;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    request.resume().once('end', () => {
      const key = String(request.headers['idempotency-key']);
      this.asked.set(key, [...(this.asked.get(key) ?? []), Date.now()]);
      setTimeout(() => response.end(JSON.stringify({ outcome: 'done', output: 'as it should be' })), TAKES_MS);
    });
  }
}
