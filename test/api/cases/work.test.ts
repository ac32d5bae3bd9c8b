/** What those who work on cases do beside them: tags, time spent, watchers, and who stands in while somebody is away. */
import { randomUUID } from 'node:crypto';
import type { Test } from 'supertest';
import { noticeOf } from '../../../models/notices/notice.ts';
import { type Api, type Caller, openIncident, startApi } from '../../support/product/api.ts';

let api: Api;
let number: string;
let [engineer, supervisor, requester]: Caller[] = [];
beforeAll(async () => {
  api = await startApi();
  number = await openIncident(api);
  [engineer, supervisor, requester] = await Promise.all(
    ['eng-donghu-1', 'sup-donghu', 'req-linxi'].map((id) => api.as(id)),
  );
}, 120_000);
afterAll(() => api.stop());

/** A busy machine answers 202: the same key is asked with again. */
async function give(who: Caller | undefined, command: string, data: object, of = number): Promise<Awaited<Test>> {
  const key = randomUUID();
  return await api.product.eventually(async () => {
    const answer = await who!.send(`/api/incidents/${of}/${command}`, data, key);
    return answer.status !== 202 && answer;
  });
}
const codes = ({ body }: Awaited<Test>) =>
  (body.errors ?? []).map(({ pointer, code }: { pointer: string; code: string }) => `${pointer} ${code}`);
const found = async (who: Caller | undefined, query: string) => {
  const { status, body } = await who!.get(`/api/cases?${query}`);
  return status === 200 ? body.items.map((one: { number: string }) => one.number) : [status, body.errors?.[0]?.pointer];
};

const proposed = async (who: Caller | undefined, q = '') => (await who!.get(`/api/tags${q}`)).body.items;

const sheet = async (who: Caller | undefined, query: string) => (await who!.get(`/api/worklog?${query}`)).body;

test('tags: seen, found and proposed where one works, and nowhere else', async () => {
  const tagged = await give(engineer, 'tag', { tags: ['VPN', '国库, 支付'] });
  expect([tagged.status, codes(tagged)]).toEqual([422, ['/tags/1 bad-character']]);
  expect((await give(engineer, 'tag', { tags: ['VPN', '国库支付'] })).body.tags).toEqual(['VPN', '国库支付']);
  expect(await found(engineer, 'tag=ｖｐｎ')).toEqual([number]);
  expect(await found(supervisor, `tag=${encodeURIComponent('国库支付')},other&queue=donghu-l2`)).toEqual([number]);
  expect(await found(supervisor, 'tag=vpn&queue=xiling-l2')).toEqual([]);
  expect(await found(await api.as('sup-xiling'), 'tag=vpn')).toEqual([]);
  expect((await engineer!.get('/api/incidents/count?tag=vpn').expect(200)).body.count).toBe(1);
  expect(await found(requester, 'tag=vpn')).toEqual([422, '/tag']);
  const seen = (await requester!.get(`/api/cases/${number}`).expect(200)).body;
  expect([seen.tags, seen.tagKeys]).toEqual([undefined, undefined]);
  const timeline = (await requester!.get(`/api/cases/${number}/timeline`).expect(200)).body.items;
  expect(timeline.filter(({ type }: { type?: string }) => type === 'incident.tagged')).toEqual([]);
  expect(await proposed(engineer, '?q=vp')).toEqual([{ tag: 'VPN', count: 1 }]);
  expect(await proposed(engineer)).toHaveLength(2);
  expect(await proposed(await api.as('sup-xiling'))).toEqual([]);
  expect((await requester!.get('/api/tags')).status).toBe(403);
}, 60_000);

test('time spent: the sheet, its file, and totals; of others for those who answer for them', async () => {
  expect((await give(engineer, 'logTime', { minutes: 30, what: '查日志' })).body).toMatchObject({ spentMinutes: 30 });
  expect((await give(engineer, 'logTime', { minutes: 15 })).status).toBe(200);
  expect((await give(engineer, 'correctTime', { entry: 1, minutes: 20, reason: '记错' })).status).toBe(200);
  const other = await give(supervisor, 'logTime', { minutes: 60, on: 'eng-donghu-2' });
  expect(other.body.worklog).toHaveLength(3);
  expect(codes(await give(supervisor, 'logTime', { minutes: 60, on: 'nobody' }))).toEqual(['/on unknown']);
  expect((await give(engineer, 'logTime', { minutes: 60, on: 'eng-donghu-2' })).status).toBe(403);
  expect((await requester!.get(`/api/cases/${number}`)).body).not.toHaveProperty('worklog');

  const [{ day }] = other.body.worklog;
  const span = `from=${day}&to=${day}`;
  const own = await sheet(engineer, span);
  expect(own.minutes).toBe(35);
  expect(own.items[0]).toMatchObject({ number, entry: 1, person: 'eng-donghu-1', day, minutes: 20, what: '查日志' });
  expect((await sheet(engineer, `${span}&person=eng-donghu-2`)).items).toEqual([]);
  expect((await sheet(supervisor, `${span}&person=eng-donghu-2,eng-donghu-1`)).minutes).toBe(95);
  expect((await sheet(await api.as('sup-xiling'), `${span}&person=eng-donghu-1`)).items).toEqual([]);
  expect((await sheet(engineer, `from=${day}&to=2020-01-01`)).errors).toEqual([
    { pointer: '/to', code: 'before-start' },
  ]);
  expect((await sheet(engineer, 'from=2020-01-01&to=2026-01-01')).errors[0]).toMatchObject({ code: 'too-far' });
  expect((await sheet(engineer, `from=2026-02-30&to=${day}`)).errors[0]).toMatchObject({ pointer: '/from' });
  expect((await requester!.get(`/api/worklog?${span}`)).status).toBe(403);

  const file = await engineer!.get(`/api/worklog/export?${span}&lang=en`).expect(200);
  expect(file.text.split('\r\n').slice(0, 2)).toEqual([
    '\uFEFFDay,Person,Name,Case,Process,Entry,Minutes,What',
    `${day},eng-donghu-1,李强,${number},incident,1,20,查日志`,
  ]);
  expect(await api.product.db.collection('audit').countDocuments({ type: 'worklogExported' })).toBe(1);

  const totals = async (who: Caller | undefined, by: string) =>
    (await who!.get(`/api/worklog/totals?${span}&by=${by}`)).body;
  expect(await totals(supervisor, 'person')).toMatchObject({
    minutes: 95,
    items: [
      { key: 'eng-donghu-2', minutes: 60, entries: 1, cases: 1 },
      { key: 'eng-donghu-1', minutes: 35, entries: 2, cases: 1 },
    ],
  });
  expect((await totals(supervisor, 'team')).items).toEqual([{ key: 'donghu-l2', minutes: 95, entries: 3, cases: 1 }]);
  expect((await totals(await api.as('sup-xiling'), 'month')).items).toEqual([]);
  expect((await engineer!.get(`/api/worklog/totals?${span}`)).status).toBe(403);
}, 60_000);

test('a watcher reads the case, is told once who added him, and leaves', async () => {
  expect(codes(await give(engineer, 'addWatcher', { person: 'sup-xiling' }))).toEqual(['/person unknown']);
  expect(codes(await give(await api.as('owner'), 'addWatcher', { person: 'sup-xiling' }))).toEqual([
    '/person out-of-reach',
  ]);
  expect((await give(engineer, 'addWatcher', { person: 'sup-donghu' })).body.parties.followers).toEqual(['sup-donghu']);
  const of = { caseId: number, to: 'sup-donghu', template: 'incident-watcher-added' };
  const told = await api.product.eventually(async () => await noticeOf(api.product.db).findOne(of).lean());
  expect(told.data).toMatchObject({ by: 'eng-donghu-1' });
  expect(await found(supervisor, 'follower=me')).toEqual([number]);
  expect((await give(supervisor, 'unfollow', {})).status).toBe(200);
  expect(await noticeOf(api.product.db).countDocuments(of)).toBe(1);
}, 60_000);

test('out of office: it is said where people are picked, and what brings work reaches the deputy', async () => {
  const [away, deputy] = [engineer, await api.as('eng-donghu-2')];
  const today = new Date().toISOString().slice(0, 10);
  const given = await away!.post('/api/delegations', {
    to: 'eng-donghu-2',
    until: new Date(Date.parse(today) + 3 * 86_400_000).toISOString().slice(0, 10),
    reason: '休假',
    away: true,
  });
  expect(given.body).toMatchObject({ away: true, to: 'eng-donghu-2' });
  expect(new Date(given.body.until).toISOString()).toMatch(/T16:00:00/); // its day ends in Shanghai
  const circle = await deputy.post('/api/delegations', {
    to: 'eng-donghu-1',
    until: given.body.until,
    reason: '休假',
    away: true,
  });
  expect([circle.status, circle.body.code]).toEqual([409, 'delegation-circle']);
  const past = await away!.post('/api/delegations', { to: 'sup-donghu', until: '2020-01-01', reason: 'x', away: true });
  expect(codes(past)).toContain('/until in-past');

  const says = [expect.objectContaining({ deputy: 'eng-donghu-2', until: given.body.until })];
  expect((await supervisor!.get('/api/people/eng-donghu-1').expect(200)).body.away).toEqual(says);
  const listed = (await supervisor!.get('/api/people?q=eng-donghu').expect(200)).body.items;
  expect(listed.map(({ id, away: one }: { id: string; away?: object }) => [id, one !== undefined])).toEqual([
    ['eng-donghu-1', true],
    ['eng-donghu-2', false],
  ]);
  expect((await away!.get('/api/me').expect(200)).body.away).toEqual(says);
  expect((await away!.get('/api/notices').expect(200)).body.away).toEqual(says);

  const sent = await give(supervisor, 'dispatch', { person: 'eng-donghu-1' });
  expect([sent.status, sent.body.parties.assignee]).toEqual([200, 'eng-donghu-1']);
  const template = 'incident-dispatched';
  const told = await api.product.eventually(
    async () => await noticeOf(api.product.db).findOne({ caseId: number, to: 'eng-donghu-2', template }).lean(),
  );
  expect(told.data).toMatchObject({ insteadOf: 'eng-donghu-1' });
  expect(await noticeOf(api.product.db).countDocuments({ caseId: number, to: 'eng-donghu-1', template })).toBe(1);
  const inbox = (await deputy.get('/api/notices').expect(200)).body.items;
  const line = inbox.find((one: { template: string }) => one.template === template).lines;
  expect(line).toContainEqual(expect.stringContaining('李强'));

  await away!.bare(`/api/delegations/${given.body.id}/revoke`).expect(200);
  expect((await away!.get('/api/me').expect(200)).body.away).toBeUndefined();
}, 60_000);

const ofWork = async (who: Caller | undefined, query: string) => {
  const { body } = await who!.get(`/api/work?${query}`).expect(200);
  return { numbers: body.items.map((one: { number: string }) => one.number), counts: body.counts };
};
const named = async (who: Caller | undefined, of: string) => {
  const { body } = await who!.get(`/api/names?of=${encodeURIComponent(of)}`).expect(200);
  return new Map<string, string>(
    body.items.map(({ key, title }: { key: string; title: { zh: string } }) => [key, title.zh]),
  );
};

test('whose turn it is: lists ask it beside other filters, and the work of one process is its own', async () => {
  for (const turn of ['mine', 'team', 'role', 'all', 'waiting']) {
    const { numbers } = await ofWork(engineer, `of=${turn}`);
    expect([turn, await found(engineer, `turn=${turn}&sort=dueAt`)]).toEqual([turn, numbers]);
  }
  const { numbers, counts } = await ofWork(engineer, 'of=all&process=incident');
  expect(numbers).toContain(number);
  expect(counts).toEqual((await ofWork(engineer, 'of=all')).counts);
  const others = await ofWork(engineer, 'of=all&process=change');
  expect([others.numbers, others.counts]).toMatchObject([[], { mine: 0, team: 0, role: 0, over: 0, waiting: 0 }]);
  expect(await found(engineer, `turn=all&q=${number}`)).toEqual([number]);
  expect(await found(engineer, 'turn=all&priority=P1&q=nothing-like-it')).toEqual([]);
  expect(await found(await api.as('sup-xiling'), 'turn=all')).toEqual([]);
  expect(await found(engineer, 'turn=everybody')).toEqual([422, '/turn']);
}, 60_000);

test('names are asked for by their keys, each as far as the asker sees it', async () => {
  const of = `person:eng-donghu-1,person:nobody,organisation:/dx/donghu,queue:donghu-l2,application:payment,case:${number}`;
  const seen = await named(engineer, of);
  expect([...seen.keys()].toSorted()).toEqual(
    of
      .split(',')
      .filter((one) => one !== 'person:nobody')
      .toSorted(),
  );
  expect(seen.get('person:eng-donghu-1')).toBe('李强');
  const far = await named(await api.as('sup-xiling'), `case:${number},queue:donghu-l2,person:req-linxi`);
  expect([...far.keys()]).toEqual([]);
  const item = await api.product.db.collection<{ _id: string }>('items').findOne();
  expect((await named(requester, `item:${item?._id}`)).size).toBe(0);
  expect((await engineer!.get('/api/names?of=password:li')).status).toBe(422);
  expect((await api.get(`/api/names?of=case:${number}`)).status).toBe(401);
}, 60_000);

test('the timeline says what a notice says', async () => {
  const { items } = (await supervisor!.get(`/api/cases/${number}/timeline?limit=100`).expect(200)).body;
  const notice = items.find(({ template }: { template?: string }) => template === 'incident-watcher-added');
  expect(notice.words.zh).toMatch(/李强/);
  expect(notice.words.en).toContain(number);
});
