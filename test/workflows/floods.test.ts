/** A script that runs wild on one case is stopped at the door; a rehearsal that the engine has lost is said to be lost. */
import { createLostCases } from '../../activities/lost-cases.ts';
import { createCaseClient } from '../../client/cases/case-client.ts';
import { rehearsalOf, rehearsalStore } from '../../models/rehearsal.ts';
import { deskOf, incidentReport } from '../support/product/desk.ts';
import { type Product, startProduct } from '../support/product/product.ts';

jest.setTimeout(120_000);
const ENGINEER = 'eng-donghu-1';
let product: Product;

beforeAll(async () => {
  product = await startProduct({ rehearsals: true, deadlineMs: 60_000 });
});
afterAll(() => product.stop());

const word = (text: string) => ({ text, audience: 'internal' });

test('after so many commands of one person within the hour he waits, others do not, and what was answered is answered', async () => {
  const { temporal, db, directory, taskQueue } = product;
  const caseClient = createCaseClient({ temporal, db, directory, taskQueue, deadlineMs: 60_000, mostAnHour: 5 });
  const desk = deskOf({ ...product, caseClient });
  const { caseId } = await desk.open('desk-linxi', 'incident', incidentReport);
  const say = (person: string, key: string) => desk.give(person, caseId, 'comment', word(key), { key });
  const answers = [];
  for (const n of [1, 2, 3, 4, 5]) answers.push(await say(ENGINEER, `wild-script-${n}`));
  await expect(say(ENGINEER, 'wild-script-6')).rejects.toMatchObject({
    code: 'too-many-commands',
    params: { retryAfter: expect.any(Number) },
  });
  expect(await say(ENGINEER, 'wild-script-5')).toEqual(answers[4]);
  expect(await say('eng-donghu-2', 'calm-person-1')).toEqual({ seq: 7 });
});

test('a rehearsal without a workflow is marked lost, goes no further and is not brought back', async () => {
  const start = () =>
    product.rehearsals.start({ title: 'Lost', process: 'incident', data: incidentReport, startedBy: 'owner-incident' });
  const [number, other] = [await start(), await start()];
  await product.rehearsalTemporal.workflow.getHandle(`incident:${number}`).terminate('a bad day');
  const jobs = createLostCases(product);
  expect(await jobs.markLostRehearsals()).toEqual({ lost: 1 });
  const marked = await rehearsalOf(rehearsalStore(product.db)).find({ lost: true }).lean();
  expect(marked.map(({ _id }) => _id)).toEqual([number]);
  expect([await product.rehearsals.isLost(number), await product.rehearsals.isLost(other)]).toEqual([true, false]);
  await expect(product.rehearsals.forward(number, { ms: 1_000 })).rejects.toMatchObject({ code: 'rehearsal-lost' });
  const actor = await product.actor(ENGINEER);
  const by = { actor, key: 'u:eng-donghu-1:on-a-lost-one' };
  const claim = product.rehearsals.caseClient.command(number, 'comment', word('still there?'), by);
  await expect(claim).rejects.toMatchObject({ code: 'case-parked' });
});
