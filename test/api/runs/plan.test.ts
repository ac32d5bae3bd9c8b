/** The plan of a run as it is printed, and its history in words. */
import { columnsOf } from '../../../domain/runbooks/columns.ts';
import { COLUMNS } from '../../../domain/runbooks/plan-text.ts';
import { fixedStep, type RunDesk, runbookOf, startRunDesk, stepOf } from '../../support/product/runs.ts';

jest.setTimeout(120_000);
let desk: RunDesk;
let number: string;
beforeAll(async () => {
  desk = await startRunDesk();
  await desk.published(
    'plain',
    runbookOf([
      stepOf('a'),
      stepOf('b', { witness: true }),
      fixedStep('c', { skippable: true }),
      fixedStep('d', { noReturn: true, witness: true }),
      { node: 'gate', id: 'e', kind: 'check', role: 'process-owner' },
    ]),
  );
  number = await desk.executing(['plain']);
  await desk.done(number, 'a');
  await desk.give(desk.engineer, number, 'failStep', { part: 'b', reason: '拒绝连接' });
  await desk.give(desk.commander, number, 'retryStep', { part: 'b', reason: '换一台' });
  await desk.done(number, 'b');
  await desk.give(desk.other, number, 'witnessStep', { part: 'b' });
}, 180_000);
afterAll(() => desk.api.stop());

const textOf = async (lang: string): Promise<string> =>
  (await desk.engineer.get(`/api/runs/${number}/plan?format=text&lang=${lang}`).expect(200)).text;

test('as data: each step with its words and what happened to it', async () => {
  const { body } = await desk.engineer.get(`/api/runs/${number}/plan`).expect(200);
  expect(body.parts).toMatchObject([
    { part: 'a', status: 'done', title: { en: 'Step a' }, who: { id: 'eng-donghu-1' }, undo: { budgetMs: 300_000 } },
    { part: 'b', status: 'done', witness: true },
    { part: 'c', status: 'waiting-human' },
    { part: 'd', status: 'pending', noReturn: true, lines: [] },
    { part: 'e', kind: 'check', title: { zh: '“步骤d”之后的质检', en: 'Quality gate after “Step d”' } },
  ]);
  expect(body.parts[1].lines).toMatchObject([
    { event: 'stepStarted', attempt: 1 },
    { event: 'stepFailed', words: { zh: '步骤失败' }, said: '拒绝连接', by: { name: '李强' } },
    { event: 'stepStarted', attempt: 2 },
    { event: 'witnessAsked', said: '日志 b' },
    { event: 'stepEnded', to: 'done', words: { en: 'step done' }, by: { name: '赵磊' } },
  ]);
});

test.each([
  [
    'zh',
    [
      '指挥      林红 (sup-donghu)',
      '[x]  1  步骤a',
      '[>]  3  步骤c',
      '[ ]  4  步骤d',
      '步骤失败，李强 (eng-donghu-1)：拒绝连接',
      '不可回退点',
    ],
  ],
  [
    'en',
    [
      'Commander   林红 (sup-donghu)',
      '[x]  1  Step a',
      '[>]  3  Step c',
      '[ ]  4  Step d',
      'step failed, 李强 (eng-donghu-1): 拒绝连接',
      'NO RETURN',
    ],
  ],
])('as a text in %s, no line wider than the paper', async (lang, said) => {
  const text = await textOf(lang);
  for (const words of said) expect(text).toContain(words);
  expect(text.split('\n').filter((line) => columnsOf(line) > COLUMNS)).toEqual([]);
  expect(text).not.toMatch(/[^\n\P{C}]/u);
  const { body } = await desk.engineer.get(`/api/runs/${number}`).expect(200);
  expect(text).toContain(body.planHash);
  expect(text).toContain(body.runbooks[0].pin);
});

test('by Accept too', async () => {
  const plain = await desk.engineer.get(`/api/runs/${number}/plan`).set('Accept', 'text/plain').expect(200);
  expect([plain.headers['content-type'], plain.headers['vary']]).toEqual(['text/plain; charset=utf-8', 'Accept']);
  const data = await desk.engineer.get(`/api/runs/${number}/plan`).set('Accept', '*/*').expect(200);
  expect(data.body.number).toBe(number);
  expect((await desk.engineer.get(`/api/runs/${number}/plan?format=pdf`)).status).toBe(422);
});

test('the timeline says in both languages what happened, and to which step', async () => {
  const { items } = (await desk.engineer.get(`/api/cases/${number}/timeline?limit=100`).expect(200)).body;
  const said = items.flatMap((one: { kind: string; words?: { zh: string; en: string } }) =>
    one.kind === 'event' ? [`${one.words?.zh} | ${one.words?.en}`] : [],
  );
  expect(said).toEqual(
    expect.arrayContaining([
      '已授权执行 | authorized',
      '步骤开始：步骤a | step started: Step a',
      '步骤完成：步骤a | step done: Step a',
      '步骤失败：步骤b | step failed: Step b',
      '已停下：步骤b | halted: Step b',
      '请求见证：步骤b | witness asked: Step b',
    ]),
  );
  expect(said.filter((one: string) => /^[a-zA-Z]/.test(one))).toEqual([]);
});
