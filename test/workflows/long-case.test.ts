/** Much of one thing: what a case carries from run to run does not grow with use, and answers stay right. */
import { personKey, workflowIdOf } from '../../domain/kernel/ids.ts';
import type { Answer, Asked, CommandInput } from '../../domain/kernel/turn.ts';
import { commitsAfter } from '../../models/cases/commit.ts';
import { createCaseClient } from '../../client/cases/case-client.ts';
import { deskOf, incidentReport } from '../support/product/desk.ts';
import { soundEvents } from '../support/product/lost.ts';
import { type Product, startProduct } from '../support/product/product.ts';
import { isWhole } from '../support/product/sample/whole.ts';

jest.setTimeout(300_000);
const ENGINEER = 'eng-donghu-1';
/** In more than one run, or more than two. 20,000 would say the same and take twenty minutes. */
const COMMENTS = isWhole ? 520 : 260;
const WRITERS = 8;
let product: Product;
let desk: ReturnType<typeof deskOf>;

beforeAll(async () => {
  product = await startProduct();
  const { temporal, db, directory, taskQueue } = product;
  const caseClient = createCaseClient({
    temporal,
    db,
    directory,
    taskQueue,
    deadlineMs: 60_000,
    mostAnHour: 10 * COMMENTS,
  });
  desk = deskOf({ ...product, caseClient });
});
afterAll(() => product.stop());

const incident = async () => (await desk.open('desk-linxi', 'incident', incidentReport)).caseId;
const handleOf = (caseId: string) => product.temporal.workflow.getHandle(workflowIdOf('incident', caseId));
const word = (n: number) => ({ text: `word ${n}`, audience: 'internal' });
const keyOf = (n: number) => `word-number-${n}`;
const say = async (caseId: string, n: number) =>
  (await desk.give(ENGINEER, caseId, 'comment', word(n), { key: keyOf(n) })).seq;

test(`F15 ${COMMENTS} comments by one person: the input of each new run stays small, and all are answered right`, async () => {
  const caseId = await incident();
  const firstRun = (await handleOf(caseId).describe()).runId;
  const waiting = Array.from({ length: COMMENTS }, (_, n) => n);
  const seqs: number[] = [];
  const write = async () => {
    for (let n = waiting.shift(); n !== undefined; n = waiting.shift()) seqs[n] = await say(caseId, n);
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
  const numbered = Array.from({ length: COMMENTS }, (_, n) => n + 2);
  expect(seqs.toSorted((a, b) => a - b)).toEqual(numbered);
  for (const n of [0, 7, COMMENTS - 1]) expect(await say(caseId, n)).toBe(seqs[n]);
  expect(await soundEvents(product, caseId)).toHaveLength(COMMENTS + 1);
  const { events } = await handleOf(caseId).fetchHistory();
  const started = events?.[0]?.workflowExecutionStartedEventAttributes;
  expect(started?.originalExecutionRunId).not.toBe(firstRun);
  const input = started?.input?.payloads?.map(({ data }) => data?.length ?? 0) ?? [];
  expect(input).toHaveLength(1);
  expect(input[0]).toBeLessThan(4_096);
});

test('200 commands in one update, the third of them refused: each has its own commit and its own answer', async () => {
  const caseId = await incident();
  const actor = await product.actor(ENGINEER);
  const asks = Array.from(
    { length: 200 },
    (_, n): CommandInput => ({
      command: n === 2 ? 'resume' : 'comment',
      data: n === 2 ? {} : word(n),
      actor,
      key: personKey(ENGINEER, keyOf(n)),
      digest: `digest ${n}`,
      facts: {},
    }),
  );
  const send = () => handleOf(caseId).executeUpdate<readonly Answer[], [Asked]>('command', { args: [{ asks }] });
  const answers = await send();
  expect(answers.map(({ seq }) => seq)).toEqual(asks.map((_, n) => (n < 2 ? n + 2 : n + 1)));
  expect(answers.flatMap(({ refused }, n) => (refused ? [[n, refused.code]] : []))).toEqual([[2, 'wrong-status']]);
  const commits = await commitsAfter(product.db, caseId, { after: 1 });
  expect(commits.map(({ events, key }) => [events.length, key])).toEqual(
    asks.flatMap(({ key }, n) => (n === 2 ? [] : [[1, key]])),
  );
  expect((await send()).map(({ seq, refused }) => [seq, refused?.code])).toEqual(
    answers.map(({ seq, refused }, n) => [n === 2 ? 200 : seq, refused?.code]),
  );
  await soundEvents(product, caseId);
});
