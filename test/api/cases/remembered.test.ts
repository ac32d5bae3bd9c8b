/** A command is judged on the case as it was shown last: nothing that people see differs for it. */
import { createRemembered } from '../../../api/cases/remembered.ts';
import type { Reach } from '../../../domain/kernel/people/access.ts';
import { caseOf } from '../../../models/cases/case.ts';
import type { StoredCase } from '../../../domain/kernel/process.ts';
import { type Api, openCall, openIncident, startApi } from '../../support/product/api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
}, 120_000);
afterAll(() => api.stop());

/** Past the API, as another of its processes would. */
const byAnother = async (person: string, number: string, command: string, data: object = {}, seen?: number) => {
  const actor = await api.product.directory.actorOf(person);
  if (!actor) throw new Error('no such person');
  const by = { actor, key: `u:${person}:${command}-${number}`, ...(seen === undefined ? {} : { seen }) };
  await api.product.caseClient.command(number, command, data, by);
};
const versionOf = async (number: string) => (await api.product.stored(number)).version;

test('what another process has made of the case since is what a refusal says, and shows', async () => {
  const number = await openIncident(api);
  const engineer = await api.as('eng-donghu-1');
  await engineer.get(`/api/incidents/${number}`).expect(200);
  await byAnother('eng-donghu-2', number, 'claim');
  const version = await versionOf(number);
  const { status, body } = await engineer.send(`/api/incidents/${number}/claim`);
  expect([status, body.code, body.view.parties.assignee]).toEqual([409, 'wrong-status', 'eng-donghu-2']);
  expect(await versionOf(number)).toBe(version);
});

test('what the case as it was shown would refuse is done when the case has come so far since', async () => {
  const number = await openIncident(api);
  const engineer = await api.as('eng-donghu-2');
  await engineer.send(`/api/incidents/${number}/claim`).expect(200);
  expect((await engineer.send(`/api/incidents/${number}/resume`)).body.code).toBe('wrong-status');
  await byAnother('eng-donghu-2', number, 'hold', { reason: 'user', note: '哪一批？' });
  const { body } = await engineer.send(`/api/incidents/${number}/resume`).expect(200);
  expect(body.status).toBe('in-progress');
});

/** A call of the school that somebody of the hospital made, after the school's accountant has looked at it. */
async function misheard() {
  const number = await openCall(api, { reporter: 'req-linxi' });
  const [desk, wrong] = [await api.as('desk-province'), await api.as('req-linxi')];
  const { version } = (await wrong.get(`/api/calls/${number}`).expect(200)).body;
  const wanted = { unit: '/dx/donghu/hospital', reporter: 'req-donghu' };
  const { policyVersion, calendars } = (await desk.post(`/api/corrections/${number}/preview`, wanted)).body;
  return { number, desk, wrong, version, data: { ...wanted, policyVersion, calendars, reason: '听错了' } };
}

describe('a case that was given out of his reach since it was shown to him', () => {
  test('is not there for him', async () => {
    const { number, desk, wrong, version, data } = await misheard();
    await desk.send(`/api/calls/${number}/correct`, data).set('If-Match', `"${version}"`).expect(200);
    expect((await wrong.send(`/api/calls/${number}/comment`, { text: '在吗', audience: 'public' })).status).toBe(404);
  });

  test('takes nothing from him when another process did it', async () => {
    const { number, wrong, version, data } = await misheard();
    await byAnother('desk-province', number, 'correct', data, version);
    const now = await versionOf(number);
    const { status } = await wrong.send(`/api/calls/${number}/comment`, { text: '在吗', audience: 'public' });
    expect([403, 404]).toContain(status);
    expect(await versionOf(number)).toBe(now);
    expect((await wrong.send(`/api/calls/${number}/comment`, { text: '在吗', audience: 'public' })).status).toBe(404);
  });
});

const stored = async (): Promise<StoredCase> => {
  const found = await caseOf(api.product.db).findOne().lean<StoredCase>();
  if (!found) throw new Error('no case');
  return found;
};

describe('what is kept', () => {
  const all: Reach = { covers: () => true, filter: { _id: { $in: [] } } };
  const none: Reach = { ...all, covers: () => false };

  test('is for a minute, for who reads that far, and never older than what was shown before', async () => {
    const one = await stored();
    let now = 0;
    const remembered = createRemembered(() => now);
    expect(remembered.within(one._id, all)).toBeUndefined();
    remembered.note({ ...one, version: 7 });
    remembered.note({ ...one, version: 6 });
    expect(remembered.within(one._id, all)?.version).toBe(7);
    expect([remembered.within(one._id, none), remembered.within(one._id, null)]).toEqual([undefined, undefined]);
    now = 59_999;
    expect(remembered.within(one._id, all)?.version).toBe(7);
    now = 60_000;
    expect(remembered.within(one._id, all)).toBeUndefined();
    remembered.note({ ...one, version: 8 });
    remembered.forget(one._id);
    expect(remembered.within(one._id, all)).toBeUndefined();
  });

  test('is nothing of a rehearsal, which has a time of its own', async () => {
    const one = await stored();
    const remembered = createRemembered();
    remembered.note({ ...one, mode: 'rehearsal' });
    expect(remembered.within(one._id, all)).toBeUndefined();
  });
});
