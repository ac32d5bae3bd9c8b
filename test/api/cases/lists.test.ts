import type { CaseOutside } from '../../../domain/kernel/record/outside.ts';
import { caseOf } from '../../../models/cases/case.ts';
import { reworded } from '../../../client/record/reword.ts';
import { type Api, type Caller, openCall, openIncident, report, startApi } from '../../support/product/api.ts';
import { orAll } from '../../support/product/sample/whole.ts';

const MANY = 205;
let api: Api;
let owner: Caller;
let first: string;
beforeAll(async () => {
  api = await startApi();
  owner = await api.as('owner');
  first = await openIncident(api);
  await copies(first);
}, 120_000);
afterAll(() => api.stop());

/** Many cases with one deadline and one priority, as a bulk create of one moment would leave them. */
async function copies(number: string): Promise<void> {
  const { db } = api.product;
  const one = await api.product.stored(number);
  const rest = Array.from({ length: MANY - 1 }, (_, at) => ({
    ...one,
    _id: `INC-${String(900_000 + at)}`,
    title: at < 100 ? '同一故障' : `同一故障 ${at}`,
  }));
  await caseOf(db).collection.insertMany(rest as never[]);
  for (const { _id } of rest) await reworded(db, _id, { write: true });
}

async function walk(query: string, between: () => Promise<unknown> = async () => undefined): Promise<CaseOutside[]> {
  const found: CaseOutside[] = [];
  for (let next: string | null = ''; next !== null; ) {
    const after: string = next === '' ? '' : `&after=${encodeURIComponent(next)}`;
    const { body, status } = await owner.get(`/api/incidents?limit=50&${query}${after}`);
    expect(status).toBe(200);
    found.push(...body.items);
    next = body.next;
    await between();
  }
  return found;
}

const sorts = ['dueAt', 'priority', 'title', 'openedAt'];

const bothWays = sorts.flatMap((sort) => [sort, `-${sort}`]);
/** Each sort one way, by turns up and down: both ways, undisturbed, are walked below. */
const byTurns = orAll(bothWays, (_, at) => at % 4 === 0 || at % 4 === 3);

test.each(byTurns)(
  'R031 a walk through all pages by %s shows each of 205 cases once, while others are at work',
  async (sort) => {
    const engineer = await api.as('eng-donghu-1');
    const found = await walk(`sort=${sort}`, () =>
      engineer.send(`/api/incidents/${first}/comment`, { text: '同时', audience: 'internal' }),
    );
    expect(found).toHaveLength(MANY);
    expect(new Set(found.map(({ number }) => number)).size).toBe(MANY);
  },
);

test.each(['updatedAt', '-updatedAt'])(
  'R031 a walk by %s misses and doubles nothing that did not change',
  async (sort) => {
    const engineer = await api.as('eng-donghu-1');
    const found = await walk(`sort=${sort}`, () =>
      engineer.send(`/api/incidents/${first}/comment`, { text: '同时', audience: 'internal' }),
    );
    const unchanged = found.filter(({ number }) => number !== first).map(({ number }) => number);
    expect(unchanged).toHaveLength(MANY - 1);
    expect(new Set(unchanged).size).toBe(MANY - 1);
  },
);

test.each([...sorts, 'updatedAt'])('R031 a walk by %s backwards meets the same cases', async (sort) => {
  const [up, down] = [await walk(`sort=${sort}`), await walk(`sort=-${sort}`)];
  expect(down.map(({ number }) => number)).toEqual(up.map(({ number }) => number).toReversed());
});

const cursor = async (query = '') => (await owner.get(`/api/incidents?limit=10${query}`)).body.next as string;
const ask = async (after: string, query = '', caller = owner) => {
  const { status, body } = await caller.get(`/api/incidents?limit=10${query}&after=${encodeURIComponent(after)}`);
  return [status, body.errors?.[0]?.pointer];
};

describe('a cursor', () => {
  test('is good for its own list, filter and person, and for nothing else', async () => {
    const after = await cursor('&status=queued');
    expect(await ask(after, '&status=queued')).toEqual([200, undefined]);
    expect(await ask(after)).toEqual([422, '/after']);
    expect(await ask(after, '&status=queued,new')).toEqual([422, '/after']);
    expect(await ask(after, '&status=queued', await api.as('auditor'))).toEqual([422, '/after']);
  });

  test('that somebody made or changed is refused', async () => {
    const after = await cursor();
    const forged = Buffer.from('{"id":"INC-000001","value":{"$gt":""}}').toString('base64url');
    const changedAt = (at: number) => `${after.slice(0, at)}${after[at] === 'A' ? 'B' : 'A'}${after.slice(at + 1)}`;
    const ours = [0, 20, after.length - 10].map(changedAt);
    for (const one of [
      'x',
      '.',
      `${after}.`,
      `${after}A`,
      after.slice(4),
      after.slice(0, -4),
      forged,
      `${forged}.x`,
      ...ours,
    ])
      expect([one, ...(await ask(one))]).toEqual([one, 422, '/after']);
  });

  test('S07 tells nobody what is in it', async () => {
    const [after, again] = [await cursor(), await cursor()];
    expect(again).not.toBe(after);
    for (const text of [after, Buffer.from(after, 'base64url').toString('latin1')])
      expect(text).not.toMatch(/INC-|"id"|\d{6}/);
  });
});

const numbers = async (query: string, caller = owner) => {
  const { body } = await caller.get(`/api/incidents?limit=100&${query}`);
  return body.items.map(({ number }: CaseOutside) => number) as string[];
};

describe('filters', () => {
  test('find by number, words of the title, and several values', async () => {
    expect(await numbers('q=INC-900007')).toEqual(['INC-900007']);
    expect(await numbers(`q=${encodeURIComponent('ＩＮＣ－900007')}`)).toEqual(['INC-900007']);
    expect(await numbers(`q=${encodeURIComponent('同一故障 203')}`)).toEqual(['INC-900203']);
    expect(await numbers('status=closed,canceled')).toEqual([]);
    expect(await numbers('status=queued,closed&priority=P3,P4&tier=L2')).toHaveLength(100);
  });

  test.each([
    ['VPN down: 请重启', ['vpn', 'VPN DOWN', 'ＶＰＮ', 'ｖｐｎ　down：', 'vpn down:请', 'down', 'v.n']],
    ['ＶＰＮ　断了（市局）', ['vpn', 'VPN 断了(市', 'ｖｐｎ　断了（', 'vpn断了']],
    ['①号机房 [A-Z] Σ', ['①', '①号机房 [a-z] σ', '1号']],
  ])('find the title %s whatever the case and width of the words', async (title, asked) => {
    await caseOf(api.product.db).collection.updateOne({ _id: 'INC-900042' as never }, { $set: { title } });
    await reworded(api.product.db, 'INC-900042', { write: true });
    const found = await Promise.all(asked.map(async (q) => (await numbers(`q=${encodeURIComponent(q)}`)).length > 0));
    const misses = ['v.n', 'vpn down:请', 'vpn断了'];
    expect(asked.filter((_, at) => !found[at])).toEqual(asked.filter((q) => misses.includes(q)));
  });

  test.each(['INC900007', 'inc900007', 'ｉｎｃ９００００７', 'inc-900007'])('find by the number %s', async (q) => {
    expect(await numbers(`q=${encodeURIComponent(q)}`)).toEqual(['INC-900007']);
  });

  test('find by person, queue, unit, organisation with all below, and deadline', async () => {
    expect(await numbers('assignee=none')).toHaveLength(100);
    expect(await numbers('assignee=me')).toEqual([]);
    expect(await numbers('assignee=eng-donghu-1')).toEqual([]);
    expect(await numbers('queue=donghu-l2&unit=/dx/donghu/linxi/school')).toHaveLength(100);
    expect(await numbers('org=/dx/xiling')).toEqual([]);
    expect(await numbers('org=/dx/donghu/linxi,/dx/xiling')).toHaveLength(100);
    expect(await numbers('clock=over')).toEqual([]);
    expect(await numbers('openedFrom=2100-01-01T00:00:00Z')).toEqual([]);
    expect(await numbers('openedTo=2100-01-01T00:00:00%2B08:00&open=true')).toHaveLength(100);
    expect(await numbers('open=false')).toEqual([]);
  });

  test('that would reach into another organisation find what the own reach holds, which is nothing', async () => {
    const caller = await api.as('sup-xiling');
    expect(await numbers('org=/dx/donghu', caller)).toEqual([]);
    expect(await numbers('assignee=none', caller)).toEqual([]);
  });

  test('count alike, and no further than ten thousand', async () => {
    expect((await owner.get('/api/incidents/count?status=queued')).body).toEqual({ count: MANY, capped: false });
    expect((await owner.get('/api/cases/count?process=call')).body).toEqual({ count: 0, capped: false });
  });

  test('an item has no inner state', async () => {
    const { body } = await owner.get('/api/cases?limit=1');
    expect(body.items[0]).not.toHaveProperty('kase');
    expect(body.serverNow).toMatch(/^\d{4}-.*Z$/);
  });
});

test('figures count open cases, each with the query that lists them', async () => {
  const { body } = await owner.get('/api/figures/open?by=queue');
  expect(body).toMatchObject({ total: MANY, items: [{ process: 'incident', value: 'donghu-l2', count: MANY }] });
  const listed = await owner.get(body.items[0].query.replace('/api/incidents', '/api/incidents/count'));
  expect(listed.body.count).toBe(MANY);
});

test('a drill or rehearsal moves no figure', async () => {
  const cases = caseOf(api.product.db).collection;
  await cases.updateOne({ _id: 'INC-900000' as never }, { $set: { mode: 'drill' } });
  expect((await owner.get('/api/figures/open')).body.total).toBe(MANY - 1);
  await cases.updateOne({ _id: 'INC-900000' as never }, { $set: { mode: 'live' } });
});

test.each(['open?by=status', 'open?by=priority', 'open?by=tier', 'open?by=org', 'open?by=queue', 'taken-back'])(
  'figures/%s: each links to as many cases as it says, one of the city as well as those of its school, no drill',
  async (figure) => {
    const cases = caseOf(api.product.db).collection;
    const city = { orgPath: '/dx/donghu', orgLine: ['/dx/donghu', '/dx'], 'parties.unit': '/dx/donghu' };
    const changed = ['INC-900000', 'INC-900001'];
    const before = await Promise.all(changed.map((number) => api.product.stored(number)));
    await cases.updateOne({ _id: 'INC-900000' as never }, { $set: { ...city, takenBack: 1 } });
    await cases.updateOne({ _id: 'INC-900001' as never }, { $set: { mode: 'drill', takenBack: 1 } });
    const { items } = (await owner.get(`/api/figures/${figure}`)).body as { items: { count: number; query: string }[] };
    const said = items.map(({ count }) => count);
    const listed = await Promise.all(items.map(({ query }) => owner.get(query.replace('?', '/count?'))));
    await Promise.all(before.map((one) => cases.replaceOne({ _id: one._id as never }, one as never)));
    expect(listed.map(({ body }) => body.count)).toEqual(said);
    expect(said.reduce((sum, count) => sum + count, 0)).toBe(figure === 'taken-back' ? 1 : MANY - 1);
  },
);

test('my work is what waits for me, my team or my role, the nearest deadline first', async () => {
  const engineer = await api.as('eng-donghu-2');
  const before = (await engineer.get('/api/work?limit=1')).body.counts;
  expect(before).toMatchObject({ mine: 0, team: MANY, role: 0, over: 0 });
  await engineer.send(`/api/incidents/${first}/claim`);
  const after = (await engineer.get('/api/work?of=mine')).body;
  expect(after.counts).toMatchObject({ mine: 1, team: MANY - 1 });
  expect(after.items.map(({ number }: CaseOutside) => number)).toEqual([first]);
  expect((await (await api.as('eng-dx-1')).get('/api/work')).body.items).toEqual([]);
});

const found = async (q: string, person: string, more = '') => {
  const caller = await api.as(person);
  const query = `q=${encodeURIComponent(q)}${more}`;
  const [listed, counted] = [await caller.get(`/api/cases?${query}`), await caller.get(`/api/cases/count?${query}`)];
  expect([listed.status, counted.status]).toEqual([200, 200]);
  expect(counted.body).toEqual({ count: listed.body.items.length, capped: false }); // rows = count
  return listed.body.items.map(({ number }: CaseOutside) => number) as string[];
};

describe('words are found wherever they stand', () => {
  let call: string;
  beforeAll(async () => {
    call = await openCall(api, {
      title: '\u{200B}打印凭证金额Ｍisaligned错位',
      description: '柜台三号 机器 K-204 报 ORA-12541。',
      contact: '0719-7654321',
    });
  });

  test.each([
    '错位',
    '金额',
    '位',
    'k-204',
    'Ｋ-２０',
    '204',
    'MISALIGN',
    'ora-12541',
    '12541',
    '三号 凭证',
    '证\u{200B}金',
  ])('N26, N36 a call is found by %s', async (q) =>
    expect(await found(q, 'desk-linxi', '&process=call')).toEqual([call]),
  );

  test('N26 by its number without prefix or zeros', async () => {
    const digits = call.slice(4);
    for (const q of [digits, String(Number(digits)), `cal ${Number(digits)}`, call.toLowerCase(), `ＣＡＬ${digits}`])
      expect([q, await found(q, 'req-linxi', '&process=call')]).toEqual([q, [call]]);
  });

  test.each(['金额 K-205', '错 位x', '%', '.*', '位错', '7654321 nothing'])('and not by %s', async (q) => {
    expect(await found(q, 'desk-linxi', '&process=call')).toEqual([]);
  });

  test('N26 what is said later is found by those who see it, and at once by who said it', async () => {
    const [desk, requester] = [await api.as('desk-linxi'), await api.as('req-linxi')];
    const say = (caller: Caller, text: string, audience: string) =>
      caller.send(`/api/calls/${call}/comment`, { text, audience });
    expect((await say(desk, '怀疑是驱动冲突 zq81', 'internal')).status).toBe(200);
    expect(await found('驱动冲突', 'desk-linxi')).toEqual([call]);
    expect(await found('ZQ81', 'req-linxi')).toEqual([]);
    expect((await say(desk, '请拍照发来 zq82', 'public')).status).toBe(200);
    expect(await found('拍照', 'req-linxi')).toEqual([call]);
    expect((await say(requester, '照片已附 zq83', 'public')).status).toBe(200);
    expect(await found('zq83 K-204', 'req-linxi')).toEqual([call]);
    expect(await found('zq81 K-204', 'req-linxi')).toEqual([]); // one of them he does not see
    expect(await found('zq81 K-204', 'desk-linxi')).toEqual([call]);
  });

  test('N26 how to reach a requester is found by himself and those at work, and not by a colleague', async () => {
    const people = api.product.db.collection<{ _id: string }>('people');
    const other = await people.findOne({ _id: 'req-linxi' });
    await people.insertOne({ ...other, _id: 'req-linxi-3', name: '同事' } as never);
    expect(await found('7654321', 'req-linxi')).toEqual([call]);
    expect(await found('7654321', 'desk-linxi')).toEqual([call]);
    expect(await found('凭证金额', 'req-linxi-3')).toEqual([call]);
    expect(await found('7654321', 'req-linxi-3')).toEqual([]);
  });

  test('N26 a title put right is found as it stands now', async () => {
    const desk = await api.as('desk-linxi');
    const { headers } = await desk.get(`/api/calls/${call}`);
    const fields = { title: '票据套打偏移' };
    const amended = await desk.send(`/api/calls/${call}/amend`, { fields }).set('If-Match', String(headers['etag']));
    expect(amended.status).toBe(200);
    expect(await found('套打', 'req-linxi')).toEqual([call]);
    expect(await found('misaligned', 'req-linxi')).toEqual([]);
  });

  test('R079 no sign is an operator, and each finds exactly what it stands in', async () => {
    const signs = Array.from('%_()[]*.\\$^?{}"\'+|');
    const made = new Map<string, string>();
    const one = await api.product.stored(call);
    for (const [at, sign] of signs.entries()) {
      const _id = `CAL-${String(800_000 + at)}`;
      const copy = { ...one, _id, title: `${sign} 号牌`, description: '无' };
      await caseOf(api.product.db).collection.insertOne(copy as never);
      await reworded(api.product.db, _id, { write: true });
      made.set(sign, _id);
    }
    for (const [sign, number] of made) {
      expect([sign, await found(sign, 'req-linxi', '&process=call')]).toEqual([sign, [number]]);
    }
    expect(await found('_ 号牌', 'req-linxi')).toEqual([made.get('_')]);
    for (const q of ['.*', '%25', '^号', '号牌$', '(号|牌)', '\\d'])
      expect([q, await found(q, 'req-linxi')]).toEqual([q, []]);
    const caller = await api.as('desk-linxi');
    for (const path of ['cases', 'calls', 'cases/count', 'calls/count', 'cases/export', 'incidents/export'])
      for (const q of ['%00', 'a%00b', '%07', 'x%7F']) {
        const { status, body } = await caller.get(`/api/${path}?q=${q}`);
        expect([path, q, status, body.errors?.[0]?.pointer]).toEqual([path, q, 422, '/q']);
      }
    expect((await caller.get(`/api/cases?q=${'a+'.repeat(11)}`)).body.errors).toBeUndefined();
    const many = Array.from('abcdefghijk').join('+');
    expect((await caller.get(`/api/cases?q=${many}`)).body.errors).toEqual([{ pointer: '/q', code: 'too-many' }]);
  });

  test('a walk through pages of what is found meets each once, by every order', async () => {
    for (const sort of ['-openedAt', 'title']) {
      const rows = await walk(`q=${encodeURIComponent('故障')}&sort=${sort}`);
      const { count } = (await owner.get(`/api/incidents/count?q=${encodeURIComponent('故障')}`)).body;
      expect([sort, rows.length, new Set(rows.map(({ number }) => number)).size]).toEqual([sort, count, count]);
    }
  });
});

test('R075 search, count, suggestion, export and number go through the reach of the asker', async () => {
  const title = '核磁共振排队系统瘫痪 hx75';
  const number = await (async () => {
    const desk = await api.as('desk-donghu');
    const unit = '/dx/donghu/hospital';
    const answer = await desk.send('/api/calls', { ...report, reporter: 'req-donghu', unit, title });
    expect([answer.status, answer.body.errors]).toEqual([201, undefined]);
    return answer.body.number as string;
  })();
  const asked = new URLSearchParams({ process: 'call', title, application: 'payment', unit: '/dx/donghu/hospital' });
  const seen = async (person: string) => {
    const caller = await api.as(person);
    const q = encodeURIComponent('hx75');
    const lines = async (query: string) =>
      (await caller.get(`/api/cases/export?q=${query}`).buffer(true)).text.split('\r\n').length - 2;
    return {
      byTitle: (await caller.get(`/api/cases?q=${q}`)).body.items.length,
      byNumber: (await caller.get(`/api/cases?q=${number}`)).body.items.length,
      byDigits: (await caller.get(`/api/calls/count?q=${Number(number.slice(4))}`)).body.count,
      counted: (await caller.get(`/api/cases/count?q=${q}`)).body.count,
      suggested: (await caller.get(`/api/suggest?${asked.toString()}`)).body.items.length,
      exported: await lines(q),
      read: (await caller.get(`/api/calls/${number}`)).status,
      timeline: (await caller.get(`/api/cases/${number}/timeline`)).status,
    };
  };
  const nothing = {
    byTitle: 0,
    byNumber: 0,
    byDigits: 0,
    counted: 0,
    suggested: 0,
    exported: 0,
    read: 404,
    timeline: 404,
  };
  const all = { byTitle: 1, byNumber: 1, byDigits: 1, counted: 1, suggested: 1, exported: 1, read: 200, timeline: 200 };
  for (const person of ['req-linxi', 'desk-linxi', 'sup-xiling'])
    expect([person, await seen(person)]).toEqual([person, nothing]);
  for (const person of ['req-donghu', 'desk-donghu']) expect([person, await seen(person)]).toEqual([person, all]);
});

const bad = async (query: string, person = 'owner', route = 'cases') => {
  const { status, body } = await (await api.as(person)).get(`/api/${route}?${query}`);
  return [
    status,
    ...(body.errors ?? []).map(({ pointer, code }: { pointer: string; code: string }) => `${pointer} ${code}`),
  ];
};

describe('N27 what a screen asks', () => {
  test('closed words are refused with those that there are, alike for lists, counts and exports', async () => {
    const words = [
      'status=nowhere',
      'priority=P9',
      'tier=L4',
      'mode=dry',
      'channel=fax',
      'process=request',
      'major=maybe',
    ];
    for (const query of [...words, 'status=queued,nowhere', 'reportState=lost', 'supervised=1', 'open=yes'])
      for (const route of ['cases', 'cases/count', 'cases/export']) {
        const pointer = `/${query.split('=')[0]}`;
        expect([query, route, ...(await bad(query, 'owner', route))]).toEqual([
          query,
          route,
          422,
          `${pointer} not-allowed-value`,
        ]);
      }
    const { body } = await owner.get('/api/incidents?status=waiting');
    expect(body.errors[0].params.allowed).toEqual(expect.arrayContaining(['queued', 'in-progress', 'closed']));
    expect(body.errors[0].params.allowed).not.toContain('waiting'); // of calls
    expect(await bad('major=true', 'owner', 'calls')).toEqual([422, '/major unknown-field']);
  });

  test('what else somebody has open, and by each mark of a case', async () => {
    const [one, other] = ['INC-900101', 'INC-900102'];
    const cases = caseOf(api.product.db).collection;
    const set = (number: string, $set: object) => cases.updateOne({ _id: number as never }, { $set });
    const marks = {
      supervised: true,
      urged: true,
      major: true,
      breached: true,
      parent: first,
      category: 'printer',
      causeCode: 'x',
    };
    await set(one, { ...marks, 'parties.requester': 'req-donghu', closedAt: Date.parse('2026-03-02T00:00:00Z') });
    await set(other, { 'parties.reporters': ['req-donghu'], dueAt: Date.parse('2031-01-01T00:00:00Z') });
    for (const query of [
      'supervised=true',
      'urged=true',
      'major=true',
      'breached=true',
      `parent=${first}`,
      'category=printer',
      'causeCode=x,y',
    ])
      expect([query, await numbers(query)]).toEqual([query, [one]]);
    expect(await numbers('category=printer,none&q=INC-900101')).toEqual([one]);
    expect(await numbers('category=none&q=INC-900101')).toEqual([]);
    const keys = ['category', 'item', 'causeCode', 'resolvedBy', 'implementer', 'freezes', 'template', 'items'];
    const marked = ['urged', 'supervised', 'majorProposed', 'major', 'breached', 'beyondWindow', 'causedIncidents'];
    const all = [...keys.map((name) => `${name}=printer,x,none`), ...marked.map((name) => `${name}=true,false,none`)];
    expect((await owner.get(`/api/cases?${all.join('&')}&q=INC-900101`).expect(200)).body.items).toHaveLength(1);
    expect(await numbers('requester=req-donghu&sort=openedAt')).toEqual([one, other]);
    expect(await numbers('requester=req-donghu&open=true')).toEqual([other]);
    expect(await numbers('requester=me', await api.as('req-donghu'))).toEqual([one, other].toReversed());
    expect(await numbers('dueFrom=2030-01-01T00:00:00Z&dueTo=2032-01-01T00:00:00Z')).toEqual([other]);
    expect(await numbers('closedFrom=2026-03-01T00:00:00Z&closedTo=2026-03-03T00:00:00Z')).toEqual([one]);
    expect(await numbers('closedFrom=2026-03-03T00:00:00Z')).toEqual([]);
    expect(await numbers('follower=me')).toEqual([]);
    expect((await owner.get(`/api/cases/count?parent=${first}`)).body.count).toBe(1);
  });

  test('F42, F44 what somebody may not see is no filter of his', async () => {
    for (const name of ['dueFrom', 'dueTo', 'updatedFrom', 'updatedTo'])
      expect(await bad(`${name}=2030-01-01T00:00:00Z`, 'req-linxi')).toEqual([422, `/${name} unknown-field`]);
    expect(await bad('clock=over', 'req-linxi', 'cases/count')).toEqual([422, '/clock not-allowed-value']);
    expect(await bad('clock=over', 'req-linxi', 'cases/export')).toEqual([422, '/clock not-allowed-value']);
    const cases = caseOf(api.product.db).collection;
    await cases.updateOne({ _id: 'INC-900110' as never }, { $set: { parent: 'INC-777777' } });
    expect(await numbers('parent=INC-777777')).toEqual([]); // which is out of reach, and not shown
    await cases.updateOne({ _id: 'INC-900111' as never }, { $set: { 'parties.reporters': ['req-donghu'] } });
    expect(await numbers('requester=req-donghu&q=INC-900111', await api.as('req-linxi'))).toEqual([]);
  });
});

test('N28 the word-for-word twin is named from behind sixty others, and what is not alike is not', async () => {
  const { db } = api.product;
  const twin = await api.product.stored(
    await openCall(api, { title: '档案馆扫描仪驱动丢失', application: 'execution' }),
  );
  const other = (at: number) => ({
    ...twin,
    _id: `CAL-${String(810_000 + at)}`,
    title: `完全无关的问题甲乙丙 ${at}`,
    openedAt: twin.openedAt + 1 + at,
  });
  await caseOf(db).collection.insertMany(Array.from({ length: 60 }, (_, at) => other(at)) as never[]);
  const asked = new URLSearchParams({
    process: 'call',
    title: '档案馆 扫描仪\u{200B}驱动丢失！',
    application: 'execution',
    unit: report.unit,
  });
  const { body } = await (await api.as('desk-linxi')).get(`/api/suggest?${asked.toString()}`);
  expect(body).toEqual({ items: [expect.objectContaining({ number: twin._id, similarity: 1 })], capped: false });
  await caseOf(db).collection.deleteMany({ _id: { $gte: 'CAL-810000', $lt: 'CAL-810100' } as never });
});
