/** A case whose workflow is gone goes on, in whatever status it stood (`WHOLE=1`: in each) and whatever was open. */
import { createOverdue } from '../../activities/overdue.ts';
import { processOf } from '../../domain/catalogue.ts';
import { isEnd, statusesOf } from '../../domain/kernel/lifecycle.ts';
import { auditOf } from '../../models/access/audit.ts';
import { parkedOf } from '../../models/cases/parked.ts';
import { deskOf, escalation, incidentReport, report, solution } from '../support/product/desk.ts';
import {
  bareTypes,
  forgetRevives,
  isRunning,
  overdueBy,
  revivesOf,
  soundEvents,
  terminate,
} from '../support/product/lost.ts';
import { type Product, startProduct } from '../support/product/product.ts';
import { orAll } from '../support/product/sample/whole.ts';

const MINUTE = 60_000;
jest.setTimeout(180_000);
let product: Product;
let desk: ReturnType<typeof deskOf>;

beforeAll(async () => {
  product = await startProduct({ deadlineMs: 60_000 });
  desk = deskOf(product);
});
afterAll(() => product.stop());

const incident = async () => (await desk.open('desk-linxi', 'incident', incidentReport)).caseId;
const { queue: _queue, ...withoutQueue } = incidentReport;
const given = async (caseId: string, ...commands: [person: string, command: string, data?: object][]) => {
  for (const [person, command, data] of commands) await desk.give(person, caseId, command, data);
  return caseId;
};
const ENGINEER = 'eng-donghu-1';
const call = async () => (await desk.open('desk-linxi', 'call', report)).caseId;
const answer = { outcome: 'solved', solution: 'Sent again', category: 'software-function' };

/** How each open status is reached. */
const ways: Readonly<Record<string, Readonly<Record<string, () => Promise<string>>>>> = {
  incident: {
    new: async () => (await desk.open('desk-linxi', 'incident', withoutQueue)).caseId,
    queued: incident,
    assigned: async () => await given(await incident(), [ENGINEER, 'claim']),
    'in-progress': async () => await given(await incident(), [ENGINEER, 'start']),
    'on-hold': async () =>
      await given(await incident(), [ENGINEER, 'start'], [ENGINEER, 'hold', { reason: 'vendor', note: 'Part' }]),
    resolved: async () => await given(await incident(), [ENGINEER, 'start'], [ENGINEER, 'resolve', solution]),
  },
  call: {
    new: async () => {
      const { reporter: _reporter, unit: _unit, ...told } = report;
      const { unit } = await product.actor('req-linxi');
      return (await desk.open('req-linxi', 'call', { ...told, unit, channel: 'plug-in' })).caseId;
    },
    'in-service': call,
    waiting: async () => await given(await call(), ['desk-linxi', 'requestInfo', { question: 'Which batch?' }]),
    answered: async () => await given(await call(), ['desk-linxi', 'answer', answer]),
    escalated: async () => await given(await call(), ['desk-linxi', 'escalate', escalation]),
  },
};
const openStatuses = Object.keys(ways).flatMap((key) => {
  const process = processOf(key);
  return statusesOf(process)
    .filter((status) => !isEnd(process, status))
    .map((status) => ({ process: key, status }));
});

/** Who may say a word on it. */
const speaker = (process: string) => (process === 'incident' ? ENGINEER : 'desk-linxi');
const word = { text: 'Still there?', audience: 'internal' };

/** Whose clocks run, and stand still; with time of its own kind; that waits for another case. */
const some = orAll(openStatuses, ({ status }) => ['queued', 'on-hold', 'waiting', 'escalated'].includes(status));
describe.each(some)('$process, $status: its workflow is ended by hand', ({ process, status }) => {
  let caseId: string;
  beforeAll(async () => {
    caseId = (await ways[process]?.[status]?.()) ?? '';
  });

  test('the next command brings it back, and it is the same case', async () => {
    const before = await product.stored(caseId);
    expect(before.status).toBe(status);
    await terminate(product, caseId);
    await desk.give(speaker(process), caseId, 'comment', word, { key: 'after-the-end' });
    const events = await soundEvents(product, caseId);
    expect(bareTypes(events).filter((type) => type === 'commented')).toHaveLength(1);
    const { status: now, dueAt } = await product.stored(caseId);
    expect([now, dueAt]).toEqual([status, before.dueAt]);
    expect(await isRunning(product, caseId)).toBe(true);
    const { seq } = await desk.give(speaker(process), caseId, 'comment', word, { key: 'after-the-end' });
    expect(events.find((event) => event.seq === seq)?.type).toBe(`${process}.commented`);
  });

  test('without a command the job of the minute does, and time goes on', async () => {
    await terminate(product, caseId);
    await product.eventually(async () => {
      await overdueBy(product, caseId, 3 * MINUTE); // again, if a turn that was under way wrote the document since
      return (await createOverdue(product).reviveOverdue()).revived === 1;
    });
    expect(await isRunning(product, caseId)).toBe(true);
    const before = await product.body(caseId);
    await product.fastForward(caseId, 60 * 24 * 60 * MINUTE);
    const events = await soundEvents(product, caseId);
    const ticks = events.filter(({ key }) => key.startsWith('t:')).length;
    expect(ticks > 0 || Object.values(before.clocks).every(({ phase }) => phase !== 'running')).toBe(true);
    const records = await auditOf(product.db).find({ caseId, type: 'revived' }).sort({ at: 1 }).lean();
    expect(records.map(({ data }) => data)).toMatchObject([
      { why: 'a command found no workflow' },
      { why: 'what was due was not done' },
    ]);
  });
});

test('after three revives in an hour there is an alarm and no more, until an operator says so', async () => {
  const caseId = await incident();
  for (let n = 0; n < 3; n += 1) {
    await terminate(product, caseId);
    await desk.give(ENGINEER, caseId, 'comment', word);
  }
  await terminate(product, caseId);
  await expect(desk.give(ENGINEER, caseId, 'comment', word)).rejects.toMatchObject({ code: 'case-parked' });
  expect(await parkedOf(product.db).findById(caseId).lean()).toMatchObject({
    reason: 'revived-too-often',
    heldBy: 'system',
  });
  await forgetRevives(product, caseId);
  await expect(desk.give(ENGINEER, caseId, 'comment', word)).rejects.toMatchObject({ code: 'case-parked' }); // still held
  await parkedOf(product.db).deleteOne({ _id: caseId });
  expect(await product.reviver.revive(caseId, { why: 'test', byHand: true })).toBe('revived');
  await desk.give(ENGINEER, caseId, 'comment', word);
  await soundEvents(product, caseId);
});

test('a case that runs is never taken for one that was brought back too often', async () => {
  const caseId = await incident();
  for (let n = 0; n < 3; n += 1) {
    await terminate(product, caseId);
    await desk.give(ENGINEER, caseId, 'comment', word);
  }
  expect(await product.reviver.revive(caseId, { why: 'test' })).toBe('running');
  expect(await parkedOf(product.db).exists({ _id: caseId })).toBeNull();
  expect(await revivesOf(product, caseId)).toBe(3);
});
