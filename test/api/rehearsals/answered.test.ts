/** A plan rehearsed 推演 on the real engine: people are answered for, so that it runs through in virtual time. */
import { answered } from '../../../client/rehearsals/answering.ts';
import type { CaseEvent } from '../../../domain/kernel/process.ts';
import { rehearsalStore } from '../../../models/rehearsal.ts';
import { isWhole } from '../../support/product/sample/whole.ts';
import { runCommand } from '../../support/product/command.ts';
import { type Product, startProduct } from '../../support/product/product.ts';
import { approveRunbook, plannedStep, raisedFailover } from '../../support/product/runbooks.ts';

jest.setTimeout(300_000);
let product: Product;
beforeAll(async () => {
  product = await startProduct({ rehearsals: true });
}, 120_000);
afterAll(() => product.stop());

const begun = async (title: string) => {
  const { faultAt, ...data } = raisedFailover();
  return await product.rehearsals.start({
    title,
    process: 'failover',
    data: { ...data, title, faultAt: Date.parse(faultAt) },
    startedBy: 'owner',
    actor: await product.actor('eng-donghu-1'),
  });
};
const play = (number: string, ...fails: string[]) =>
  answered({ ...product, store: rehearsalStore(product.db) }, number, { fails: new Set(fails) });
const eventsOf = async (number: string): Promise<CaseEvent[]> => await product.rehearsals.eventsOf([number]);
const bare = ({ type, data }: CaseEvent) =>
  [type.replace('failover.', ''), 'part' in data ? data.part : ''].join(' ').trim();
const isOfSteps = (word: string) => /^(step|undo|halted|rollback|rolledBack|gate|witness|resumed)/.test(word);

/** The last has a witness; the fifth is a decision, the second and each fourth after it an action. */
const STEPS = isWhole ? 12 : 7;

test(`${STEPS} steps of twenty minutes run through: each confirmed after half its budget by who holds the role`, async () => {
  const minutes = 20;
  const undo = { kind: 'manual', instruction: { zh: '撤', en: 'Back' }, budgetMs: 60_000 } as const;
  await approveRunbook(
    product,
    'many',
    Array.from({ length: STEPS }, (_, n) =>
      n % 4 === 1
        ? plannedStep(`s${n + 1}`, minutes, { action: `do-${n}` })
        : n === 4
          ? plannedStep('s5', minutes, {
              kind: 'decision',
              choices: ['short', 'long'].map((id) => ({ id, title: { zh: id, en: id } })),
            })
          : plannedStep(`s${n + 1}`, minutes, n === STEPS - 1 ? { witness: true } : { undo }),
    ),
  );
  const number = await begun('Many');
  const from = performance.now();
  expect(await play(number)).toMatchObject({ end: 'over' });
  process.stderr.write(`rehearsal of ${STEPS} steps: ${((performance.now() - from) / 1_000).toFixed(1)} s\n`);
  const events = await eventsOf(number);
  expect(events.at(-1)?.type).toBe('failover.closed');
  const at = (word: string) => events.find((event) => bare(event) === word);
  const ended = at('stepEnded s1');
  const waited = ((ended?.at ?? 0) - (at('stepStarted s1')?.at ?? 0)) / 60_000;
  expect(waited).toBeGreaterThanOrEqual(minutes / 2);
  expect(waited).toBeLessThan(minutes / 2 + 1);
  expect(ended?.by.role).toBe('engineer');
  expect(at('stepEnded s2')?.by.role).toBe('system');
  expect(at('stepEnded s5')).toMatchObject({ by: { id: 'sup-donghu' }, data: { choice: 'short' } });
  expect(at(`stepEnded s${STEPS}`)?.by.id).not.toBe(at(`witnessAsked s${STEPS}`)?.by.id);
  const told = await product.rehearsals.told({ cases: [number], limit: 500 });
  const asked = told.filter(({ why }) => why.event === 'failover.stepStarted');
  expect(asked.some(({ to }) => to.startsWith('eng-donghu-'))).toBe(true);
});

test('a step that fails is tried once more, then all goes back; one of an action likewise', async () => {
  const undo = { kind: 'manual', instruction: { zh: '撤', en: 'Back' }, budgetMs: 60_000 } as const;
  await approveRunbook(product, 'short', [plannedStep('a', 10, { undo }), plannedStep('b', 10, { action: 'do-b' })], {
    orgPath: '/dx/donghu/linxi',
  });
  const number = await begun('Short');
  expect(await play(number, 'b')).toMatchObject({ end: 'over' });
  const words = (await eventsOf(number)).map(bare);
  expect(words.filter(isOfSteps)).toEqual([
    'stepStarted a',
    'stepEnded a',
    'stepStarted b',
    'stepFailed b',
    'halted b',
    'stepStarted b',
    'resumed',
    'stepFailed b',
    'halted b',
    'rollbackStarted',
    'undoStarted a',
    'stepUndone a',
    'rolledBack',
  ]);
  expect(words.at(-1)).toBe('closed');
});

test('time that stands where it is wished up to is no fault, since it goes on by itself; until there is', async () => {
  const number = await begun('Stands');
  const past = Date.now() - 60_000;
  expect(await product.rehearsals.forward(number, { upTo: past })).toEqual({ goal: past, reached: true });
  await expect(product.rehearsals.forward(number, { until: past })).rejects.toMatchObject({ code: 'invalid-data' });
});

const rehearse = async (process: string, ...args: string[]) =>
  await runCommand('rehearse', ['--process', process, '--data', `docs/samples/${process}.json`, ...args], {
    uri: product.env.mongodbUri,
    more: {
      TEMPORAL_NAMESPACE: product.env.temporalNamespace,
      CHANGMING_TASK_QUEUE: product.taskQueue,
      CHANGMING_EMBEDDED: '1',
      CHANGMING_SECRET: product.env.secret,
      CHANGMING_DATA: product.dataFolder,
    },
  });

test.each([
  [
    'cutover',
    'en',
    'eng-donghu-2',
    [
      /precheck recorded Backup read back/,
      /precheck recorded Will be there: 网络 {2}\(eng-donghu-1\)/,
      /gate passed Quality gate before “Take the traffic away” {2}\(sup-donghu\)/,
      /step started Release the old device/,
      /CUT-\d+ is closed since/,
    ],
  ],
  [
    'release',
    'zh',
    'owner',
    [
      /批次开始发布 第 1 批（县级先行）/,
      /步骤完成 安装新版本（石桥县财政局）/,
      /观察期满 第 2 批的关口：观察 8 小时后放行/,
      /批次关口已放行 第 2 批的关口/,
      /REL-\d+ 于 .* 已发布/,
    ],
  ],
] as const)(
  'npm run rehearse -- --process %s, gates and soak in virtual time, in %s, to its end',
  async (process, lang, by, said) => {
    const { code, stdout, stderr } = await rehearse(process, '--by', by, '--lang', lang);
    globalThis.process.stderr.write(`${process}: ${stderr}`);
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^[A-Z]{3}-\d+: \d+ answers in \d+\.\d s\n$/)]);
    for (const words of said) expect(stdout).toMatch(words);
    const ids = stdout.match(/ (?:pre-[a-z0-9-]+|w\d(?:-\d\d)?(?:-[a-z]+)?|g\d) /g);
    expect(ids).toBeNull();
  },
);

test('npm run rehearse answers for people up to the end, prints who is asked for what, and names the step that is to fail', async () => {
  await approveRunbook(product, 'sheet', [plannedStep('a', 10), plannedStep('b', 10)], {
    orgPath: '/dx/donghu/linxi/school',
  });
  const { code, stdout, stderr } = await rehearse('failover', '--by', 'eng-donghu-1', '--lang', 'en');
  expect([code, stderr]).toEqual([0, expect.stringMatching(/FOV-\d+: \d+ answers in \d+\.\d s\n/)]);
  expect(stdout).toMatch(/→ eng-donghu-[12]: .*has a step for you: Do a/);
  expect(stdout).toMatch(/step done Do b/);
  expect(stdout).toMatch(/failover.*closed|is closed/);
  const wrong = await rehearse('failover', '--to-end', '--fail', 'a');
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('--fail')]);
});
