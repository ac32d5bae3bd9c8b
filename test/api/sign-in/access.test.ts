import { auditOf } from '../../../models/access/audit.ts';
import { caseOf } from '../../../models/cases/case.ts';
import { deliveryOf } from '../../../models/notices/delivery.ts';
import { personOf } from '../../../models/registers/person.ts';
import { type Api, type Caller, openCall, openIncident, report, startApi, weight } from '../../support/product/api.ts';
import { waitingMail } from '../../support/product/delivery.ts';

let api: Api;
/** In the city Donghu, reported by the accountant of a county's school. */
let incident: string;
let call: string;
beforeAll(async () => {
  api = await startApi();
  incident = await openIncident(api);
  call = await openCall(api, { title: '关于某某审计的线索' });
}, 120_000);
afterAll(() => api.stop());

const without = ({ body }: { body: Record<string, unknown> }) => ({ ...body, traceId: '', instance: '' });

describe('another organisation (R017, F41)', () => {
  test.each(['eng-donghu-1', 'sup-donghu', 'desk-donghu', 'expert-2', 'owner', 'auditor', 'req-linxi'])(
    '%s sees the incident of the own branch',
    async (person) => {
      expect((await (await api.as(person)).get(`/api/incidents/${incident}`)).status).toBe(200);
    },
  );

  test.each(['sup-xiling', 'req-donghu', 'req-school', 'admin-system', 'admin-security', 'admin-audit'])(
    '%s gets for a case and all that belongs to it what he gets for an unknown number',
    async (person) => {
      const caller = await api.as(person);
      const paths = ['', '/timeline', '/engine', '/history'];
      for (const path of paths) {
        const [foreign, unknown] = [
          await caller.get(`/api/cases/${incident}${path}`),
          await caller.get(`/api/cases/INC-999999${path}`),
        ];
        expect([path, without(foreign)]).toEqual([path, without(unknown)]);
        expect([403, 404]).toContain(foreign.status);
      }
    },
  );

  test('no command reaches it, whatever the body says, and each try is on record', async () => {
    const caller = await api.as('sup-xiling');
    const bodies = {
      comment: { text: 'x', audience: 'internal' },
      supplyInfo: { text: 'x' },
      claim: {},
      hold: { reason: 'user', note: 'x' },
      urge: {},
      cancel: { reason: 'x' },
      close: {},
    };
    for (const [command, body] of Object.entries(bodies)) {
      const foreign = await caller.send(`/api/incidents/${incident}/${command}`, body);
      const unknown = await caller.send(`/api/incidents/INC-999999/${command}`, body);
      expect([command, foreign.status, without(foreign)]).toEqual([command, 404, without(unknown)]);
      const dressed = await caller.send(`/api/incidents/${incident}/${command}`, {
        ...body,
        actAs: 'owner',
        by: 'owner',
        orgPath: '/dx',
      });
      expect([command, dressed.status]).toEqual([command, 422]);
    }
    expect(await api.product.eventsOf(incident)).toHaveLength(1);
    const recorded = await auditOf(api.product.db).countDocuments({
      by: 'sup-xiling',
      type: 'refused',
      caseId: incident,
    });
    expect(recorded).toBe(2 * Object.keys(bodies).length + 1); // and the look at its history
  });

  test('it is in no list, count, figure, suggestion or work of theirs (R015)', async () => {
    const caller = await api.as('sup-xiling');
    const asked = new URLSearchParams({
      process: 'call',
      title: '关于某某审计的线索',
      application: 'payment',
      unit: '/dx/donghu/linxi/school',
    });
    const paths = [
      '/api/cases',
      '/api/incidents',
      '/api/calls?org=/dx/donghu',
      `/api/cases?q=${incident}`,
      '/api/cases/count',
      '/api/figures/open',
      `/api/suggest?${asked.toString()}`,
      '/api/work',
    ];
    for (const path of paths) {
      const answer = await caller.get(path);
      expect([path, answer.status]).toEqual([path, 200]);
      expect(answer.text).not.toMatch(new RegExp(`${incident}|${call}|审计的线索`));
    }
    expect((await caller.get('/api/cases/count')).body).toEqual({ count: 0, capped: false });
    expect((await caller.get('/api/figures/open')).body.total).toBe(0);
  });

  test('it cannot be linked or made a parent: the same answer as for an unknown number', async () => {
    const desk = await api.as('desk-province');
    const made = await desk.send('/api/incidents', {
      ...report,
      ...weight,
      unit: '/dx/xiling/yuntai/school',
      reporter: 'req-school',
      queue: 'xiling-l2',
    });
    const caller = await api.as('sup-xiling');
    const link = (target: string) =>
      caller.send(`/api/incidents/${made.body.number}/link`, { target, relation: 'related' });
    const [foreign, unknown] = [await link(incident), await link('INC-999999')];
    expect([foreign.status, without(foreign)]).toEqual([422, without(unknown)]);
  });
});

const bodyOf = (command: string) =>
  command === 'triage'
    ? { queue: 'donghu-l2', category: 'software-function', ...weight }
    : command === 'reopen'
      ? { reason: 'x' }
      : command === 'declareMajor'
        ? { grounds: 'x', commander: 'owner' }
        : {};

describe('inside the reach, but not his', () => {
  test.each([
    ['req-linxi', 'claim'],
    ['auditor', 'claim'],
    ['eng-dx-1', 'dispatch'],
    ['owner', 'claim'],
  ])('%s may not incident.%s: 403, on record', async (person, command) => {
    const body = command === 'dispatch' ? { person: 'eng-donghu-1' } : {};
    const answer = await (await api.as(person)).send(`/api/incidents/${incident}/${command}`, body);
    expect([answer.status, answer.body.code]).toEqual([403, 'not-permitted']);
    expect(await auditOf(api.product.db).countDocuments({ by: person, type: 'refused', caseId: incident })).toBe(1);
  });

  test('nobody may what needs a role that he does not hold', async () => {
    const engineer = await api.as('eng-donghu-1');
    for (const path of [`/api/cases/${incident}/history`, `/api/audit/cases/${incident}`])
      expect([path, (await engineer.get(path)).status]).toEqual([path, 403]);
    expect((await engineer.post(`/api/audit/cases/${incident}/verify`)).status).toBe(403);
  });

  test('what is allowed is what is accepted', async () => {
    for (const person of ['eng-donghu-1', 'sup-donghu', 'req-linxi', 'auditor', 'owner']) {
      const caller = await api.as(person);
      const { allowed, blocked } = (await caller.get(`/api/incidents/${incident}`)).body;
      const all = [...allowed, ...blocked.map(({ command }: { command: string }) => command)];
      const refused = await Promise.all(
        ['claim', 'start', 'triage', 'close', 'reopen', 'declareMajor']
          .filter((command) => !all.includes(command))
          .map((command) => caller.send(`/api/incidents/${incident}/${command}`, bodyOf(command))),
      );
      expect([person, refused.map(({ status }) => status).every((status) => status === 403 || status === 409)]).toEqual(
        [person, true],
      );
    }
  });
});

describe('what the requester sees (F44)', () => {
  test('internal words, work clocks, notes and the contact of a colleague are absent', async () => {
    const number = await openIncident(api);
    const engineer = await api.as('eng-donghu-1');
    await engineer.send(`/api/incidents/${number}/comment`, { text: '内部：疑似人为', audience: 'internal' });
    await engineer.send(`/api/incidents/${number}/comment`, { text: '正在处理', audience: 'public' });
    await engineer.send(`/api/incidents/${number}/hold`, { reason: 'vendor', note: '供应商电话 139' });
    await engineer.send(`/api/incidents/${number}/hold`, { reason: 'user', note: '哪一批次？' });
    const requester = await api.as('req-linxi');
    const own = await requester.get(`/api/incidents/${number}`);
    expect(own.body.contact).toBe(report.contact);
    expect(Object.keys(own.body.readings).filter((clock) => clock.startsWith('ola'))).toEqual([]);
    const timeline = await requester.get(`/api/cases/${number}/timeline`);
    expect(timeline.text).not.toMatch(/疑似人为|供应商电话/);
    expect(timeline.text).toMatch(/正在处理/);
    expect(timeline.text).toMatch(/哪一批次/);
    const staff = await engineer.get(`/api/cases/${number}/timeline`);
    expect(staff.text).toMatch(/疑似人为/);
    expect(staff.text).toMatch(/供应商电话/);

    const reporter = await personOf(api.product.db).findById('req-linxi').lean();
    await personOf(api.product.db).create({ ...reporter, _id: 'colleague', name: '同事' });
    const colleague = await (await api.as('colleague')).get(`/api/incidents/${number}`);
    expect(colleague.status).toBe(200);
    expect(colleague.text).not.toContain(report.contact);
  });

  describe('of time: what he was promised, and no deadline of the work', () => {
    const mine = { reporter: 'req-hospital', unit: '/dx/donghu/linxi/hospital' } as const;
    let number: string;
    let [requester, engineer]: Caller[] = [];
    const bothGet = async (path: string) =>
      await Promise.all([engineer, requester].map(async (by) => (await by?.get(path))?.body));
    beforeAll(async () => {
      const person = await personOf(api.product.db).findById('req-linxi').lean();
      const grants = [{ role: 'requester', orgPath: mine.unit }] as const;
      await personOf(api.product.db).create({ ...person, _id: mine.reporter, unit: mine.unit, grants });
      number = await openIncident(api, mine);
      [requester, engineer] = [await api.as(mine.reporter), await api.as('eng-donghu-1')];
    });

    test('on the case and in lists', async () => {
      const { readings } = await api.product.stored(number);
      const pickup = new Date(readings['ola-pickup']?.dueAt ?? 0).toISOString();
      const [staff, own] = await bothGet(`/api/incidents/${number}`);
      expect([staff.waitsFor[0].dueAt, staff.nextWakeUp]).toEqual([pickup, expect.any(String)]);
      expect([own.waitsFor, own.dueAt]).toMatchObject([
        [{ command: 'claim', dueAt: null }],
        own.readings.response.dueAt,
      ]);
      expect(own).not.toHaveProperty('nextWakeUp');
      for (const path of ['/api/incidents', '/api/cases']) {
        const [, { items }] = await bothGet(`${path}?limit=1`);
        expect([items[0].number, JSON.stringify(items).includes(pickup)]).toEqual([number, false]);
      }
      await engineer?.send(`/api/incidents/${number}/start`).expect(200);
      const [, working] = await bothGet(`/api/incidents/${number}`);
      expect(working.waitsFor[0]).toMatchObject({ command: 'resolve', dueAt: working.readings.resolution.dueAt });
    });

    test('in what the engine will do next, or could not do', async () => {
      const { db } = api.product;
      const second = await openIncident(api, mine);
      const [driven, told] = await bothGet(`/api/cases/${second}/engine`);
      expect([driven.next.does.length > 0, told.next]).toEqual([true, null]); // a step of a ladder
      const due = (await api.product.stored(second)).readings['response']?.dueAt ?? 0;
      await caseOf(db).updateOne({ _id: second }, { $set: { nextWakeUp: due } });
      await deliveryOf(db).create({ ...waitingMail(), caseId: second });
      const [all, promised] = await bothGet(`/api/cases/${second}/engine`);
      expect(all.next.does).toContainEqual(expect.objectContaining({ clock: 'response', step: expect.any(String) }));
      const at = new Date(due).toISOString();
      expect(promised.next).toEqual({ at, does: [{ what: 'clockBreached', clock: 'response' }] });
      expect(all.pending).toContainEqual(
        expect.objectContaining({ what: 'delivery', lastFailure: 'smtp-econnection' }),
      );
      expect(JSON.stringify(promised)).not.toMatch(/delivery|lastFailure|ola-/);
      await deliveryOf(db).deleteOne({ _id: 'n:mail' });
    });

    test('as a filter or an order of lists, counts and exports', async () => {
      const asked = ['', '/count', '/export'].flatMap((path) => [`${path}?clock=over`, `${path}?clock=soon`]);
      for (const query of [...asked, '?sort=dueAt', '?sort=-dueAt', '?sort=updatedAt', '?sort=-updatedAt']) {
        const pointer = query.includes('clock') ? '/clock' : '/sort';
        for (const list of ['incidents', 'cases']) {
          const refused = await requester?.get(`/api/${list}${query}`);
          const [{ params: _, ...error }] = refused?.body.errors ?? [{}];
          expect([query, refused?.status, error]).toEqual([query, 422, { pointer, code: 'not-allowed-value' }]);
          expect([query, (await engineer?.get(`/api/${list}${query}`))?.status]).toEqual([query, 200]);
        }
      }
      for (const query of ['?clock=paused', '?sort=openedAt', '?sort=-priority'])
        expect([query, (await requester?.get(`/api/incidents${query}`))?.status]).toEqual([query, 200]);
    });

    test('in his work: the oldest comes first, and what he sees no deadline of is not over', async () => {
      const [older, newer] = [await openIncident(api, mine), await openIncident(api, mine)];
      for (const one of [older, newer])
        await engineer?.send(`/api/incidents/${one}/hold`, { reason: 'user', note: '哪一批次？' }).expect(200);
      await caseOf(api.product.db).updateOne({ _id: older }, { $set: { dueAt: 2 } });
      await caseOf(api.product.db).updateOne({ _id: newer }, { $set: { dueAt: 1 } }); // as a deadline of the work would be
      const { items, counts, next } = (await requester?.get('/api/work?limit=1'))?.body ?? {};
      expect([items[0].number, counts]).toMatchObject([older, { mine: 2, over: 0 }]);
      const rest = (await requester?.get(`/api/work?limit=1&after=${next}`))?.body;
      expect([rest.items[0].number, rest.next]).toEqual([newer, null]);
    });
  });

  test('people and organisations are told as far as they concern him', async () => {
    const requester = await api.as('req-school'); // in the other city
    const people = await requester.get('/api/people?limit=100');
    const ids = people.body.items.map(({ id }: { id: string }) => id);
    expect(ids).toEqual(expect.arrayContaining(['req-school', 'sup-xiling', 'expert-2']));
    expect(ids).not.toEqual(expect.arrayContaining(['req-linxi']));
    expect(people.text).not.toMatch(/phone|email|password|argon2|"grants":\[\{"role":"supervisor"/);
    expect((await requester.get('/api/people/req-linxi')).status).toBe(404);
    expect((await requester.get('/api/people/nobody-here')).status).toBe(404);
    expect((await requester.get('/api/organisations/%2Fdx%2Fdonghu')).status).toBe(404);
    expect((await requester.get('/api/organisations/%2Fdx%2Fxiling')).status).toBe(200);
    const teams = await requester.get('/api/teams?limit=100');
    expect(teams.text).not.toContain('donghu-l2');
    expect(teams.text).toContain('dx-software');
  });
});

test('S4 an API key that is narrowed to one county reads nothing beside it', async () => {
  const desk = await api.as('desk-province');
  const { body } = await desk.post('/api/api-keys', {
    password: api.password,
    name: 'county',
    orgPath: '/dx/xiling/yuntai',
  });
  const answer = await api.get('/api/incidents').set('Authorization', `Bearer ${body.key}`);
  expect(answer.status).toBe(200);
  for (const one of answer.body.items) expect(one.orgLine).toContain('/dx/xiling/yuntai');
  expect((await api.get(`/api/incidents/${incident}`).set('Authorization', `Bearer ${body.key}`)).status).toBe(404);
});

test('S4 such a key is told no notices and mails, which come from cases of any branch; one that is not narrowed is', async () => {
  const engineer = await api.as('eng-donghu-1');
  const keyOf = async (more: object) =>
    (await engineer.post('/api/api-keys', { password: api.password, name: 'x', ...more })).body.key;
  const [narrow, whole] = [await keyOf({ orgPath: '/dx/donghu' }), await keyOf({})];
  for (const path of ['/api/notices', '/api/outbox', '/api/outbox/some-mail']) {
    const by = (key: string) => api.get(path).set('Authorization', `Bearer ${key}`);
    const [refused, told] = [await by(narrow), await by(whole)];
    expect([path, refused.status, refused.body.code]).toEqual([path, 403, 'not-permitted']);
    expect([path, [200, 404].includes(told.status)]).toEqual([path, true]);
  }
  const read = await api.post('/api/notices/read', { ids: ['x'] }).set('Authorization', `Bearer ${narrow}`);
  expect(read.status).toBe(403);
});
