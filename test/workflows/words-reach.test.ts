/** N01: whoever holds an incident for its reporter hears what he says, though he says it on his call. */
import { caseOf } from '../../models/cases/case.ts';
import { noticeOf } from '../../models/notices/notice.ts';
import { deskOf, escalation, incidentReport, report } from '../support/product/desk.ts';
import { type Product, startProduct } from '../support/product/product.ts';

const ENGINEER = 'eng-donghu-1';
const hold = { reason: 'user', note: 'Which batch?' };
let product: Product;
let desk: ReturnType<typeof deskOf>;

beforeAll(async () => {
  product = await startProduct();
  desk = deskOf(product);
}, 120_000);
afterAll(() => product.stop());

/** A call of the reporter that became an incident. */
async function escalatedCall(): Promise<{ call: string; incident: string }> {
  const { caseId: call } = await desk.open('desk-linxi', 'call', report);
  await desk.give('desk-linxi', call, 'escalate', escalation);
  const { _id: incident } = await product.eventually(() =>
    caseOf(product.db).collection.findOne<{ _id: string }>({ call }),
  );
  return { call, incident };
}

async function holdForReporter(incident: string): Promise<void> {
  await desk.give(ENGINEER, incident, 'start');
  await desk.give(ENGINEER, incident, 'hold', hold);
  expect((await product.stored(incident)).status).toBe('on-hold');
}

const says = (call: string, text: string) => desk.give('req-linxi', call, 'comment', { text, audience: 'public' });

/** The hold has ended by these words, and the engineer is told. */
async function thenHeard(incident: string, text: string): Promise<void> {
  await product.eventually(async () => (await product.stored(incident)).status === 'in-progress');
  const events = (await product.eventsOf(incident)).slice(-2);
  expect(events).toMatchObject([
    { type: 'incident.infoSupplied', data: { text }, by: { role: 'system' } },
    { type: 'incident.resumed' },
  ]);
  const told = { caseId: incident, template: 'incident-info-supplied', to: ENGINEER };
  await product.eventually(() => noticeOf(product.db).exists(told));
}

test('a call learns its incident, and the hold ends by what its reporter says on the call', async () => {
  const { call, incident } = await escalatedCall();
  await holdForReporter(incident);
  await says(call, 'Batch 7');
  await thenHeard(incident, 'Batch 7');
  expect(await product.stored(call)).toMatchObject({ status: 'escalated', incident });
});

test('so does that of the incident into which it was merged', async () => {
  const { caseId: target } = await desk.open('desk-linxi', 'incident', incidentReport);
  await holdForReporter(target);
  const { call, incident } = await escalatedCall();
  await desk.give(ENGINEER, incident, 'merge', { target });
  await says(call, 'Batch 8');
  await thenHeard(target, 'Batch 8');
  await product.eventually(() => caseOf(product.db).exists({ _id: call, incident: target } as never));
  expect(await product.stored(call)).toMatchObject({ status: 'escalated', incident: target });
});
