/** What is sent twice, or to many at once, happens once, and each gets its own answer. */
import { randomUUID } from 'node:crypto';
import { counterOf, numberRecords } from '../../../models/cases/number.ts';
import {
  type Api,
  callerWith,
  cookieOf,
  countEvents,
  openCall,
  openIncident,
  report,
  signIn,
  startApi,
  weight,
} from '../../support/product/api.ts';
import { openStream } from '../../support/product/live.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
}, 120_000);
afterAll(() => api.stop());

const { reporter: _, ...told } = report;
const call = { ...told, channel: 'site' } as const;
const numberOf = ({ body }: { body: { number: string } }) => body.number;
/** Of one person's commands; what follows from them comes later, each once under a key of its own. */
const eventCount = (by: string) => countEvents(api.product.db, { key: { $regex: `^u:${by}:` } });

test('R022 five clicks on one form with one key are one call, one event and one notice each', async () => {
  const requester = await api.as('req-linxi');
  const key = randomUUID();
  const answers = await Promise.all([1, 2, 3, 4, 5].map(() => requester.send('/api/calls', call, key)));
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
  const [number = '', ...others] = new Set(answers.map(numberOf));
  expect(others).toEqual([]);
  expect(await api.product.eventsOf(number)).toHaveLength(1);
  const notices = await api.product.eventually(async () => {
    const found = await api.product.db.collection('notices').find({ caseId: number }).toArray();
    return found.length > 0 && found;
  });
  expect(new Set(notices.map(({ to }) => to as string)).size).toBe(notices.length);
});

test('R022 five keys are five calls, of which each later one names the first as a likely duplicate', async () => {
  const requester = await api.as('req-linxi');
  const same = { ...call, title: '凭证号重复', application: 'execution' };
  const first = await requester.send('/api/calls', same);
  expect(first.body.likelyDuplicates).toEqual([]);
  for (let again = 2; again <= 5; again += 1) {
    const { body } = await requester.send('/api/calls', same);
    const likely = body.likelyDuplicates as { number: string; similarity: number }[];
    expect(likely.map(({ number }) => number)).toContain(first.body.number);
    expect(likely).toHaveLength(again - 1);
  }
});

test('R022 a withdrawn call leaves lists, work, live streams and counts at once; an older screen is told that it ended', async () => {
  const number = await openCall(api, { application: 'budget' });
  const agent = await api.as('desk-linxi');
  const stream = await openStream(api.address, '/api/live?scope=work', agent);
  const mine = async () => ({
    listed: (await agent.get('/api/calls?status=new&application=budget')).body.items.map(
      (one: { number: string }) => one.number,
    ),
    waiting: (await agent.get('/api/work')).body.items.some((one: { number: string }) => one.number === number),
    counted: (await agent.get('/api/calls/count?status=new&application=budget')).body.count,
  });
  expect(await mine()).toEqual({ listed: [number], waiting: true, counted: 1 });
  await (await api.as('req-linxi')).send(`/api/calls/${number}/cancel`, { reason: 'withdrawn' });
  expect(await mine()).toEqual({ listed: [], waiting: false, counted: 0 });
  const { data } = await stream.until(({ event, data: of }) => event === 'case' && JSON.stringify(of).includes(number));
  expect(data).toMatchObject({ number, status: 'canceled' });
  stream.close();
  const late = await agent.send(`/api/calls/${number}/take`);
  expect([late.status, late.body.code, late.body.view.status]).toEqual([409, 'case-ended', 'canceled']);
});

const titled = (words: string) => ({ ...call, title: words, application: 'budget' });

describe('R077 equal requests at the same moment', () => {
  test('R077 with one key are one call with one number, round after round, and leave no gap between the rounds', async () => {
    const requester = await api.as('req-linxi');
    const gap = async () => {
      const counter = await counterOf(api.product.db).findById('call').lean();
      return (counter?.last ?? 0) - (await numberRecords(api.product.db).countDocuments({ process: 'call' }));
    };
    await openCall(api, { application: 'budget' }); // the counter begins somewhere
    const before = await gap();
    const given: string[] = [];
    for (const round of [1, 2, 3]) {
      const key = randomUUID();
      const sent = () => requester.send('/api/calls', titled(`同时第 ${round} 次`), key);
      const answers = await Promise.all(Array.from({ length: 8 }, sent));
      expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 201));
      const [number = '', ...others] = new Set(answers.map(numberOf));
      expect(others).toEqual([]);
      expect(await api.product.eventsOf(number)).toHaveLength(1);
      given.push(number);
    }
    // What equal requests took in vain is given to the next: only the last round's may be left over.
    expect((await gap()) - before).toBeLessThanOrEqual(32);
    expect(new Set(given).size).toBe(3);
  });

  test('R077 half of them with other words are one call, and the others are told that the key was used', async () => {
    const requester = await api.as('req-linxi');
    const key = randomUUID();
    const sent = (i: number) => requester.send('/api/calls', titled(i % 2 === 0 ? '一' : '二'), key);
    const answers = await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map(sent));
    const opened = answers.filter(({ status }) => status === 201);
    const refused = answers.filter(({ status }) => status === 422);
    expect([opened.length, refused.length, new Set(opened.map(numberOf)).size]).toEqual([4, 4, 1]);
    expect(new Set(refused.map(({ body }) => body.code))).toEqual(new Set(['key-reused']));
  });

  test('R077 one comment is one event, and one key is never the answer of another process', async () => {
    const requester = await api.as('req-linxi');
    const number = await openCall(api, { application: 'budget' });
    const key = randomUUID();
    const comment = () => requester.send(`/api/calls/${number}/comment`, { text: '在', audience: 'public' }, key);
    const answers = await Promise.all(Array.from({ length: 8 }, comment));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(
      (await api.product.eventsOf(number)).map(({ type }) => type).filter((type) => type === 'call.commented'),
    ).toHaveLength(1);
  });
});

describe('R025 a program that cannot keep a key sends a number of its own', () => {
  test('R025 the same report under it is the same call, whatever the key, also at the same moment and after its end', async () => {
    const plugin = await api.as('req-linxi');
    const sent = { ...call, channel: 'plug-in', externalRef: 'plugin-7731' };
    const answers = await Promise.all([1, 2, 3].map(() => plugin.send('/api/calls', sent)));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    const [number = '', ...others] = new Set(answers.map(numberOf));
    expect([others, answers[0]?.body.externalRef]).toEqual([[], 'plugin-7731']);
    await plugin.send(`/api/calls/${number}/cancel`, { reason: 'withdrawn' });
    const after = await plugin.send('/api/calls', sent);
    expect([after.status, numberOf(after), after.body.status]).toEqual([201, number, 'canceled']);
    expect(await api.product.eventsOf(number)).toHaveLength(2);
  });

  test('R025 another report under it is refused with the call that it was used for', async () => {
    const plugin = await api.as('req-linxi');
    const sent = { ...call, channel: 'plug-in', externalRef: '工单 7732/a' };
    const number = numberOf(await plugin.send('/api/calls', sent));
    const { status, body } = await plugin.send('/api/calls', { ...sent, title: '别的问题' });
    expect([status, body.code, body.errors]).toEqual([
      422,
      'invalid-data',
      [{ pointer: '/externalRef', code: 'already-used', params: { number } }],
    ]);
  });

  test('R025 it is unique for its sender, reporter and channel, and nobody learns of others by it', async () => {
    const sent = { ...call, channel: 'plug-in', externalRef: 'plugin-7733' };
    const first = numberOf(await (await api.as('req-linxi')).send('/api/calls', sent));
    const byMail = await (await api.as('req-linxi')).send('/api/calls', { ...sent, channel: 'mail' });
    const other = { ...sent, unit: '/dx/donghu/hospital' };
    const stranger = await (await api.as('req-donghu')).send('/api/calls', other);
    expect([byMail.status, stranger.status]).toEqual([201, 201]);
    expect(new Set([first, numberOf(byMail), numberOf(stranger)]).size).toBe(3);
    expect(JSON.stringify(stranger.body)).not.toContain(first);
  });

  test.each([[''], ['x'.repeat(101)], ['a\u0000b'], [7731], [{ $ne: '' }]])(
    'R025 %j is no such number',
    async (externalRef) => {
      const { status, body } = await (await api.as('req-linxi')).send('/api/calls', { ...call, externalRef });
      expect([status, body.errors[0].pointer]).toEqual([422, '/externalRef']);
    },
  );
});

test('R038 a session that ends under a form leaves the key usable: after signing in again the same form acts once', async () => {
  const number = await openIncident(api);
  const first = await signIn(api.address, 'eng-donghu-1', api.password);
  expect((await first.send(`/api/incidents/${number}/claim`)).status).toBe(200);
  await first.delete('/api/session');
  const key = randomUUID();
  const form = {
    solution: '字'.repeat(500),
    causeCode: 'configuration',
    category: 'software-function',
    knowledge: { kind: 'none', reason: '一次性' },
  };
  const resolve = (caller: Pick<typeof first, 'send'>) => caller.send(`/api/incidents/${number}/resolve`, form, key);
  const out = await resolve(first);
  expect([out.status, out.body.code]).toEqual([401, 'session-ended']);
  const second = await signIn(api.address, 'eng-donghu-1', api.password);
  const [done, again] = [await resolve(second), await resolve(second)];
  expect([done.status, done.body.status, again.status]).toEqual([200, 'resolved', 200]);
  const events = await api.product.eventsOf(number);
  expect(events.filter(({ type }) => type === 'incident.resolved')).toHaveLength(1);
  // Another person's session with the same key is another command, and finds nothing of the form.
  const other = callerWith(
    api.address,
    cookieOf(await api.post('/api/session', { name: 'eng-donghu-2', password: api.password })),
  );
  expect((await resolve(other)).body.code).toBe('wrong-status');
});

const solved = {
  solution: '重启中间件',
  causeCode: 'configuration',
  category: 'software-function',
  knowledge: { kind: 'none', reason: '一次性' },
};
type Result = { number: string; status: number; problem?: { code: string } };
const codeOf = ({ status, problem }: Result) => problem?.code ?? status;

test('R034 of twenty cases resolved at once seventeen are done and three refused with their codes; the same again does nothing', async () => {
  const numbers: string[] = [];
  for (let at = 0; at < 20; at += 1) numbers.push(await openIncident(api));
  const supervisor = await api.as('sup-donghu');
  await supervisor.send(`/api/incidents/${numbers[6]}/cancel`, { reason: '误报' });
  const province = await api.as('desk-province');
  const elsewhere = {
    ...report,
    ...weight,
    unit: '/dx/xiling/yuntai/school',
    reporter: 'req-school',
    queue: 'xiling-l2',
  };
  numbers.splice(10, 1, numberOf(await province.send('/api/incidents', elsewhere)));
  // One of the county's, still with its first line: the engineer may read it, but its policy wants a triage first.
  numbers.splice(12, 1, await openIncident(api, { queue: undefined }));

  const engineer = await api.as('eng-donghu-1');
  const key = randomUUID();
  const send = (order: string[]) =>
    engineer.send('/api/commands', { command: 'resolve', numbers: order, data: solved }, key);
  const first = await send(numbers);
  const codes = first.body.results.map(codeOf);
  expect(first.body).toMatchObject({ done: 17, refused: 3 });
  expect([codes[6], codes[10], codes[12]]).toEqual(['case-ended', 'not-found', 'not-permitted']);

  const events = await eventCount('eng-donghu-1');
  const again = await send(numbers.toReversed());
  expect(again.body.results.map(codeOf).toReversed()).toEqual(codes);
  expect(await eventCount('eng-donghu-1')).toBe(events);
}, 60_000);

test('R034 a bulk whose data are wrong names the field for every case, and changes none', async () => {
  const numbers = [await openIncident(api), await openIncident(api)];
  const { causeCode: _cause, ...lacking } = solved;
  const { body } = await (await api.as('eng-donghu-1')).send('/api/commands', {
    command: 'resolve',
    numbers,
    data: lacking,
  });
  expect(body.results).toMatchObject(
    numbers.map((number) => ({
      number,
      status: 422,
      problem: { code: 'invalid-data', errors: [{ pointer: '/causeCode', code: 'required' }] },
    })),
  );
  expect((await api.product.stored(numbers[0] ?? '')).version).toBe(1);
});
