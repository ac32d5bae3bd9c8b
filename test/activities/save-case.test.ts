import { createSaveCase, chain, type SaveCase } from '../../activities/save-case.ts';
import type { CaseEvent, NewEvent, StoredCase } from '../../domain/kernel/process.ts';
import { caseOf } from '../../models/case.ts';
import { firstBreak, sha256 } from '../../models/chain.ts';
import { eventOf } from '../../models/event.ts';
import { openDatabase, type TestDatabase } from '../support/database.ts';

let opened: TestDatabase;
let save: ReturnType<typeof createSaveCase>;

beforeAll(async () => {
  opened = await openDatabase();
  await eventOf(opened.db).createCollection();
  await caseOf(opened.db).createCollection();
  save = createSaveCase(opened);
});
afterAll(() => opened.stop());

let count = 0;
const newCaseId = () => `INC-9${String((count += 1)).padStart(6, '0')}`;
const event = (seq: number, by: string, data: object = { by }): NewEvent => ({
  type: 'incident.commented',
  data,
  process: 'incident',
  mode: 'live',
  seq,
  schema: 1,
  at: 1_000 + seq,
  by: { id: by, role: 'engineer' },
  key: `u:${by}:key-${seq}`,
  digest: sha256(by),
});
const document = (caseId: string, version: number): StoredCase =>
  ({ _id: caseId, process: 'incident', version, status: 'new', kase: { seq: version, headHash: '' } }) as StoredCase;
const after = (caseId: string, head: { seq: number; hash: string }, events: NewEvent[]): SaveCase => ({
  caseId,
  headHash: head.hash,
  events,
  document: document(caseId, head.seq + events.length),
});
const genesis = (caseId: string) => ({ seq: 0, hash: sha256(caseId) });
const stored = (caseId: string) => eventOf(opened.db).find({ caseId }).sort({ seq: 1 }).lean<CaseEvent[]>().exec();
const view = (caseId: string) => caseOf(opened.db).findById(caseId).lean<StoredCase>().exec();

/** Events without a gap, a chain that verifies, a document at its head. */
async function thenSound(caseId: string, length: number): Promise<void> {
  const events = await stored(caseId);
  expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length }, (_, n) => n + 1));
  expect(firstBreak(caseId, genesis(caseId), events)).toBeNull();
  expect(await view(caseId)).toMatchObject({ version: length, kase: { headHash: events.at(-1)?.hash } });
}

test('a save chains its events and stores the document at their head', async () => {
  const caseId = newCaseId();
  const saved = await save.saveCase(after(caseId, genesis(caseId), [event(1, 'wang'), event(2, 'wang')]));
  expect(saved).toEqual({ outcome: 'saved', events: await stored(caseId) });
  await thenSound(caseId, 2);
});

test('F8 the same save twenty times at once stores its events once', async () => {
  const caseId = newCaseId();
  const input = after(caseId, genesis(caseId), [event(1, 'wang')]);
  const answers = await Promise.all(Array.from({ length: 20 }, () => save.saveCase(input)));
  for (const answer of answers) expect(answer).toEqual({ outcome: 'saved', events: await stored(caseId) });
  await thenSound(caseId, 1);
});

test('F1 a save that died between event and document is completed by its repetition', async () => {
  const caseId = newCaseId();
  const input = after(caseId, genesis(caseId), [event(1, 'wang'), event(2, 'wang')]);
  await save.saveCase(input);
  await caseOf(opened.db).deleteOne({ _id: caseId });
  expect((await save.saveCase(input)).outcome).toBe('saved');
  await thenSound(caseId, 2);
});

test('F1 a command decided again at a later instant gets the events that stand there', async () => {
  const caseId = newCaseId();
  const first = await save.saveCase(after(caseId, genesis(caseId), [event(1, 'wang')]));
  const again = after(caseId, genesis(caseId), [{ ...event(1, 'wang'), at: 9_000 }]);
  expect(await save.saveCase(again)).toEqual({ outcome: 'behind', events: first.events });
  await thenSound(caseId, 1);
});

test('of ten different decisions at once one is stored, and the nine others hear which', async () => {
  const caseId = newCaseId();
  const inputs = Array.from({ length: 10 }, (_, n) => after(caseId, genesis(caseId), [event(1, `person-${n}`)]));
  const answers = await Promise.all(inputs.map((input) => save.saveCase(input)));
  expect(answers.filter(({ outcome }) => outcome === 'saved')).toHaveLength(1);
  const events = await stored(caseId);
  expect(events).toHaveLength(1);
  for (const answer of answers) expect(answer.events).toEqual(events);
});

test('of two commands with several events each, all of one are stored and none of the other', async () => {
  for (let round = 0; round < 5; round += 1) {
    const caseId = newCaseId();
    const two = ['wang', 'li'].map((by) => after(caseId, genesis(caseId), [event(1, by), event(2, by), event(3, by)]));
    const answers = await Promise.all(two.map((input) => save.saveCase(input)));
    expect(answers.map(({ outcome }) => outcome).toSorted()).toEqual(['behind', 'saved']);
    expect(new Set((await stored(caseId)).map(({ by }) => by.id)).size).toBe(1);
    await thenSound(caseId, 3);
  }
});

test('F8 documents that arrive in any order leave the newest', async () => {
  const caseId = newCaseId();
  const versions = [3, 1, 5, 2, 4, 5, 1];
  await Promise.all(
    versions.map((version) =>
      save.saveCase({ caseId, headHash: `head-${version}`, events: [], document: document(caseId, version) }),
    ),
  );
  expect(await view(caseId)).toMatchObject({ version: 5, kase: { headHash: 'head-5' } });
  await save.saveCase({ caseId, headHash: 'late', events: [], document: document(caseId, 4) });
  expect(await view(caseId)).toMatchObject({ version: 5, kase: { headHash: 'head-5' } });
});

test('F8 first documents that race each other leave the newest', async () => {
  const raced = Array.from({ length: 40 }, async () => {
    const caseId = newCaseId();
    const write = (version: number) =>
      save.saveCase({ caseId, headHash: '', events: [], document: document(caseId, version) });
    await Promise.all([write(1), write(2)]);
    return (await view(caseId))?.version;
  });
  expect(new Set(await Promise.all(raced))).toEqual(new Set([2]));
});

test('F38 a stored event that does not follow is no competitor but a broken chain', async () => {
  const caseId = newCaseId();
  const [foreign] = chain(caseId, 'another head', [event(1, 'mallory')]);
  await eventOf(opened.db).collection.insertOne({ ...foreign } as never);
  await expect(save.saveCase(after(caseId, genesis(caseId), [event(1, 'wang')]))).rejects.toMatchObject({
    type: 'chain-broken',
    nonRetryable: true,
  });
  expect(await view(caseId)).toBeNull();
});

test('what JSON drops and half a character leave a chain that verifies', async () => {
  const caseId = newCaseId();
  const data = { nothing: undefined, empty: {}, list: [null], half: '\uD83D', number: 0.1 };
  await save.saveCase(after(caseId, genesis(caseId), [event(1, 'wang', JSON.parse(JSON.stringify(data)) as object)]));
  await thenSound(caseId, 1);
  expect((await stored(caseId))[0]?.data).toEqual({ empty: {}, list: [null], half: '\uFFFD', number: 0.1 });
});

test('events are read on from any place, oldest first, a page at a time', async () => {
  const caseId = newCaseId();
  const head = genesis(caseId);
  const all = Array.from({ length: 250 }, (_, n) => event(n + 1, 'wang'));
  await save.saveCase(after(caseId, head, all));
  const first = await save.readEvents(caseId, 0);
  const second = await save.readEvents(caseId, first.length);
  expect([first.length, second.length, second[0]?.seq]).toEqual([200, 50, 201]);
  expect(firstBreak(caseId, head, [...first, ...second])).toBeNull();
});
