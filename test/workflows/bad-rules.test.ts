/** Bad days of the rules: a bug in one of them, and a register that was edited behind the product's back. */
import type { Connection } from 'mongoose';
import { createCaseClient } from '../../client/cases/case-client.ts';
import { openStore } from '../../client/record/open-store.ts';
import { processOf } from '../../domain/catalogue.ts';
import { parkedOf } from '../../models/cases/parked.ts';
import { policyOf } from '../../models/registers/policy.ts';
import { codeOf, deskOf, incidentReport, isParked } from '../support/product/desk.ts';
import { bareTypes, soundEvents } from '../support/product/lost.ts';
import { publishPolicy } from '../support/product/policy.ts';
import { type Product, startProduct } from '../support/product/product.ts';

jest.setTimeout(180_000);
const ENGINEER = 'eng-donghu-1';
const UNIT = '/dx/donghu/linxi/court';
const process = processOf('incident');
let product: Product;
let desk: ReturnType<typeof deskOf>;

beforeAll(async () => {
  product = await startProduct();
  const { temporal, db, directory, taskQueue } = product;
  const caseClient = createCaseClient({ temporal, db, directory, taskQueue, deadlineMs: 2_000 });
  desk = deskOf({ ...product, caseClient });
});
afterAll(() => product.stop());
afterEach(() => jest.restoreAllMocks());

const incident = async (unit = incidentReport.unit) =>
  (await deskOf(product).open('desk-linxi', 'incident', { ...incidentReport, unit })).caseId;
const word = { text: 'Still there?', audience: 'internal' };
const bug = (): never => {
  throw new TypeError('a rule is wrong');
};
const say = (caseId: string, key: string) => desk.give(ENGINEER, caseId, 'comment', word, { key });

const parks = (caseId: string, key: string) => product.eventually(() => isParked(say(caseId, key)));

/** Its task is tried again by the engine, later each time; whoever sends again meets it mended. */
async function goesOn(caseId: string, key: string): Promise<void> {
  for (const end = Date.now() + 60_000; (await codeOf(say(caseId, key))) !== 'done'; )
    if (Date.now() > end) throw new Error('it does not go on');
}

test.each([
  ['guard', () => jest.spyOn(process.decider, 'blockers').mockImplementation(bug)],
  [
    'decide',
    () => jest.spyOn(process.decider, 'decide').mockImplementation(({ type }) => (type === 'tick' ? [] : bug())),
  ],
])('F12 a bug in %s is answered, and the case lives on', async (what, inject) => {
  const caseId = await incident();
  inject();
  await expect(say(caseId, `bug-in-${what}`)).rejects.toMatchObject({ code: 'internal' });
  jest.restoreAllMocks();
  await say(caseId, `bug-in-${what}`);
  expect(bareTypes(await soundEvents(product, caseId))).toEqual(['created', 'commented']);
  expect(await parkedOf(product.db).exists({ _id: caseId })).toBeNull();
});

const react = 'incident.commented' as const;
test.each([
  ['fold', () => jest.spyOn(process.decider, 'evolve').mockImplementation(bug)],
  [
    'reaction',
    () => {
      jest.replaceProperty(process, 'reactions', { ...process.reactions, [react]: bug });
    },
  ],
])('F12 a bug in a %s parks the case with nothing written, and it goes on after the fix', async (what, inject) => {
  const caseId = await incident();
  inject();
  await parks(caseId, `bug-in-${what}`);
  expect(await parkedOf(product.db).findById(caseId).lean()).toMatchObject({ reason: 'case-faulty' });
  jest.restoreAllMocks();
  expect(bareTypes(await product.eventsOf(caseId))).toEqual(['created']);
  await goesOn(caseId, `bug-in-${what}`);
  expect(bareTypes(await soundEvents(product, caseId))).toEqual(['created', 'commented']);
});

describe('a pinned policy', () => {
  let fresh: Connection;
  beforeAll(() => publishPolicy(product, 'incident', { orgPath: UNIT }));
  beforeEach(async () => {
    fresh = await openStore(product.env);
  });
  afterEach(async () => {
    await product.stopWorker();
    await fresh.close();
    await product.startWorker();
  });

  test('edited by hand parks the case on a worker that has not read it before, until it is put right', async () => {
    const caseId = await incident(UNIT);
    const own = await policyOf(product.db).findOne({ organisations: UNIT }).lean();
    await product.stopWorker();
    const edit = (silent: unknown) =>
      policyOf(product.db).collection.updateOne({ _id: own?._id as never }, { $set: { silent } });
    await edit(['incident-created']);
    await product.startWorker(fresh);
    await parks(caseId, 'policy-edited');
    expect(await parkedOf(product.db).findById(caseId).lean()).toMatchObject({ reason: 'pin-differs' });
    await policyOf(product.db).collection.updateOne({ _id: own?._id as never }, { $unset: { silent: 1 } });
    await goesOn(caseId, 'policy-edited');
    expect(bareTypes(await soundEvents(product, caseId))).toEqual(['created', 'commented']);
  });
});
