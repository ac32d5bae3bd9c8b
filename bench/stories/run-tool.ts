/** A tool outside, on loopback, that carries out what runs ask for and counts by `Idempotency-Key` how often it was asked. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import type { Millis } from '../../domain/kernel/process.ts';
import { type Action, actionOf } from '../../models/registers/actions/action.ts';
import { actionSecretOf } from '../../models/registers/actions/action-secret.ts';
import { saveEntries, versionOf } from '../../models/registers/register-version.ts';
import { type Pace, unpaced } from './run-pace.ts';
import { RUN_ACTIONS } from './run-stories.ts';

/** So long it is at each. */
const TAKES_MS: Millis = 50;
const SECRET = 'bench-tool';
const common = { title: { zh: '动作', en: 'Action' }, organisation: '/dx', open: true } as const;

export class RunTool {
  private readonly server: Server;
  private readonly port: number;
  /** Id of an attempt → instants at which it was asked for. */
  readonly asked = new Map<string, Millis[]>();
  /** By case: when it answers. */
  private readonly paces = new Map<string, Pace>();

  private constructor(server: Server, port: number) {
    this.server = server;
    this.port = port;
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      request.resume().once('end', () => void this.answer(String(request.headers['idempotency-key']), response));
    });
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

  /** What it is asked for by that case it answers as that says. */
  pace(number: string, pace: Pace): void {
    this.paces.set(number, pace);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async answer(key: string, response: ServerResponse): Promise<void> {
    const before = this.asked.get(key) ?? [];
    this.asked.set(key, [...before, Date.now()]);
    const number = numberIn(key);
    const pace = before.length > 0 ? unpaced : (this.paces.get(number) ?? unpaced);
    const done = await pace.asked(this.countOf(number));
    await sleep(TAKES_MS);
    response.end(JSON.stringify({ outcome: 'done', output: 'as it should be' }), done);
    response.once('close', done); // who asked has gone
  }
}

/** Of the case, out of the id of an attempt. */
const numberIn = (key: string): string => key.slice('action:'.length, key.indexOf('/'));
