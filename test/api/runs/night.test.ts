/** The view for the night, from its proposal on: who does what now, what comes next, what an abort takes back; for those who may see it. */
import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { runbookOf as runbookStore } from '../../../models/registers/runbooks/runbook.ts';
import { columnsOf } from '../../../domain/runbooks/columns.ts';
import { COLUMNS } from '../../../domain/runbooks/plan-text.ts';
import { noticeOf } from '../../../models/notices/notice.ts';
import { personOf } from '../../../models/registers/person.ts';
import type { Caller } from '../../support/product/api.ts';
import { fixedStep, type RunDesk, runbookOf, startRunDesk, stepOf } from '../../support/product/runs.ts';

jest.setTimeout(120_000);
const MINUTE = 60_000;
let desk: RunDesk;
beforeAll(async () => {
  desk = await startRunDesk();
  await desk.published('plain', runbookOf([stepOf('a'), stepOf('b', { witness: true }), fixedStep('c')]));
  await desk.published(
    'together',
    runbookOf([
      stepOf('first'),
      {
        node: 'group',
        id: 'both',
        order: 'parallel',
        atMost: 2,
        of: [
          stepOf('left'),
          stepOf('right', { undo: { kind: 'manual', instruction: { zh: '撤', en: 'Back' }, budgetMs: 9 * MINUTE } }),
        ],
      },
      { node: 'gate', id: 'look', kind: 'check', role: 'process-owner' },
      fixedStep('last', { noReturn: true, witness: true }),
    ]),
  );
}, 180_000);
afterAll(() => desk.api.stop());

type Planned = {
  steps: readonly { part: string; title: string }[];
  undo: readonly { part: string; title: string }[];
  undoBudgetMs: number;
  asked: readonly object[];
};
const parts = (list: readonly { part: string }[]) => list.map(({ part }) => part);

test('what is to be done now, by whom, how long already, what comes next and what an abort would undo', async () => {
  const number = await desk.executing(['plain']);
  const { body } = await desk.engineer.get(`/api/runs/${number}?lang=en`).expect(200);
  expect(body).toMatchObject({
    number,
    process: 'failover',
    status: 'executing',
    statusWords: { zh: '执行中', en: 'executing' },
    mode: 'live',
    title: '支付服务器宕机',
    lang: 'en',
    commander: { id: 'sup-donghu', name: '林红' },
    budgetMs: 30 * MINUTE,
    counts: { steps: 3, pending: 2, underWay: 1, done: 0, skipped: 0, failed: 0, undone: 0 },
    runbooks: [{ pin: expect.stringMatching(/^plain@1#[0-9a-f]{32}$/), title: { en: 'Switch the payment service' } }],
    halt: null,
  });
  expect(body.current).toMatchObject([
    {
      part: 'a',
      kind: 'step',
      status: 'waiting-human',
      title: 'Step a',
      instruction: 'Do a by the manual.',
      verify: 'a is well.',
      words: { title: { zh: '步骤a', en: 'Step a' }, instruction: { zh: '按手册做a。' } },
      does: 'manual',
      way: 'on',
      role: { key: 'engineer' },
      orgPath: '/dx/donghu/linxi/school',
      wanted: { command: 'confirmStep', people: expect.arrayContaining([{ id: 'eng-donghu-2', name: '赵磊' }]) },
      budgetMs: 10 * MINUTE,
      allowed: expect.arrayContaining(['takeStep', 'confirmStep', 'failStep']),
    },
  ]);
  const [{ sinceAt, dueAt }] = body.current;
  expect(Date.parse(dueAt) - Date.parse(sinceAt)).toBe(10 * MINUTE);
  expect(parts(body.next)).toEqual(['b']);
  expect(body.abort).toEqual({ undo: [], budgetMs: 0 });

  await desk.give(desk.engineer, number, 'takeStep', { part: 'a' });
  expect((await desk.seen(number)).current[0]).toMatchObject({ who: { id: 'eng-donghu-1', name: '李强' } });
  await desk.done(number, 'a');
  await desk.done(number, 'b', desk.other);
  const witnessed = await desk.seen(number);
  expect(witnessed.current).toMatchObject([
    {
      part: 'b',
      status: 'to-witness',
      asked: { what: 'done', by: { id: 'eng-donghu-2' } },
      allowed: expect.arrayContaining(['witnessStep']),
    },
  ]);
  const [{ wanted }] = witnessed.current as unknown as [{ wanted: { command: string; people: { id: string }[] } }];
  expect(wanted.command).toBe('witnessStep');
  expect(wanted.people.map(({ id }) => id)).not.toContain('eng-donghu-2');
  expect(witnessed.abort).toMatchObject({
    undo: [
      { part: 'b', title: 'Step b', does: 'manual', role: 'engineer', budgetMs: 5 * MINUTE },
      { part: 'a', title: 'Step a' },
    ],
    budgetMs: 10 * MINUTE,
  });
});

test('several at once, a gate, and behind the point of no return no way back', async () => {
  const number = await desk.executing(['together']);
  await desk.done(number, 'first');
  const both = await desk.seen(number);
  expect([parts(both.current), parts(both.next)]).toEqual([['left', 'right'], ['look']]);
  await desk.done(number, 'left');
  await desk.done(number, 'right');
  const gate = await desk.seen(number, desk.commander);
  expect(gate.current).toMatchObject([
    {
      part: 'look',
      kind: 'check',
      status: 'open',
      title: 'Quality gate before “Step last”',
      allowed: [],
      wanted: { command: 'passGate' },
    },
  ]);
  expect(gate.next).toMatchObject([{ part: 'last', noReturn: true, witness: true }]);
  // of what goes together the longest counts
  expect(gate.abort).toMatchObject({
    undo: [{ part: 'right' }, { part: 'left' }, { part: 'first' }],
    budgetMs: 14 * MINUTE,
  });
  await desk.give(await desk.api.as('owner'), number, 'passGate', { part: 'look', evidence: '已核对' });
  const past = await desk.seen(number, desk.commander);
  expect(past.abort).toEqual({
    undo: [],
    budgetMs: 0,
    refused: { code: 'past-no-return', params: { steps: ['last'] } },
  });
});

test('where it stands it says why; on the way back what is to be taken back, and what is left of it', async () => {
  const number = await desk.executing(['plain']);
  await desk.done(number, 'a');
  await desk.give(desk.engineer, number, 'failStep', { part: 'b', reason: '拒绝连接' });
  const halted = await desk.seen(number, desk.commander);
  expect(halted).toMatchObject({
    status: 'needs-human',
    halt: { why: 'step-failed', words: { zh: '步骤失败' }, part: 'b', title: 'Step b', reason: '拒绝连接' },
    current: [
      {
        part: 'b',
        status: 'failed',
        allowed: ['retryStep'],
        wanted: { command: 'retryStep', people: [{ id: 'sup-donghu' }] },
      },
    ],
    waitsFor: [{ command: 'retryStep', parts: ['b'] }],
    abort: { undo: [{ part: 'b' }, { part: 'a' }] },
  });
  expect(halted['allowed']).toEqual(expect.arrayContaining(['rollBack']));
  await desk.give(desk.commander, number, 'rollBack', { reason: '时间不够' });
  const back = await desk.seen(number);
  expect(back).toMatchObject({
    status: 'rolling-back',
    current: [{ part: 'b', status: 'undoing', way: 'back', instruction: 'Take b back.', budgetMs: 5 * MINUTE }],
    next: [{ part: 'a' }],
    abort: { undo: [{ part: 'b' }, { part: 'a' }], refused: { code: 'rolling-back-already' } },
  });
  await desk.done(number, 'b');
  await desk.done(number, 'a');
  expect(await desk.seen(number)).toMatchObject({
    status: 'rolled-back',
    current: [],
    next: [],
    counts: { undone: 2 },
    halt: null,
  });
});

test('of two runbooks together each step has the words of its own', async () => {
  await desk.published('second', runbookOf([stepOf('a', { title: { zh: '恢复', en: 'Restore' } })]));
  const number = await desk.executing(['plain', 'second']);
  for (const part of ['1-a', '1-b']) await desk.done(number, part);
  await desk.give(desk.other, number, 'witnessStep', { part: '1-b' });
  const seen = await desk.seen(number);
  expect(seen.current).toMatchObject([{ part: '1-c', title: 'Step c' }]);
  expect(seen.next).toMatchObject([{ part: '2-a', title: 'Restore' }]);
  expect(seen['runbooks']).toMatchObject([
    { pin: expect.stringMatching(/^plain@/) },
    { pin: expect.stringMatching(/^second@/) },
  ]);
  const { body } = await (await desk.api.as('owner')).get('/api/runbooks/second').expect(200);
  expect(body.id).toBe('second@1');
});

test('what is pinned is shown, whatever was published since', async () => {
  await desk.published('pinned', runbookOf([stepOf('a'), stepOf('b')]));
  const number = await desk.executing(['pinned']);
  await desk.published('pinned', runbookOf([stepOf('a', { title: { zh: '别的', en: 'Other' } }), stepOf('b')]));
  expect((await desk.seen(number)).current).toMatchObject([{ title: 'Step a' }]);
  expect(await runbookStore(desk.api.product.db).countDocuments({ runbook: 'pinned' })).toBe(2);
});

test('nothing is sent while nothing but time has passed; a right that changes is told', async () => {
  const number = await desk.executing(['plain']);
  const path = `/api/runs/${number}?lang=zh`;
  const first = await desk.other.get(path).expect(200);
  const tag = String(first.headers['etag']);
  expect((await desk.other.get(path).set('If-None-Match', tag).expect(304)).text).toBe('');
  await desk.other.get(path).set('If-None-Match', `"x", W/${tag}`).expect(304);
  await desk.other.get(path).set('If-None-Match', '"x"').expect(200);
  await desk.give(desk.engineer, number, 'takeStep', { part: 'a' });
  const next = await desk.other.get(path).set('If-None-Match', tag).expect(200);
  expect(next.headers['etag']).not.toBe(tag);
  // of another person it is another view
  await desk.commander.get(path).set('If-None-Match', String(next.headers['etag'])).expect(200);
  // a case itself is told anew each time: what may be done can change while its version does not
  const kase = await desk.other.get(`/api/failovers/${number}`).expect(200);
  await desk.other.get(`/api/failovers/${number}`).set('If-None-Match', String(kase.headers['etag'])).expect(200);
});

test('a confirmation that is sent twice under one key is one event and one answer', async () => {
  const number = await desk.executing(['plain']);
  const typesOf = async () => (await desk.api.product.eventsOf(number)).map(({ type }) => type);
  await desk.api.product.eventually(async () => (await typesOf()).includes('failover.caseStarted')); // its record, beside
  const key = randomUUID();
  const body = { part: 'a', evidence: '日志 7' };
  const send = () => desk.engineer.send(`/api/failovers/${number}/confirmStep`, body, key);
  const [one, two] = await Promise.all([send(), send()]);
  const three = await send().expect(200);
  expect([one?.status, two?.status, three.body.version]).toEqual([200, 200, one?.body.version]);
  const ended = (await desk.api.product.eventsOf(number)).filter(({ type }) => type === 'failover.stepEnded');
  expect(ended).toHaveLength(1);
  expect((await desk.seen(number)).current).toMatchObject([{ part: 'b' }]);
});

test('a plan of forty steps is within 6 kB on the line', async () => {
  const steps = Array.from({ length: 40 }, (_, n) =>
    stepOf(`step-${n + 1}`, {
      title: { zh: `第${n + 1}步：核对并切换第${n * 7}号节点`, en: `Number ${n + 1}: verify and switch node ${n * 7}` },
    }),
  );
  await desk.published('long', runbookOf(steps));
  const number = await desk.executing(['long']);
  for (let n = 1; n < 40; n += 1) await desk.done(number, `step-${n}`, n % 2 === 0 ? desk.engineer : desk.other);
  const answer = await desk.engineer.get(`/api/runs/${number}`).expect(200);
  expect(answer.body.abort.undo).toHaveLength(39);
  expect(gzipSync(answer.text).length).toBeLessThanOrEqual(6 * 1_024);
});

const seenBy = ({ status, steps }: { status: number; steps: boolean }) => [status, steps];

const phonesOf = ({ current }: { current: readonly object[] }): string[] =>
  JSON.stringify(current).match(/13800000001/g) ?? [];

describe('who sees what', () => {
  test('out of reach, no run and no case are one answer', async () => {
    const number = await desk.executing(['plain']);
    const far = await desk.api.as('sup-xiling');
    const answers = [
      await far.get(`/api/runs/${number}`),
      await far.get(`/api/runs/${number}/plan`),
      await far.get('/api/runs/FOV-999999999'),
      await (await desk.api.as('req-donghu')).get(`/api/runs/${number}`),
    ];
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(answers.map(() => [404, 'not-found']));
  });

  test('who does not work on it sees how it goes, not what is done, and gets no plan', async () => {
    const raiser = await desk.api.as('expert-1');
    const number = await desk.executing(['plain'], {}, raiser);
    // He raised it, and is no engineer any more.
    await personOf(desk.api.product.db).updateOne(
      { _id: 'expert-1' },
      { $set: { grants: [{ role: 'requester', orgPath: '/dx' }], teams: [] } },
    );
    desk.api.product.directory.drop();
    const { body } = await raiser.get(`/api/runs/${number}`).expect(200);
    expect(body).toMatchObject({ status: 'executing', current: [], next: [], abort: null, halt: null, runbooks: [] });
    expect(body).not.toHaveProperty('planHash');
    expect(JSON.stringify(body)).not.toContain('Step a');
    expect((await raiser.get(`/api/runs/${number}/plan`)).status).toBe(403);
    // Whoever belongs to the unit sees as much, and no more of it by another way.
    const user = await desk.api.as('req-linxi');
    const seen = (await user.get(`/api/runs/${number}`).expect(200)).body;
    expect(seen).toMatchObject({ status: 'executing', current: [], next: [], abort: null, runbooks: [] });
    expect((await user.get(`/api/runs/${number}/plan`)).status).toBe(403);
    expect((await user.get(`/api/cases/${number}/parts`).expect(200)).body.items).toEqual([]);
    expect((await desk.engineer.get(`/api/cases/${number}/parts`).expect(200)).body.items).not.toEqual([]);
    expect((await (await desk.api.as('req-school')).get(`/api/runs/${number}`)).status).toBe(404);
  });

  test('many look at one version at once, in either order: each sees what is for him, and nobody else’s', async () => {
    const number = await desk.executing(['plain']);
    const [user, far] = [await desk.api.as('req-linxi'), await desk.api.as('sup-xiling')];
    const look = async (who: Caller) => {
      const { status, body } = await who.get(`/api/runs/${number}`);
      return { status, steps: JSON.stringify(body).includes('Step a'), offered: body.allowed };
    };
    const all = [desk.engineer, user, far, desk.other, desk.engineer, user, far];
    const each = await Promise.all(all.map(look));
    const expected = [
      [200, true],
      [200, false],
      [404, false],
      [200, true],
      [200, true],
      [200, false],
      [404, false],
    ];
    expect(each.map(seenBy)).toEqual(expected);
    expect(each[0]?.offered).not.toEqual(each[1]?.offered);
    expect((await Promise.all(all.toReversed().map(look))).map(seenBy)).toEqual(expected.toReversed());
  });

  test('a telephone number is for who sees how to reach that person', async () => {
    await personOf(desk.api.product.db).updateOne({ _id: 'eng-donghu-1' }, { $set: { phone: '13800000001' } });
    desk.api.product.directory.drop();
    const number = await desk.executing(['plain']);
    expect(phonesOf(await desk.seen(number))).toHaveLength(1);
    expect(phonesOf(await desk.seen(number, desk.other))).toEqual([]);
  });

  test('what is to be authorised is for those who work on it', async () => {
    const number = await desk.assessed(['plain']);
    const user = await desk.api.as('req-linxi');
    const { body } = await user.get(`/api/runs/${number}`).expect(200);
    expect(body).toMatchObject({ status: 'assessing', planned: null, next: [], abort: null, runbooks: [] });
    expect(JSON.stringify(body)).not.toContain('Step a');
    expect((await user.get(`/api/runs/${number}/plan`)).status).toBe(403);
  });
});

describe('before it is authorised', () => {
  test('its commander sees the steps that are proposed, who would be asked, and the way back; then it is gone', async () => {
    const number = await desk.assessed(['plain', 'together']);
    const seen = await desk.seen(number, desk.commander);
    const { proposal } = (await desk.commander.get(`/api/failovers/${number}`).expect(200)).body;
    expect(seen).toMatchObject({
      status: 'assessing',
      current: [],
      abort: null,
      counts: { steps: 7, pending: 7 },
      budgetMs: 60 * MINUTE,
      planHash: proposal.planHash,
      runbooks: [{ title: { en: 'Switch the payment service' } }, {}],
      allowed: expect.arrayContaining(['authorize']),
    });
    const planned = seen['planned'] as Planned;
    expect(planned.steps.map(({ part, title }) => [part, title])).toEqual([
      ['1-a', 'Step a'],
      ['1-b', 'Step b'],
      ['1-c', 'Step c'],
      ['2-first', 'Step first'],
      ['2-left', 'Step left'],
      ['2-right', 'Step right'],
      ['2-look', 'Quality gate before “Step last”'],
      ['2-last', 'Step last'],
    ]);
    expect(planned.steps[1]).toMatchObject({ does: 'manual', budgetMs: 10 * MINUTE, role: 'engineer', witness: true });
    expect(planned.steps[7]).toMatchObject({ noReturn: true });
    expect(planned.undo.map(({ title }) => title)).toEqual([
      'Step right',
      'Step left',
      'Step first',
      'Step b',
      'Step a',
    ]);
    expect(planned.undoBudgetMs).toBe(24 * MINUTE);
    expect(planned.asked).toMatchObject([
      { role: { key: 'engineer' }, orgPath: '/dx/donghu/linxi/school', parts: 7, people: [{ name: '李强' }, {}] },
      { role: { key: 'process-owner' }, parts: 1, people: [{ id: 'owner' }] },
    ]);
    await desk.give(desk.commander, number, 'authorize', { planHash: seen['planHash'], customerTold: '已电话告知' });
    expect(await desk.seen(number)).toMatchObject({ planned: null, current: [{ part: '1-a' }] });
  });

  test('a cutover that is planned shows the same; whom a drill asks, too', async () => {
    const from = new Date(Date.now() + 3_600_000).toISOString();
    const until = new Date(Date.now() + 8 * 3_600_000).toISOString();
    const body = {
      unit: '/dx/donghu/linxi/school',
      application: 'payment',
      title: '割接演练',
      items: ['net-donghu'],
      commander: 'sup-donghu',
      runbook: 'cutover',
      window: { from, until },
      backOutMinutes: 60,
      people: [{ person: 'eng-donghu-1', as: '网络' }],
      drill: true,
    };
    const { number } = (await desk.engineer.send('/api/cutovers', body).expect(201)).body;
    const planned = (await desk.seen(number))['planned'] as Planned;
    expect(planned.steps.map(({ title }) => title)).toEqual(
      expect.arrayContaining(['Freeze the configuration', 'Quality gate before “Take the traffic away”']),
    );
    expect(planned.undo[0]?.title).toBe('Verify the services');
  });

  test('on paper: who is asked, the steps, the way back', async () => {
    const number = await desk.assessed(['together']);
    const text = async (lang: string): Promise<string> =>
      (await desk.commander.get(`/api/runs/${number}/plan?format=text&lang=${lang}`).expect(200)).text;
    const en = await text('en');
    for (const words of [
      'Who is asked',
      '李强 (eng-donghu-1)',
      '[ ]  1  Step first',
      'The way back, were all of it done',
    ])
      expect(en).toContain(words);
    expect(en.indexOf('Step right / 9 min')).toBeLessThan(en.indexOf('Step first / 5 min'));
    const zh = await text('zh');
    for (const words of ['将请谁执行', '全部完成后的回退顺序', '“步骤last”之前的质检']) expect(zh).toContain(words);
    for (const one of [en, zh]) expect(one.split('\n').filter((line) => columnsOf(line) > COLUMNS)).toEqual([]);
    const { body } = await desk.commander.get(`/api/runs/${number}/plan`).expect(200);
    expect(body.planned).toMatchObject({ undo: [{ part: 'right', title: { zh: '步骤right' } }, {}, {}] });
    expect(body.parts).toHaveLength(5);
  });

  test('a plan of forty steps is within 6 kB on the line', async () => {
    const number = await desk.assessed(['long']);
    const answer = await desk.commander.get(`/api/runs/${number}`).expect(200);
    expect(answer.body.planned.steps).toHaveLength(40);
    expect(answer.body.planned.undo).toHaveLength(40);
    const bytes = gzipSync(answer.text).length;
    process.stderr.write(`forty steps before they are authorised: ${bytes} bytes as gzip\n`);
    expect(bytes).toBeLessThanOrEqual(6 * 1_024);
  });
});

test('of one failure its commander has one notice, with the step and the reason', async () => {
  const number = await desk.executing(['plain']);
  await desk.give(desk.engineer, number, 'failStep', { part: 'a', reason: '拒绝连接' });
  const own = () => noticeOf(desk.api.product.db).find({ caseId: number, to: 'sup-donghu' }).sort({ at: 1 }).lean();
  await desk.api.product.eventually(async () => (await own()).some(({ template }) => template === 'failover-halted'));
  await desk.give(desk.commander, number, 'retryStep', { part: 'a', reason: '换一台' });
  const told = (await own()).filter(({ template }) => /failed|halted/.test(template));
  expect(told.map(({ template, data }) => [template, data])).toEqual([
    [
      'failover-halted',
      expect.objectContaining({
        said: {
          why: { zh: '步骤失败', en: 'a step has failed' },
          part: { zh: '步骤a', en: 'Step a' },
          reason: '拒绝连接',
        },
        by: 'eng-donghu-1',
      }),
    ],
  ]);
});
