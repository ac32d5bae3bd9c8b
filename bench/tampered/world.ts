/**
 * A world by the product itself: calls and incidents at work and ended with their histories, rehearsals, edits of registers, chains
 * of the audit trail, and three seals, between which and behind which it goes on.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Connection } from 'mongoose';
import { createHistoryExport } from '../../activities/export-histories.ts';
import { type CaseClient, createCaseClient } from '../../client/cases/case-client.ts';
import { createEngineCases, type EngineCases } from '../../client/cases/engine-cases.ts';
import { createReviver } from '../../client/cases/revive.ts';
import { makeSeal } from '../../client/record/seals/make-seal.ts';
import type { Directory } from '../../client/registers/directory.ts';
import { personKey } from '../../domain/kernel/ids.ts';
import type { Head } from '../../domain/kernel/process.ts';
import { type AuditTrail, openAuditTrail } from '../../models/access/audit.ts';
import { caseOf } from '../../models/cases/case.ts';
import { historyOf } from '../../models/cases/history.ts';
import { rehearsalStore } from '../../models/rehearsal.ts';
import { fetchRun, pack } from '../../platform/histories.ts';
import { sealFolder } from '../../platform/seal-folder.ts';
import { openSampleCases } from '../../worker/sample/sample-cases.ts';
import { stories } from '../../worker/sample/sample-stories.ts';
import type { Story } from '../../worker/sample/sample-story.ts';
import { type Image, imageOf } from './image.ts';
import { Visitor } from './visitor.ts';

export type Grounds = {
  db: Connection;
  temporal: Client;
  directory: Directory;
  taskQueue: string;
  /** Of the API, and the password of all of the sample organisation. */
  address: string;
  password: string;
  seals: string;
  /** Incidents beside the sample cases. */
  incidents: number;
  /** Of the sample cases these alone, where it is given. */
  stories?: readonly Story[];
};
/** `before`: what somebody who kept copies has. `heads`: what the workflows of open cases know, by workflow. */
export type World = { before: readonly Image[]; heads: ReadonlyMap<string, Head> };

const DAY = 86_400_000;
const PATIENCE_MS = 90_000;
const WORDS = 'The payment form stays empty after the update.';
const report = {
  channel: 'phone',
  reporter: 'req-linxi',
  unit: '/dx/donghu/linxi/school',
  application: 'payment',
  title: 'Payments fail',
  description: WORDS,
  contact: '0571 8888',
  impact: '2',
  urgency: '2',
  category: 'software-function',
  queue: 'donghu-l2',
};

export async function makeWorld(grounds: Grounds): Promise<World> {
  const { db, seals } = grounds;
  const desk = new Desk(grounds);
  const trails = ['one', 'two', 'three'].map((name) => openAuditTrail(db, `tamper-${name}-${randomUUID()}`));
  const [sealing, ending, cut] = trails as [AuditTrail, AuditTrail, AuditTrail];
  const seal = () => makeSeal({ db, seals: sealFolder(seals), audit: sealing }, Date.now());
  const before: Image[] = [];
  const keep = async () => {
    await desk.rest();
    before.push(await imageOf({ stores: { live: db, rehearsal: rehearsalStore(db) }, folder: seals }));
  };
  const visitor = new Visitor(grounds);

  await openSampleCases({ ...grounds, caseClient: desk.caseClient }, grounds.stories ?? stories);
  await desk.open(grounds.incidents);
  await visitor.editRegisters();
  await visitor.rehearse(report);
  for (const trail of [ending, cut]) await note(trail, 4);
  await keep();
  await seal();

  await desk.work(3);
  await visitor.editRegisters();
  await visitor.refuse();
  await note(ending, 2);
  await ending.close();
  await keep();
  await seal();

  await desk.work(2);
  await desk.end();
  await keep();
  await seal();

  await desk.work(1);
  await visitor.editPeople();
  await note(sealing, 2);
  await desk.rest();
  return { before, heads: await desk.heads() };
}

async function note(trail: AuditTrail, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1)
    await trail.record({
      type: 'trailRead',
      by: 'auditor',
      at: Date.now(),
      address: '10.0.0.8',
      data: { page: n, by: null, more: {} },
    });
}

class Desk {
  readonly caseClient: CaseClient;
  private readonly engine: EngineCases;
  private readonly grounds: Grounds;
  private numbers: string[] = [];

  constructor(grounds: Grounds) {
    const { temporal, db, directory, taskQueue } = grounds;
    this.grounds = grounds;
    this.caseClient = createCaseClient({ temporal, db, directory, taskQueue, deadlineMs: 30_000 });
    this.engine = createEngineCases(temporal, taskQueue);
  }

  async open(count: number): Promise<void> {
    for (let n = 0; n < count; n += 1) {
      const { caseId } = await this.caseClient.open('incident', report, await this.sender('desk-linxi'));
      this.numbers.push(caseId);
      await this.give('eng-donghu-1', caseId, 'claim');
      await this.give('eng-donghu-1', caseId, 'start');
    }
  }

  /** So many words on each that is open. */
  async work(rounds: number): Promise<void> {
    for (let n = 0; n < rounds; n += 1)
      for (const caseId of this.numbers) await this.give('eng-donghu-1', caseId, 'comment', { text: `${WORDS} ${n}` });
  }

  /** Every third is canceled; all that are closed are exported. */
  async end(): Promise<void> {
    const ended = this.numbers.filter((_, n) => n % 3 === 0);
    this.numbers = this.numbers.filter((_, n) => n % 3 !== 0);
    for (const caseId of ended) await this.give('sup-donghu', caseId, 'cancel', { reason: 'Reported twice' });
    const { db, temporal, taskQueue } = this.grounds;
    const runs = { fetchRun: (id: string, runId?: string) => fetchRun(temporal, id, runId), pack };
    const reviver = createReviver({ temporal, db, taskQueue });
    const keep = createHistoryExport({ db, runs, engine: this.engine, reviver });
    await eventually('every closed case has a history', async () => {
      await keep.exportHistories(DAY);
      const kept = await historyOf(db).countDocuments({ last: true });
      return kept === (await caseOf(db).countDocuments({ closedAt: { $exists: true } }));
    });
  }

  /** Nothing is written any more that nobody asked for. */
  async rest(): Promise<void> {
    let seen = '';
    await eventually('the cases come to rest', async () => {
      const { db } = this.grounds;
      const now = await Promise.all(
        ['commits', 'notices', 'audit'].map((name) => db.collection(name).countDocuments()),
      );
      const before = seen;
      seen = now.join();
      if (before !== seen) await sleep(700);
      return before === seen;
    });
  }

  async heads(): Promise<Map<string, Head>> {
    const open = await caseOf(this.grounds.db)
      .find({ closedAt: { $exists: false } }, { process: 1 })
      .lean<{ _id: string; process: string }[]>();
    const heads = new Map<string, Head>();
    for (const { _id, process } of open) {
      const head = await this.engine.headOf(process, _id);
      if (head) heads.set(`${process}:${_id}`, head);
    }
    return heads;
  }

  private async give(person: string, caseId: string, command: string, data: object = {}): Promise<void> {
    await this.caseClient.command(caseId, command, data, await this.sender(person));
  }

  private async sender(person: string) {
    const actor = await this.grounds.directory.actorOf(person);
    if (!actor) throw new Error(`the sample organisation has no ${person}`);
    return { actor, key: personKey(person, randomUUID()) };
  }
}

async function eventually(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; !(await isSo()); await sleep(100))
    if (Date.now() > end) throw new Error(`it did not come to pass: ${what}`);
}
