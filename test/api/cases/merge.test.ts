/** R019: what is merged away stays ended, and its reporter goes on where the work goes on. */
import { type Api, openIncident, startApi } from '../../support/product/api.ts';

let api: Api;
/** Reported by the school's accountant, the second by a cashier of the city's hospital, and merged into the first. */
let target: string;
let merged: string;
/** What the cashier got for the first one before. */
let before: number;
beforeAll(async () => {
  api = await startApi();
  target = await openIncident(api);
  merged = await openIncident(api, { reporter: 'req-donghu', unit: '/dx/donghu/hospital' });
  const cashier = await api.as('req-donghu');
  before = (await cashier.get(`/api/incidents/${target}`)).status;
  await (await api.as('eng-donghu-1')).send(`/api/incidents/${merged}/merge`, { target });
  // its document, by which he may read it, is written behind the event
  await api.product.eventually(async () => (await cashier.get(`/api/incidents/${target}`)).status === 200);
}, 120_000);
afterAll(() => api.stop());

test('R019 what its reporter says to the one that is gone is refused with the place where he may say it', async () => {
  const cashier = await api.as('req-donghu');
  const words = {
    comment: { text: '还是打不开', audience: 'public' },
    supplyInfo: { text: '还是打不开' },
    reopen: { reason: '还是打不开' },
  };
  for (const [command, body] of Object.entries(words)) {
    const late = await cashier.send(`/api/incidents/${merged}/${command}`, body);
    expect([late.status, late.body]).toEqual([
      409,
      expect.objectContaining({
        code: 'case-ended',
        params: expect.objectContaining({ mergedInto: target }),
        view: expect.objectContaining({ number: merged, mergedInto: target }),
        allowed: [],
      }),
    ]);
  }
});

test('R019 there he reads the public progress, finds it in his list, and what he says is heard', async () => {
  const cashier = await api.as('req-donghu');
  const seen = await cashier.get(`/api/incidents/${target}`);
  expect([before, seen.status]).toEqual([404, 200]);
  expect(seen.body.allowed).toEqual(expect.arrayContaining(['supplyInfo', 'comment', 'follow']));
  for (const command of ['cancel', 'amend', 'confirm']) expect(seen.body.allowed).not.toContain(command);
  expect(seen.body).not.toHaveProperty('contact'); // of whoever reported first
  expect(seen.body.parties).not.toHaveProperty('reporters');
  const list = await cashier.get('/api/incidents');
  expect(list.body.items.map(({ number }: { number: string }) => number)).toEqual(
    expect.arrayContaining([target, merged]),
  );
  const said = await cashier.send(`/api/incidents/${target}/supplyInfo`, { text: '还是打不开' });
  expect(said.status).toBe(200);
  const timeline = await cashier.get(`/api/cases/${target}/timeline`);
  expect(timeline.body.items).toContainEqual(
    expect.objectContaining({ type: 'incident.infoSupplied', data: { text: '还是打不开' } }),
  );
});

test('R019 an answer to a hold for the user resumes it, whichever reporter gives it', async () => {
  const engineer = await api.as('eng-donghu-1');
  await engineer.send(`/api/incidents/${target}/hold`, { reason: 'user', note: '哪一批？' });
  const answered = await (await api.as('req-donghu')).send(`/api/incidents/${target}/comment`, {
    text: '第七批',
    audience: 'public',
  });
  expect([answered.status, answered.body.status]).toEqual([200, 'in-progress']);
});

test('R019 it cannot be merged a second time, and nothing is merged into it: the answer names where the work goes on', async () => {
  const engineer = await api.as('eng-donghu-1');
  const again = await engineer.send(`/api/incidents/${merged}/merge`, { target });
  expect([again.status, again.body.code, again.body.params.mergedInto]).toEqual([409, 'case-ended', target]);
  const third = await openIncident(api);
  const into = await engineer.send(`/api/incidents/${third}/merge`, { target: merged });
  expect([into.status, into.body.code, into.body.params]).toEqual([409, 'target-not-open', { mergedInto: target }]);
});

test('R019 the text is not lost: one step more, with the same words and key, and it stands where the work goes on', async () => {
  const cashier = await api.as('req-donghu');
  const text = '新的截图说明：错误代码 7731';
  const key = 'same-words-0001';
  const late = await cashier.send(`/api/incidents/${merged}/supplyInfo`, { text }, key);
  const { mergedInto } = late.body.params;
  const said = await cashier.send(`/api/incidents/${mergedInto}/supplyInfo`, { text }, key);
  expect([said.status, said.body.number]).toEqual([200, target]);
  const { body } = await cashier.get(`/api/cases/${target}/timeline`);
  expect(body.items.filter(({ data }: { data: { text?: string } }) => data.text === text)).toHaveLength(1);
});

test('his cases are found by an index', async () => {
  const cases = api.product.db.collection('cases');
  const plan = await cases.find({ 'parties.reporters': 'req-donghu' }).sort({ openedAt: -1, _id: -1 }).explain();
  expect(JSON.stringify(plan['queryPlanner']?.winningPlan)).toContain('parties.reporters_1');
});
