/** Bad days of the store: it is ahead of the engine, behind it, edited by hand, or a turn of long ago still writes to it. */
import { createTurn } from '../../activities/turn.ts';
import { acceptLoss } from '../../client/cases/accept-loss.ts';
import { createCaseClient } from '../../client/cases/case-client.ts';
import { turnRegisters } from '../../client/cases/turn-registers.ts';
import { personKey } from '../../domain/kernel/ids.ts';
import type { CommandInput, Turn } from '../../domain/kernel/turn.ts';
import { auditOf, openAuditTrail } from '../../models/access/audit.ts';
import { casesIn } from '../../models/cases/case.ts';
import { commitsAfter, commitsIn, headOf } from '../../models/cases/commit.ts';
import { parkedOf } from '../../models/cases/parked.ts';
import { storeCommit } from '../support/commits.ts';
import { deskOf, incidentReport, isParked } from '../support/product/desk.ts';
import { bareTypes, isRunning, soundEvents, terminate } from '../support/product/lost.ts';
import { type Product, startProduct } from '../support/product/product.ts';

jest.setTimeout(180_000);
const ENGINEER = 'eng-donghu-1';
let product: Product;
let desk: ReturnType<typeof deskOf>;

beforeAll(async () => {
  product = await startProduct({ deadlineMs: 60_000 });
  desk = deskOf(product);
});
afterAll(() => product.stop());

const incident = async () => (await desk.open('desk-linxi', 'incident', incidentReport)).caseId;
const word = (text: string) => ({ text, audience: 'internal' });
const say = (caseId: string, text: string, key?: string) =>
  desk.give(ENGINEER, caseId, 'comment', word(text), key === undefined ? {} : { key });

/** A desk that does not wait long for a case that is parked. */
function hastyDesk() {
  const { temporal, db, directory, taskQueue } = product;
  return deskOf({
    ...product,
    caseClient: createCaseClient({ temporal, db, directory, taskQueue, deadlineMs: 1_500 }),
  });
}

/** Nothing of it is in the memory of a worker any more. */
async function anotherWorker(): Promise<void> {
  await product.stopWorker();
  await product.startWorker();
}

async function storePast(caseId: string, count: number): Promise<void> {
  let { seq, hash } = (await headOf(product.db, caseId)) ?? { seq: 0, hash: '' };
  for (let n = 0; n < count; n += 1) {
    const commit = await storeCommit(product, caseId, {
      events: [{ type: 'incident.commented', data: word(`unheard ${n}`) }],
      by: { id: ENGINEER, role: 'engineer' },
      key: personKey(ENGINEER, `unheard-${n}`),
      digest: 'none of ours',
      after: { seq, hash },
    });
    ({ seq, hash } = commit);
  }
}

describe('the store is ahead of the engine', () => {
  test('hundreds of commits are adopted in pages, and the command comes behind them', async () => {
    const caseId = await incident();
    await storePast(caseId, 450);
    expect(await say(caseId, 'after all of them')).toEqual({ seq: 452 });
    expect(await soundEvents(product, caseId)).toHaveLength(452);
  });

  test('the same for a case that has lost its workflow as well', async () => {
    const caseId = await incident();
    await storePast(caseId, 250);
    await terminate(product, caseId);
    expect(await say(caseId, 'after all of them')).toEqual({ seq: 252 });
    expect(await soundEvents(product, caseId)).toHaveLength(252);
  });
});

/** As after a restore: the newest commit is gone, the document is that of before. */
async function lostNewest(): Promise<string> {
  const caseId = await incident();
  await say(caseId, 'kept');
  const before = await product.stored(caseId);
  await say(caseId, 'lost');
  const [newest] = await commitsAfter(product.db, caseId, { after: 2 });
  await commitsIn(product.db).deleteOne({ _id: newest?._id ?? '' });
  await casesIn(product.db).replaceOne({ _id: caseId }, before);
  await anotherWorker();
  return caseId;
}
const accept = async (caseId: string) =>
  await acceptLoss({ ...product, audit: openAuditTrail(product.db, `test-${caseId}`) }, caseId, {
    by: 'operator',
    now: Date.now(),
  });

describe('F38 the store is behind the engine', () => {
  test('it parks, writes nothing, and goes on when an operator accepts the loss, which is on record', async () => {
    const caseId = await lostNewest();
    const hasty = hastyDesk();
    await product.eventually(() =>
      isParked(hasty.give(ENGINEER, caseId, 'comment', word('on top'), { key: 'on-top-of-loss' })),
    );
    const parked = await parkedOf(product.db).findById(caseId).lean();
    expect(parked).toMatchObject({ reason: 'store-behind', known: { seq: 3 }, stored: { seq: 2 } });
    expect(await headOf(product.db, caseId)).toMatchObject({ seq: 2 });
    const accepted = await accept(caseId);
    expect(accepted).toMatchObject({ known: parked?.known, stored: parked?.stored, seq: 3 });
    expect(await say(caseId, 'on top', 'on-top-of-loss')).toEqual({ seq: 4 });
    const events = await soundEvents(product, caseId);
    expect(bareTypes(events)).toEqual(['created', 'commented', 'lossAccepted', 'commented']);
    expect(events[2]).toMatchObject({
      data: { known: parked?.known, stored: parked?.stored, by: 'operator' },
      by: { role: 'system' },
      key: `loss:3:${parked?.known?.hash.slice(0, 16)}`,
    });
    expect(await auditOf(product.db).findOne({ caseId, type: 'lossAccepted' }).lean()).toMatchObject({
      data: accepted,
    });
    expect(await isRunning(product, caseId)).toBe(true);
  });

  test('a loss that nobody found is none to be accepted', async () => {
    await expect(accept(await incident())).rejects.toMatchObject({ code: 'not-behind' });
  });
});

describe('the document is none of ours', () => {
  test('it is missing: it is made anew', async () => {
    const caseId = await incident();
    await casesIn(product.db).deleteOne({ _id: caseId });
    await anotherWorker();
    expect(await say(caseId, 'still there')).toEqual({ seq: 2 });
    await soundEvents(product, caseId);
  });

  test('it is missing, and so is the workflow: both are made from the commits', async () => {
    const caseId = await incident();
    await casesIn(product.db).deleteOne({ _id: caseId });
    await terminate(product, caseId);
    expect(await say(caseId, 'still there')).toEqual({ seq: 2 });
    expect((await product.stored(caseId)).status).toBe('queued');
    await soundEvents(product, caseId);
  });

  test.each([
    ['the case itself', { 'kase.text': '{}' }],
    ['its status', { status: 'closed', 'kase.text': '{}', closedAt: 1 }],
    ['its version', { version: 99 }],
  ])('%s was edited by hand: the commits are what counts, with and without a workflow', async (_what, edit) => {
    const caseId = await incident();
    for (const lose of [anotherWorker, () => terminate(product, caseId)]) {
      await casesIn(product.db).updateOne({ _id: caseId }, { $set: edit });
      await lose();
      await say(caseId, 'judged on the commits');
      expect((await product.stored(caseId)).status).toBe('queued');
    }
    expect(await soundEvents(product, caseId)).toHaveLength(3);
  });
});

test('F1 a turn that hangs writes nothing onto what others decided meanwhile: it adopts, and nothing is doubled', async () => {
  const caseId = await incident();
  const { version: seq, kase } = await product.stored(caseId);
  const registers = turnRegisters(product);
  const { promise: held, release } = gate();
  const slow = createTurn({ ...product, registers: { ...registers, freshFacts: async () => (await held, {}) } });
  const fast = createTurn({ ...product, registers });
  const turnOf = async (key: string): Promise<Turn> => ({
    caseId,
    process: 'incident',
    mode: 'live',
    head: { seq, hash: kase.headHash },
    now: Date.now(),
    open: [],
    asks: [{ ask: await asked(key), now: Date.now() }],
  });
  const asked = async (key: string): Promise<CommandInput> => ({
    command: 'comment',
    data: word(key),
    actor: await product.actor(ENGINEER),
    key: personKey(ENGINEER, key),
    digest: key,
    facts: {},
  });
  const hanging = slow.takeTurn(await turnOf('the-slow-one'));
  const own = await fast.takeTurn(await turnOf('the-fast-one'));
  release();
  const late = await hanging;
  expect(own).toMatchObject({ head: { seq: 2 }, answers: [{ seq: 2 }] });
  expect(late).toMatchObject({ again: true, head: own.head, answers: [] });
  const sentAgain = await slow.takeTurn({ ...(await turnOf('the-slow-one')), head: late.head });
  expect(sentAgain).toMatchObject({ head: { seq: 3 }, answers: [{ seq: 3 }] });
  expect(await say(caseId, 'its workflow adopts both')).toEqual({ seq: 4 });
  expect(await soundEvents(product, caseId)).toHaveLength(4);
});

/** A promise that waits to be let go. */
function gate(): { promise: Promise<void>; release: () => void } {
  const released = new EventTarget();
  const promise = new Promise<void>((resolve) => released.addEventListener('release', () => resolve()));
  return { promise, release: () => void released.dispatchEvent(new Event('release')) };
}
