/** What the console is drawn from: forms, who one is, what waits, and the head of a case. */
import type { Response } from 'supertest';
import { calledSince } from '../../../client/registers/callers/catch-up.ts';
import { byKey } from '../../../api/callers/look-up.ts';
import { callerOf } from '../../../models/registers/callers/caller.ts';
import { type Api, type Caller, openCall, openIncident, report, startApi } from '../../support/product/api.ts';
import { openStream } from '../../support/product/live.ts';

let api: Api;
let engineer: Caller;
let agent: Caller;
let requester: Caller;
beforeAll(async () => {
  api = await startApi();
  [engineer, agent, requester] = await Promise.all([
    api.as('eng-donghu-1'),
    api.as('desk-donghu'),
    api.as('req-linxi'),
  ]);
}, 120_000);
afterAll(() => api.stop());

describe('forms', () => {
  test('a process is the same for all who read it, and whoever reads none of it finds nothing', async () => {
    const [his, hers] = await Promise.all([engineer, requester].map((one) => one.get('/api/processes').expect(200)));
    const keys = (answer: typeof his) => answer?.body.items.map(({ key }: { key: string }) => key);
    expect(keys(his)).toEqual(expect.arrayContaining(['call', 'incident', 'change', 'work-order']));
    expect(his?.body.items[0]).toEqual(hers?.body.items[0]);
    const administrator = await api.as('admin-system');
    expect((await administrator.get('/api/processes').expect(200)).body).toEqual({ items: [] });
    await administrator.get('/api/processes/incident/forms').expect(404);
    await engineer.get('/api/processes/dispatch/forms').expect(404);
    await api.get('/api/processes').expect(401);
    const refused = await engineer.get('/api/processes?all=1').expect(422);
    expect(refused.body.errors).toEqual([{ pointer: '/all', code: 'unknown-field' }]);
  });

  test('the forms of a process are sent once: a browser that has them is told that nothing changed', async () => {
    const first = await engineer.get('/api/processes/incident/forms').expect(200);
    expect(first.headers['content-encoding']).toBe('gzip');
    expect(first.headers['cache-control']).toBe('private, no-cache');
    const dispatch = first.body.forms.find(({ command }: { command: string }) => command === 'dispatch');
    expect(dispatch).toMatchObject({
      title: { zh: '派单', en: 'Dispatch' },
      part: 'never',
      path: '/api/incidents/{number}/dispatch',
      input: { type: 'object', required: ['person'] },
      picks: { '/person': 'person' },
    });
    const plain = await engineer.get('/api/processes/incident/forms').set('Accept-Encoding', 'identity').expect(200);
    expect([plain.headers['content-encoding'], plain.body]).toEqual([undefined, first.body]);
    const tag = String(first.headers['etag']);
    const same = await requester.get('/api/processes/incident/forms').set('If-None-Match', tag).expect(304);
    expect(same.text).toBe('');
    const list = String((await engineer.get('/api/processes')).headers['etag']);
    await engineer.get('/api/processes').set('If-None-Match', list).expect(304);
  });
});

const me = async (who: Caller) => (await who.get('/api/me').expect(200)).body;

describe('who one is', () => {
  test('where one begins is by the role, and what one may open is named', async () => {
    const supervisor = await api.as('sup-donghu');
    const owner = await api.as('owner');
    const all = await Promise.all([agent, engineer, requester, supervisor, owner].map(me));
    expect(all.map(({ landing }) => landing)).toEqual(['/desk', '/queue', '/my', '/board', '/overview']);
    expect(all.map(({ works }) => works)).toEqual([true, true, false, true, true]);
    expect(all[0]).toMatchObject({ zone: 'Asia/Shanghai', language: 'zh', session: { idleMs: 1_800_000 } });
    expect(all[0].opens.call).toEqual(['create']);
    expect((await me(await api.as('admin-system'))).opens).toEqual({});
  });

  test('own settings are kept for the person, and nothing of them leads elsewhere', async () => {
    const dark = { density: 'compact', theme: 'dark', singleKeys: false, landing: '/queue?view=7&sort=dueAt' };
    expect((await engineer.put('/api/me/settings', dark).expect(200)).body).toEqual(dark);
    expect(await me(engineer)).toMatchObject({ settings: dark, landing: dark.landing });
    expect((await me(agent)).settings).toEqual({
      density: 'comfortable',
      theme: 'system',
      singleKeys: true,
      landing: null,
    });
    await engineer.put('/api/me/settings', { ...dark, landing: null }).expect(200);
    expect((await me(engineer)).landing).toBe('/queue');
    const errors = async (body: object) => (await engineer.put('/api/me/settings', body).expect(422)).body.errors;
    for (const landing of ['//evil.example', 'https://evil.example', '/\\evil', 'queue', '/a b'])
      expect(await errors({ ...dark, landing })).toMatchObject([{ pointer: '/landing', code: 'wrong-format' }]);
    expect(await errors({ density: 'tiny', theme: 'dark', singleKeys: 'no', colour: 1 })).toHaveLength(4);
    await api.get('/api/me/counts').expect(401);
  });
});

/** Every case that an address lists, page by page. */
async function listed(who: Caller, address: string): Promise<string[]> {
  const numbers: string[] = [];
  for (let next: string | null = ''; next !== null; ) {
    const more: string = next === '' ? '' : `${address.includes('?') ? '&' : '?'}after=${encodeURIComponent(next)}`;
    const { body }: Response = await who.get(`${address}${more}`).expect(200);
    numbers.push(...body.items.map(({ number }: { number: string }) => number));
    next = body.next;
  }
  return numbers;
}

describe('what waits', () => {
  const counts = ['mine', 'team', 'role', 'over', 'soon', 'approvals', 'waiting'] as const;

  test('each count is as long as the list behind it', async () => {
    const number = await openIncident(api);
    await engineer.send(`/api/incidents/${number}/claim`).expect(200);
    await engineer.send(`/api/incidents/${number}/start`).expect(200);
    const second = await openIncident(api);
    await engineer.send(`/api/incidents/${second}/claim`).expect(200);
    await engineer.send(`/api/incidents/${second}/start`).expect(200);
    await engineer.send(`/api/incidents/${second}/hold`, { reason: 'user', note: '等用户回电' }).expect(200);
    await api.product.db
      .collection('cases')
      .updateOne({ _id: number as never }, { $set: { dueAt: Date.now() + 600_000 } });
    const supervisor = await api.as('sup-donghu');
    for (const who of [engineer, agent, requester, supervisor]) {
      const { body } = await who.get('/api/me/counts').expect(200);
      const lists = await Promise.all(counts.map((name) => listed(who, body.behind[name])));
      expect(Object.fromEntries(counts.map((name, i) => [name, lists[i]?.length]))).toEqual(
        Object.fromEntries(counts.map((name) => [name, body[name]])),
      );
    }
    const { body } = await engineer.get('/api/me/counts');
    expect(await listed(engineer, body.behind.soon)).toContain(number);
    expect(await listed(engineer, body.behind.waiting)).toEqual([second]);
    expect(body.notices).toEqual(expect.any(Number));
    await engineer.get('/api/work?clock=paused').expect(422);
  });
});

describe('the head of a case', () => {
  test('says of each clock how it stands now, by which policy, and how its deadline comes about', async () => {
    const number = await openIncident(api);
    await engineer.send(`/api/incidents/${number}/claim`).expect(200);
    const { body } = await engineer.send(`/api/incidents/${number}/start`).expect(200);
    const resolution = body.clocks.find(({ clock }: { clock: string }) => clock === 'resolution');
    expect(resolution).toMatchObject({ kind: 'sla', state: 'running', calendar: expect.stringMatching(/@\d+$/) });
    expect(resolution.dueAt).toBe(body.readings.resolution.dueAt);
    expect(body.promise.policy).toMatch(/@\d+$/);
    const shown = (await engineer.get(`/api/cases/${number}/clocks/resolution/explain`).expect(200)).body;
    expect(shown.now).toMatchObject({ clock: 'resolution', dueAt: resolution.dueAt });
    const runs = shown.segments.filter(({ is }: { is: string }) => is === 'run');
    expect(runs.at(-1)).toMatchObject({ until: null, totalMs: resolution.targetMs });
    const held = await engineer
      .send(`/api/incidents/${number}/hold`, { reason: 'user', note: '等用户回电' })
      .expect(200);
    const paused = held.body.clocks.find(({ clock }: { clock: string }) => clock === 'resolution');
    expect(paused).toMatchObject({ state: 'paused', soonAt: null, pause: { reason: 'user' } });
    const after = (await engineer.get(`/api/cases/${number}/clocks/resolution/explain`).expect(200)).body;
    expect(after.segments.at(-1)).toMatchObject({ is: 'pause', until: null, reason: 'user' });
  });

  test('shows the side of the requester no clock of the work, and nobody one that is not there', async () => {
    const number = await openIncident(api, { reporter: 'req-linxi' });
    const names = async (who: Caller) =>
      (await who.get(`/api/cases/${number}`).expect(200)).body.clocks.map(({ clock }: { clock: string }) => clock);
    const [his, hers] = [await names(engineer), await names(requester)];
    const inner = his.filter((name: string) => !hers.includes(name));
    expect(inner.length).toBeGreaterThan(0);
    expect(hers).toContain('resolution');
    await requester.get(`/api/cases/${number}/clocks/resolution/explain`).expect(200);
    await requester.get(`/api/cases/${number}/clocks/${inner[0]}/explain`).expect(404);
    await engineer.get(`/api/cases/${number}/clocks/no-such-clock/explain`).expect(404);
    await engineer.get(`/api/cases/${number}/clocks/%24where/explain`).expect(404);
    const call = await openCall(api);
    await (await api.as('req-school')).get(`/api/cases/${call}/clocks/response/explain`).expect(404);
  });
});

const find = async (q: string, who = agent) =>
  (await who.get(`/api/callers?q=${encodeURIComponent(q)}`).expect(200)).body.items;
const names = async (q: string, who = agent) => (await find(q, who)).map(({ name }: { name: string }) => name);

describe('who is on the phone', () => {
  test('is found by phone, name, pinyin, initials, id and unit, with what he has open', async () => {
    const { db } = api.product;
    await db
      .collection('people')
      .updateOne({ _id: 'req-linxi' as never }, { $set: { phone: '138 0712-6655', changedAt: Date.now() } });
    const number = await openIncident(api, { reporter: 'req-linxi' });
    const found = await api.product.eventually(async () => {
      const [first] = await find('13807');
      return first?.person === 'req-linxi' && first;
    });
    expect(found).toMatchObject({ name: '张燕', contact: '138 0712-6655', unit: '/dx/donghu/linxi/school' });
    expect(found.unitName).toEqual(expect.any(String));
    expect(found.applications).toEqual(['payment']);
    expect(found.open.map((one: { number: string }) => one.number)).toContain(number);
    expect(found.last).toEqual([{ application: 'payment', count: expect.any(Number) }]);
    for (const q of ['张燕', 'zhangyan', 'zy', 'ZhangY', 'yan', '6655', '0712 66', 'req-linxi', 'linxi/school'])
      expect([q, await names(q)]).toEqual([q, expect.arrayContaining(['张燕'])]);
    expect(await names('zz')).toEqual([]);
  });

  test('without an account is known from earlier calls, and one call is no second person', async () => {
    const left = { ...report, reporter: undefined, caller: '单小红', contact: '139-1111-2222' };
    const opened = await agent.send('/api/calls', left).expect(201);
    const [one, ...others] = await api.product.eventually(async () => {
      const all = await find('1391111');
      return all.length > 0 && all;
    });
    expect(others).toEqual([]);
    expect(one).toMatchObject({ name: '单小红', open: [{ number: opened.body.number, process: 'call' }] });
    expect(one.person).toBeUndefined();
    for (const q of ['sxh', 'shanxiaohong', '小红']) expect(await names(q)).toContain('单小红');
    const { body } = await agent.get(`/api/callers/${one.id}`).expect(200);
    expect(body).toMatchObject({ name: '单小红', around: { open: { count: expect.any(Number) }, majors: [] } });
    const { count, query } = body.around.open;
    expect(await listed(agent, query)).toHaveLength(count);
  });

  test('a major incident of the service is told before anybody is known by name', async () => {
    const number = await openIncident(api);
    await api.product.db.collection('cases').updateOne({ _id: number as never }, { $set: { major: true } });
    const near = `/api/callers/around?unit=${encodeURIComponent(report.unit)}`;
    const { body } = await agent.get(`${near}&application=payment`).expect(200);
    expect(body.majors.map((one: { number: string }) => one.number)).toContain(number);
    const above = `/api/callers/around?unit=%2Fdx%2Fdonghu`;
    expect((await agent.get(above).expect(200)).body.majors).toEqual([]);
    expect((await agent.get(`${above}&application=payment`).expect(200)).body.majors).toHaveLength(1);
    await api.product.db.collection('cases').updateOne({ _id: number as never }, { $set: { major: false } });
  });

  test('nobody is found out of reach, by too little, or by who answers no calls', async () => {
    const elsewhere = await api.as('sup-xiling');
    expect(await names('张燕', elsewhere)).toEqual([]);
    await elsewhere.get('/api/callers/person:req-linxi').expect(404);
    await agent.get('/api/callers/person:nobody-here').expect(404);
    await agent.get('/api/callers/%24where').expect(404);
    await requester.get('/api/callers?q=zhang').expect(403);
    await api.get('/api/callers?q=zhang').expect(401);
    for (const q of ['z', '张', '13', '1-3', '.'])
      expect((await agent.get(`/api/callers?q=${encodeURIComponent(q)}`).expect(422)).body.errors).toMatchObject([
        { pointer: '/q', code: 'too-short' },
      ]);
    expect(await names('.*')).toEqual([]);
    const other = await elsewhere.get(`/api/callers/around?unit=${encodeURIComponent(report.unit)}`).expect(422);
    expect(other.body.errors).toMatchObject([{ pointer: '/unit', code: 'unknown' }]);
  });

  test('both are found by an index', async () => {
    const { db } = api.product;
    const plan = async (collection: string, filter: object) =>
      JSON.stringify((await db.collection(collection).find(filter).explain())['queryPlanner']?.winningPlan);
    expect(await plan(callerOf(db).collection.collectionName, byKey('zy', ['/dx/donghu']))).toContain('keys_1');
    expect(await plan('cases', calledSince(Date.now() - 60_000))).toContain('updatedAt_1__id_1');
    const called = { caller: '单小红', 'parties.unit': report.unit, mode: 'live' };
    expect(await plan('cases', called)).toContain('parties.unit_1');
  });
});

const isOf = (typing: boolean) => (frame: { event: string; data: unknown }) =>
  frame.event === 'presence' && JSON.stringify(frame.data).includes(`"typing":${typing}`);

describe('who else looks at a case', () => {
  test('those who work on it see each other at once, and nobody else does', async () => {
    const number = await openIncident(api, { reporter: 'req-linxi' });
    const path = `/api/cases/${number}/presence`;
    const stream = await openStream(api.address, `/api/live?scope=case&number=${number}`, agent);
    const hers = await openStream(api.address, `/api/live?scope=case&number=${number}`, requester);
    const { body } = await engineer.put(path, { typing: true }).expect(200);
    expect(body.people).toMatchObject([{ person: 'eng-donghu-1', name: '李强', typing: true }]);
    expect((await stream.until(isOf(true))).data).toMatchObject({ number, people: [{ person: 'eng-donghu-1' }] });
    await engineer.put(path, { typing: false }).expect(200);
    await stream.until(isOf(false));
    expect((await agent.get(path).expect(200)).body.people).toHaveLength(1);
    await engineer.delete(path).expect(204);
    await stream.until(({ event, data }) => event === 'presence' && JSON.stringify(data).includes('"people":[]'));
    expect(hers.frames.filter(({ event }) => event === 'presence')).toEqual([]);
    for (const one of [stream, hers]) one.close();
    await requester.get(path).expect(403);
    await requester.put(path, { typing: true }).expect(403);
    await (await api.as('req-school')).get(path).expect(404);
    await engineer.put(path, { typing: 'yes' }).expect(422);
    expect((await engineer.get(`/api/cases/${number}`)).body.version).toBe(
      (await agent.get(`/api/cases/${number}`)).body.version,
    );
  });

  test('whoever says nothing for half a minute is not there', async () => {
    const number = await openIncident(api);
    const path = `/api/cases/${number}/presence`;
    await engineer.put(path, { typing: true }).expect(200);
    const at = Date.now() - 31_000;
    await api.product.db.collection('presence').updateOne({ number }, { $set: { at } });
    expect((await agent.get(path).expect(200)).body.people).toEqual([]);
  });
});

describe('the board', () => {
  type Numbered = { count: number; query: string };
  test.each(['person', 'team', 'organisation'])('by %s: every number is as long as the list behind it', async (by) => {
    const { db } = api.product;
    const number = await openIncident(api);
    await db.collection('cases').updateOne(
      { _id: number as never },
      {
        $set: {
          openedAt: Date.now() - 5 * 86_400_000,
          updatedAt: Date.now() - 2 * 86_400_000,
          dueAt: 1,
          'counts.handBacks': 2,
          'counts.reopened': 3,
        },
      },
    );
    const supervisor = await api.as('sup-donghu');
    const { body } = await supervisor.get(`/api/board?by=${by}`).expect(200);
    expect([body.organisation, body.by, body.persons]).toEqual(['/dx/donghu', by, true]);
    const all: Numbered[] = [
      body.total,
      ...body.stages,
      ...body.columns,
      ...body.cells,
      ...body.ages,
      ...Object.values(body.sides as Record<string, Numbered>),
    ];
    expect(all.length).toBeGreaterThan(15);
    for (const { count, query } of all)
      expect([query, (await listed(supervisor, query)).length]).toEqual([query, count]);
    const sum = (rows: Numbered[]) => rows.reduce((total, { count }) => total + count, 0);
    for (const rows of [body.stages, body.columns, body.cells, body.ages]) expect(sum(rows)).toBe(body.total.count);
    for (const side of ['over', 'handedBack', 'reopened', 'silent'])
      expect(await listed(supervisor, body.sides[side].query)).toContain(number);
    const nobody = body.columns.filter(
      ({ value, name }: { value: string | null; name: string }) => value === null && name === '',
    );
    expect(nobody.length).toBeGreaterThanOrEqual(by === 'person' ? 1 : 0);
  });

  test('persons are told apart for who leads them, and nobody looks beyond his organisations', async () => {
    expect((await engineer.get('/api/board').expect(200)).body).toMatchObject({ by: 'team', persons: false });
    await engineer.get('/api/board?by=person').expect(403);
    await requester.get('/api/board').expect(403);
    const supervisor = await api.as('sup-donghu');
    for (const org of ['/dx', '/dx/xiling', '/dx/nowhere'])
      expect((await supervisor.get(`/api/board?org=${encodeURIComponent(org)}`).expect(422)).body.errors).toMatchObject(
        [{ pointer: '/org', code: 'unknown' }],
      );
    const narrow = await supervisor.get('/api/board?process=incident&priority=P1,P2&application=payment').expect(200);
    expect(narrow.body.stages.every(({ process }: { process: string }) => process === 'incident')).toBe(true);
  });
});

describe('the wall-board', () => {
  test('shows sums and no name, by a link that is good for one organisation until it is ended', async () => {
    const supervisor = await api.as('sup-donghu');
    const wish = { name: '大厅', organisation: '/dx/donghu', days: 30 };
    const { body: made } = await supervisor.post('/api/wall-links', wish).expect(201);
    const screen = `/api/wall/screens/${made.link}`;
    const { body } = await api.get(screen).expect(200);
    expect(body).toMatchObject({ organisation: '/dx/donghu', open: expect.any(Number), priorities: expect.any(Array) });
    expect(body.open).toBeGreaterThan(0);
    expect(body.below.length).toBeGreaterThan(0);
    expect(JSON.stringify(body)).not.toMatch(/张燕|国库支付凭证|req-linxi|INC-|CAL-|0712/);
    expect((await supervisor.get('/api/wall?organisation=%2Fdx%2Fdonghu').expect(200)).body).toMatchObject({
      name: body.name,
    });
    await api.get(`/api/wall/screens/${made.link.slice(0, -2)}xx`).expect(404);
    await api.get(`/api/cases?link=${made.link}`).expect(401);
    const { body: listedLinks } = await supervisor.get('/api/wall-links').expect(200);
    expect(listedLinks.items.map(({ id }: { id: string }) => id)).toEqual([made.id]);
    expect(JSON.stringify(listedLinks)).not.toContain(made.link);
    const elsewhere = await api.as('sup-xiling');
    expect((await elsewhere.get('/api/wall-links').expect(200)).body.items).toEqual([]);
    await elsewhere.delete(`/api/wall-links/${made.id}`).expect(404);
    expect((await elsewhere.post('/api/wall-links', wish).expect(422)).body.errors).toMatchObject([
      { pointer: '/organisation', code: 'unknown' },
    ]);
    await elsewhere.get('/api/wall?organisation=%2Fdx%2Fdonghu').expect(422);
    // Sums of calls and incidents are not for who reads neither, though he reads other cases there.
    for (const person of ['appraiser-dx', 'records-dx', 'keeper-donghu', 'req-linxi'])
      await (await api.as(person)).get('/api/wall?organisation=%2Fdx%2Fdonghu').expect(403);
    await engineer.get('/api/wall?organisation=%2Fdx%2Fdonghu').expect(200);
    await engineer.post('/api/wall-links', wish).expect(403);
    await supervisor.delete(`/api/wall-links/${made.id}`).expect(204);
    await api.get(screen).expect(404);
    await supervisor.delete(`/api/wall-links/${made.id}`).expect(404);
  });
});
