/** What the console is drawn from: forms, who one is, what waits, and the head of a case. */
import type { Response } from 'supertest';
import { type Api, type Caller, openCall, openIncident, startApi } from '../../support/product/api.ts';

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

describe('who one is', () => {
  const me = async (who: Caller) => (await who.get('/api/me').expect(200)).body;

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
