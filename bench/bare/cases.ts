/** The bare lifecycle: one update with start and four updates, on documents as large as the product's. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import { type Client, WithStartWorkflowOperation } from '@temporalio/client';
import { sha256 } from '../../models/store/chain.ts';
import { connectClient } from '../../platform/temporal.ts';
import { inTurn } from '../measure.ts';
import type { BareInput, BareStep } from './workflow.ts';

export type Engines = { temporal: string; mongodb: string };
type Settings = {
  queue?: string;
  flags?: readonly string[];
  env?: NodeJS.ProcessEnv;
  document: BareInput['document'];
};
/** Text of the product's events, so that equal data is stored on both sides. */
export const DATA = { text: 'The payment form stays empty after the update. '.repeat(7).slice(0, 288) };
export const UPDATES = 4;

export class BareCases {
  readonly pid: number;
  private readonly worker: ChildProcess;
  private readonly client: Client;
  private readonly queue: string;
  private readonly document: BareInput['document'];
  /** Workflows that were opened alone. */
  private opened: string[] = [];

  private constructor(
    worker: ChildProcess,
    client: Client,
    { queue, document }: Required<Omit<Settings, 'flags' | 'env'>>,
  ) {
    this.worker = worker;
    this.pid = worker.pid ?? 0;
    this.client = client;
    this.queue = queue;
    this.document = document;
  }

  /** Its worker runs in a process and on a database of its own, beside the product's on the same engines. */
  static async start(
    { temporal, mongodb }: Engines,
    { queue = 'bare', flags = [], env = {}, document }: Settings,
  ): Promise<BareCases> {
    const db = mongodb.replace(/\/changming\?/, `/${queue}?`);
    const args = [path.join(__dirname, 'worker.js'), '--queue', queue, '--db', db, '--temporal', temporal, ...flags];
    const worker = spawn(process.execPath, args, {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ...env },
    });
    const ended = once(worker, 'exit').then(() => {
      throw new Error(`the bare worker ${queue} did not start`);
    });
    await Promise.race([once(worker.stdout, 'data'), ended]);
    ended.catch(() => undefined); // ended later, by us
    const client = connectClient({ temporalAddress: temporal, temporalNamespace: 'changming' });
    return new BareCases(worker, client, { queue, document });
  }

  /** Opens a case that `endOpened` ends. */
  async create(): Promise<void> {
    this.opened.push(await this.open());
  }

  /** Opens a case that makes its second step by itself, then. */
  async openDue(dueAt: number): Promise<void> {
    await this.open({ dueAt });
  }

  /** SIGKILL: nothing is told to anybody. */
  async kill(): Promise<void> {
    const exit = once(this.worker, 'exit');
    this.worker.kill('SIGKILL');
    await exit;
    await this.client.connection.close();
  }

  /** Ends what `create` has opened, by one more step each. */
  async endOpened(): Promise<void> {
    const ids = this.opened;
    this.opened = [];
    await inTurn(ids, (id) => this.step(id, true));
  }

  /** Opens a case; answers its workflow id. */
  private async open(more: Pick<BareInput, 'dueAt'> = {}): Promise<string> {
    const caseId = `BAR-${randomUUID()}`;
    const { queue: taskQueue, document } = this;
    const input: BareInput = { caseId, genesis: sha256(caseId), document, ...more };
    const startWorkflowOperation = new WithStartWorkflowOperation('bareWorkflow', {
      workflowId: caseId,
      taskQueue,
      args: [input],
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowTaskTimeout: 5_000,
    });
    await this.client.workflow.executeUpdateWithStart('step', {
      args: [{ data: DATA, last: false } satisfies BareStep],
      updateId: randomUUID(),
      startWorkflowOperation,
    });
    return caseId;
  }

  /** Opens a case and ends it with the last of so many updates. */
  async lifecycle(updates = UPDATES): Promise<{ name: string; ms: number }[]> {
    const took: { name: string; ms: number }[] = [];
    let since = performance.now();
    const lap = (name: string): void => {
      took.push({ name, ms: performance.now() - since });
      since = performance.now();
    };
    const id = await this.open();
    lap('create');
    for (let n = 1; n <= updates; n += 1) {
      await this.step(id, n === updates);
      lap('step');
    }
    return took;
  }

  private async step(id: string, last: boolean): Promise<void> {
    const args: [BareStep] = [{ data: DATA, last }];
    const handle = this.client.workflow.getHandle(id);
    await handle.executeUpdate<unknown, [BareStep]>('step', { args, updateId: randomUUID() });
  }

  /** A start that no worker ever sees; it ends by itself. */
  async startOnly(): Promise<void> {
    await this.client.workflow.start('nobody', {
      workflowId: `raw-${randomUUID()}`,
      taskQueue: 'nobody',
      workflowRunTimeout: 20_000,
    });
  }

  async end(): Promise<void> {
    const exit = once(this.worker, 'exit');
    this.worker.stdin?.end();
    await exit;
    await this.client.connection.close();
  }
}
