/** The bare lifecycle through the bare API: what the commands of a case would cost an API that is nothing but a door. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { BareCases, DATA, type Engines, UPDATES } from './cases.ts';
import type { BareDocument } from './save.ts';

const QUEUE = 'bare-api';
type Parts = { process: ChildProcess; cases: BareCases; address: string; document: BareDocument };

export class BareApi {
  readonly pid: number;
  private readonly process: ChildProcess;
  private readonly cases: BareCases;
  private readonly address: string;
  private readonly document: BareDocument;

  private constructor({ process, cases, address, document }: Parts) {
    this.pid = process.pid ?? 0;
    this.process = process;
    this.cases = cases;
    this.address = address;
    this.document = document;
  }

  static async start(engines: Engines, document: BareDocument): Promise<BareApi> {
    const cases = await BareCases.start(engines, { queue: QUEUE, document });
    const db = engines.mongodb.replace(/\/changming\?/, `/${QUEUE}?`);
    const args = [path.join(__dirname, 'server.js'), '--queue', QUEUE, '--db', db, '--temporal', engines.temporal];
    const server = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const ended = once(server, 'exit').then(() => {
      throw new Error('the bare API did not start');
    });
    const [port] = (await Promise.race([once(server.stdout, 'data'), ended])) as [Buffer];
    ended.catch(() => undefined); // ended later, by us
    const address = `http://127.0.0.1:${port.toString().trim()}`;
    return new BareApi({ process: server, cases, address, document });
  }

  async lifecycle(): Promise<void> {
    const { _id } = await this.post('/cases', { data: DATA, document: this.document });
    for (let n = 1; n <= UPDATES; n += 1) await this.post(`/cases/${_id}/step`, { data: DATA, last: n === UPDATES });
  }

  private async post(route: string, body: object): Promise<{ _id: string }> {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(this.address + route, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${route}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as { _id: string };
  }

  async end(): Promise<void> {
    const exit = once(this.process, 'exit');
    this.process.stdin?.end();
    await exit;
    await this.cases.end();
  }
}
