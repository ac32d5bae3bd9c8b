/** The worker of rehearsals begins when somebody rehearses: seen in the store, where the number is allotted first. */
import { numberRecords } from '../../models/cases/number.ts';
import { prepareRehearsalStore, rehearsalStore } from '../../models/rehearsal.ts';
import { firstRehearsal } from '../../worker/rehearsal-worker.ts';
import { openDatabase, type TestDatabase } from '../support/engines/database.ts';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openDatabase();
});
afterAll(() => opened.stop());

test('waits while nobody rehearsed, goes on with the first number, and at once where there was one before', async () => {
  const store = rehearsalStore(opened.db);
  await prepareRehearsalStore(store);
  const never = new AbortController();
  let begun = false;
  const waited = firstRehearsal(store, never.signal).then(() => {
    begun = true;
  });
  const stop = new AbortController();
  const stopped = firstRehearsal(store, stop.signal);
  stop.abort();
  await stopped; // a stop ends the wait of this one alone
  expect(begun).toBe(false);
  const record = { _id: 'k', process: 'incident', caseId: 'INC-900000001', digest: 'd', at: Date.now() };
  await numberRecords(store).create(record);
  await waited;
  await firstRehearsal(store, never.signal);
});
