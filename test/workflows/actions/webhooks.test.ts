/**
 * Steps that a tool outside carries out, on the real engine and over HTTP: whatever the tool answers, or does not, the case hears
 * it once. The outing takes the place of incidents in the registries.
 */
import { createServer } from 'node:net';
import { type AddressInfo } from 'node:net';
import type { catalogue as Catalogue } from '../../../domain/catalogue.ts';
import type * as Contracts from '../../../domain/contracts.ts';
import { EngineError } from '../../../client/cases/engine-error.ts';
import { commitsAfter } from '../../../models/cases/commit.ts';
import { actionOf } from '../../../models/registers/actions/action.ts';
import { fetchRun } from '../../../platform/histories.ts';
import { signatureOf } from '../../../platform/webhook.ts';
import type * as Fixture from '../../support/outing/outing.ts';
import { recordAction } from '../../support/outing/recorded.ts';
import {
  answering,
  keepWebhooks,
  outingsOf,
  saying,
  SECRET,
  startTool,
  type Tool,
} from '../../support/outing/stage.ts';
import { type Api, startApi } from '../../support/product/api.ts';
import { terminate } from '../../support/product/lost.ts';

jest.mock('../../../domain/catalogue.ts', () => {
  const { catalogue: real } = jest.requireActual<{ catalogue: typeof Catalogue }>('../../../domain/catalogue.ts');
  const { outingAs } = jest.requireActual<typeof Fixture>('../../support/outing/outing.ts');
  const all: Record<string, unknown> = { ...real, incident: outingAs('incident') };
  return { catalogue: all, processOf: (key: string) => all[key] };
});
jest.mock('../../../domain/contracts.ts', () => {
  const real = jest.requireActual<typeof Contracts>('../../../domain/contracts.ts');
  const { outingCommands } = jest.requireActual<typeof Fixture>('../../support/outing/outing.ts');
  return { ...real, contracts: { ...real.contracts, incident: outingCommands } };
});

jest.setTimeout(180_000);
const INNER = 'what stands inside';
let api: Api;
let tool: Tool;
let inner: Tool;
let outings: ReturnType<typeof outingsOf>;

beforeAll(async () => {
  inner = await startTool({ '/': answering(200, INNER) });
  tool = await startTool({
    '/done': saying('done', `all well, ${SECRET}, \u001B[31mred\u001B[0m`),
    '/failed': saying('failed', { code: 7 }),
    '/nonsense': answering(200, '<html>OK</html>'),
    '/perhaps': saying('perhaps'),
    '/empty': answering(204),
    '/500': answering(500, 'no space left'),
    '/404': answering(404),
    '/redirect': answering(307, '', { Location: `http://127.0.0.1:${inner.port}/` }),
    '/never': () => undefined,
    '/broken': (_, response) => void response.socket?.destroy(),
    '/half': (_, response) => {
      response.writeHead(200, { 'Content-Length': '100' }).write('{"outcome":"done"');
      response.socket?.end();
    },
    '/long': saying('done', `${'x'.repeat(3_980)}${SECRET} and more`),
    '/later': answering(202),
  });
  const closed = await closedPort();
  process.env['WEBHOOK_ALLOW'] = `127.0.0.1:${tool.port},127.0.0.1:${closed}`;
  api = await startApi();
  outings = outingsOf(api.product);
  const paths = ['done', 'failed', 'nonsense', 'perhaps', 'empty', '500', '404', 'redirect', 'never', 'broken'];
  const urls = [...paths, 'half', 'long', 'later'].map((name) => [name, `http://127.0.0.1:${tool.port}/${name}`]);
  await keepWebhooks(api.product, {
    ...(Object.fromEntries(urls) as Record<string, string>),
    'nobody-there': `http://127.0.0.1:${closed}/`,
    inside: `https://127.0.0.1:${inner.port}/`,
    closed: `http://127.0.0.1:${tool.port}/done`,
    elsewhere: `http://127.0.0.1:${tool.port}/done`,
  });
  await actionOf(api.product.db).updateOne({ _id: 'closed' }, { $set: { open: false } });
  await actionOf(api.product.db).updateOne({ _id: 'elsewhere' }, { $set: { organisation: '/dx/donghu/other' } });
});
afterAll(async () => {
  delete process.env['WEBHOOK_ALLOW'];
  await api.stop();
  await Promise.all([tool.stop(), inner.stop()]);
});
afterEach(() => jest.restoreAllMocks());

/** On which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const heardOf = async (action: string, limitMs = 60_000) => {
  const caseId = await outings.open();
  await outings.run(caseId, action, { limitMs });
  return await outings.heard(caseId);
};

test('a tool is told what to do, signed and under the id of the attempt, and its word is the result', async () => {
  const caseId = await outings.open();
  const run = await outings.run(caseId, 'done', { input: { site: 'w1-07' }, what: 'undo', attempt: 3, part: 's2' });
  expect(run).toBe(`action:${caseId}/s2/undo-3`);
  expect(await outings.heard(caseId, 's2')).toEqual({ outcome: 'done', output: 'all well, ***, red' });
  expect(await outings.reports(caseId, 's2')).toMatchObject([{ attempt: 3, what: 'undo' }]);
  const [seen, ...more] = tool.at('/done').filter(({ headers }) => headers['idempotency-key'] === run);
  expect(more).toEqual([]);
  const body = { action: 'done', attempt: 3, case: caseId, input: { site: 'w1-07' }, part: 's2', what: 'undo' };
  expect(JSON.parse(seen?.body ?? '')).toEqual(body);
  const [, seconds] = /^t=(\d+)/.exec(String(seen?.headers['changming-signature'])) ?? [];
  expect(seen?.headers['changming-signature']).toBe(signatureOf([SECRET], seen?.body ?? '', Number(seconds)));
  expect((await commitsAfter(api.product.db, caseId)).some(({ key }) => key === run)).toBe(true);
});

test('neither address nor secret is in the history of the action, nor in the record of the case', async () => {
  const caseId = await outings.open();
  const run = await outings.run(caseId, 'done');
  await outings.heard(caseId);
  await recordAction(api.product, run, 'answered');
  const { json } = await fetchRun(api.product.temporal, run);
  const texts = [json, Buffer.from(json).toString('utf8'), JSON.stringify(await commitsAfter(api.product.db, caseId))];
  const payloads = [...json.matchAll(/"data": ?"([A-Za-z0-9+/=]+)"/g)].map(([, data]) =>
    Buffer.from(data ?? '', 'base64').toString(),
  );
  expect(payloads.length).toBeGreaterThan(3);
  for (const text of [...texts, ...payloads]) {
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain(String(tool.port));
  }
});

/** What a case hears of each action. */
const ends: readonly (readonly [action: string, heard: object])[] = [
  ['failed', { outcome: 'failed', output: '{"code":7}' }],
  ['nonsense', { outcome: 'unknown', detail: 'answer-unclear', output: '<html>OK</html>' }],
  ['perhaps', { outcome: 'unknown', detail: 'answer-unclear', output: '{"outcome":"perhaps"}' }],
  ['empty', { outcome: 'unknown', detail: 'answer-unclear' }],
  ['half', { outcome: 'unknown', detail: 'answer-cut', output: '{"outcome":"done"' }],
  ['500', { outcome: 'failed', detail: 'http-500', output: 'no space left' }],
  ['404', { outcome: 'failed', detail: 'http-404' }],
  ['redirect', { outcome: 'failed', detail: 'redirect' }],
  ['broken', { outcome: 'unknown', detail: 'http-econnreset' }],
  ['nobody-there', { outcome: 'failed', detail: 'http-econnrefused' }],
  ['inside', { outcome: 'failed', detail: 'address-refused' }],
  ['closed', { outcome: 'failed', detail: 'action-closed' }],
  ['elsewhere', { outcome: 'failed', detail: 'action-elsewhere' }],
  ['unheard-of', { outcome: 'failed', detail: 'unknown-action' }],
];
const PARTS = ['s1', 's2', 's3', 's4'];

/** Four actions, one for each step of one case. */
async function heardTogether(actions: readonly string[]): Promise<object[]> {
  const caseId = await outings.open();
  const parts = PARTS.slice(0, actions.length);
  for (const [n, part] of parts.entries()) await outings.run(caseId, actions[n] ?? '', { part });
  return await Promise.all(parts.map((part) => outings.heard(caseId, part)));
}

test('whatever the tool answers, or whoever refuses to ask it, the case hears what it is', async () => {
  const heard: (readonly [string, object])[] = [];
  for (let n = 0; n < ends.length; n += PARTS.length) {
    const actions = ends.slice(n, n + PARTS.length).map(([action]) => action);
    for (const [at, said] of (await heardTogether(actions)).entries()) heard.push([actions[at] ?? '', said]);
  }
  expect(heard).toEqual(ends);
  expect(inner.seen).toEqual([]);
});

test('an output is cut at 4,000 characters, and what is secret at the cut is hidden whole', async () => {
  const { output = '' } = await heardOf('long');
  expect(output).toBe(`${'x'.repeat(3_980)}***`);
});

test('a tool that never answers has not done it when the limit is over', async () => {
  const caseId = await outings.open();
  const run = await outings.run(caseId, 'never', { limitMs: 2_000 });
  expect(await outings.heard(caseId)).toEqual({ outcome: 'no-answer', detail: 'limit' });
  await recordAction(api.product, run, 'limit');
});

test('a step that is stopped while the tool is at it is unknown, and the post is broken off', async () => {
  const caseId = await outings.open();
  const before = tool.at('/never').length;
  const run = await outings.run(caseId, 'never', { limitMs: 600_000 });
  await api.product.eventually(async () => tool.at('/never').length > before);
  await outings.stop(caseId, 'never');
  expect(await outings.heard(caseId)).toEqual({ outcome: 'unknown', detail: 'stopped' });
  await recordAction(api.product, run, 'stopped');
});

const seconds = () => Math.floor(Date.now() / 1000);
const word = (action: string, body: object, { secret = SECRET, at = seconds() } = {}) => {
  const text = JSON.stringify(body);
  return api
    .post(`/api/actions/${action}/result`, body) // sent as this text
    .set('Changming-Signature', signatureOf([secret], text, at));
};
const begun = async (limitMs = 600_000) => {
  const caseId = await outings.open();
  const run = await outings.run(caseId, 'later', { limitMs });
  await api.product.eventually(async () => tool.seen.some(({ headers }) => headers['idempotency-key'] === run));
  return { caseId, run };
};

describe('a tool that answers later', () => {
  test('says it once; said again it is answered alike, another word is refused', async () => {
    const { caseId, run } = await begun();
    const said = { run, outcome: 'done', output: `ended, ${SECRET}` };
    const first = await word('later', said).expect(200);
    expect(first.body).toEqual({ run, outcome: 'done' });
    expect(await outings.heard(caseId)).toEqual({ outcome: 'done', output: 'ended, ***' });
    await recordAction(api.product, run, 'later');
    expect((await word('later', said).expect(200)).body).toEqual(first.body);
    const other = await word('later', { ...said, outcome: 'failed' }).expect(409);
    expect(other.body.code).toBe('action-answered');
    expect(await outings.reports(caseId)).toHaveLength(1);
  });

  test('is refused when the limit has passed: the case has heard no-answer', async () => {
    const { caseId, run } = await begun(2_000);
    expect(await outings.heard(caseId)).toEqual({ outcome: 'no-answer', detail: 'limit' });
    const late = await word('later', { run, outcome: 'done' }).expect(409);
    expect(late.body.code).toBe('action-late');
  });

  test('is refused without a signature of now by the secret of that action', async () => {
    const { caseId, run } = await begun();
    const said = { run, outcome: 'done' };
    const wrong = [
      word('later', said, { secret: 'another secret' }),
      word('later', said, { at: seconds() - 600 }),
      word('unheard-of', said),
      api.post('/api/actions/later/result', said),
    ];
    for (const one of wrong) expect((await one.expect(401)).body.code).toBe('signature-refused');
    expect((await word('done', said).expect(404)).body.code).toBe('not-found'); // under another action
    await word('later', { run: `${run}0`, outcome: 'done' }).expect(404);
    await word('later', { run: 'action:nothing', outcome: 'done' }).expect(404);
    await word('later', { run, outcome: 'no-answer' }).expect(422);
    await outings.stop(caseId, 'later');
    expect(await outings.heard(caseId)).toEqual({ outcome: 'unknown', detail: 'stopped' });
    expect((await word('later', said).expect(409)).body.code).toBe('action-late');
  });
});

test('a case that cannot be reached hears it when it can', async () => {
  const real = api.product.caseClient.command.bind(api.product.caseClient);
  let away = 2;
  jest.spyOn(api.product.caseClient, 'command').mockImplementation(async (caseId, command, ...rest) => {
    if (command === 'reportStep' && away-- > 0) throw new EngineError('engine-away', 'Temporal does not answer');
    return await real(caseId, command, ...rest);
  });
  expect(await heardOf('failed')).toMatchObject({ outcome: 'failed' });
  expect(away).toBe(-1);
});

test('a case that has ended takes no report, and the action is over', async () => {
  const caseId = await outings.open();
  const run = await outings.run(caseId, 'never', { limitMs: 4_000 });
  await outings.give(caseId, 'finish');
  expect(await api.product.temporal.workflow.getHandle(run).result()).toMatchObject({ outcome: 'no-answer' });
  expect(await outings.reports(caseId)).toEqual([]);
});

test('a case that is brought back begins nothing again', async () => {
  const caseId = await outings.open();
  const run = await outings.run(caseId, 'later');
  await api.product.eventually(async () => tool.seen.some(({ headers }) => headers['idempotency-key'] === run));
  await terminate(api.product, caseId);
  await outings.give(caseId, 'comment', { text: 'Still there?', audience: 'internal' });
  const { runId } = await api.product.temporal.workflow.getHandle(run).describe();
  await outings.stop(caseId, 'later');
  await outings.heard(caseId);
  expect((await api.product.temporal.workflow.getHandle(run).describe()).runId).toBe(runId);
  expect(tool.seen.filter(({ headers }) => headers['idempotency-key'] === run)).toHaveLength(1);
});

test('of one step one attempt after the other is begun, each once', async () => {
  const caseId = await outings.open();
  for (const attempt of [1, 2]) {
    await outings.run(caseId, '500', { attempt });
    await outings.heard(caseId, 's1', attempt);
  }
  expect((await outings.reports(caseId)).map(({ attempt }) => attempt)).toEqual([1, 2]);
});

test('a worker that ends in the middle of a post leaves the step unknown, and nothing is posted again', async () => {
  const caseId = await outings.open();
  const run = await outings.run(caseId, 'never');
  const posts = () => tool.seen.filter(({ headers }) => headers['idempotency-key'] === run);
  await api.product.eventually(async () => posts().length > 0);
  await api.product.stopWorker();
  await api.product.startWorker();
  expect(await outings.heard(caseId)).toEqual({ outcome: 'unknown', detail: 'lost' });
  expect(posts()).toHaveLength(1);
});
