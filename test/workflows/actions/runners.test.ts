/**
 * Steps that a runner carries out, on the real engine: it is there, away, told to stop, or dies in the middle. The outing takes the
 * place of incidents in the registries.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readAllowed } from '../../../commands/runner/allowed.ts';
import { createRunnerWorker, type RunnerWorker } from '../../../commands/runner/runner-worker.ts';
import type { catalogue as Catalogue } from '../../../domain/catalogue.ts';
import type * as Contracts from '../../../domain/contracts.ts';
import type * as Fixture from '../../support/outing/outing.ts';
import { runnerOf } from '../../../models/registers/actions/runner.ts';
import { recordAction } from '../../support/outing/recorded.ts';
import { keepRunner, outingsOf } from '../../support/outing/stage.ts';
import { type Product, startProduct } from '../../support/product/product.ts';

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
const root = path.resolve(__dirname, '../../..');
/** One queue for all installations of an engine: a name of its own for each. */
const nameOf = (what: string) => `${what}-${crypto.randomUUID()}`;
const COMMANDS = ['say', 'fail', 'hang'];
const node = (text: string) => ({
  executable: process.execPath,
  args: ['-e', text, '--', '{mark}'],
  params: { mark: '.+' },
});
let product: Product;
let outings: ReturnType<typeof outingsOf>;
let folder: string;
let allow: string;
const ending: (() => Promise<void>)[] = [];

beforeAll(async () => {
  product = await startProduct();
  outings = outingsOf(product);
  folder = mkdtempSync(path.join(tmpdir(), 'changming-runner-'));
  allow = path.join(folder, 'allow.json');
  const note = "require('node:fs').appendFileSync(process.argv[1], 'begun ' + process.pid + ' ');";
  const commands = {
    say: node(`${note} console.log('said token=hush')`),
    fail: node(`${note} process.exit(4)`),
    hang: node(`${note} setInterval(() => {}, 1000)`),
  };
  writeFileSync(allow, JSON.stringify({ commands, hide: ['token=\\S+'] }), { mode: 0o600 });
});
afterEach(async () => {
  for (const end of ending.splice(0)) await end();
});
afterAll(async () => {
  await product.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Registered, and not there yet. */
async function runner(what: string): Promise<string> {
  const name = nameOf(what);
  await keepRunner(product, name, COMMANDS);
  return name;
}
async function started(name: string): Promise<RunnerWorker> {
  const { env, logger } = product;
  const worker = await createRunnerWorker({ name, allowed: readAllowed(allow), env, logger }, { graceMs: 100 });
  const running = worker.run();
  ending.push(async () => {
    worker.shutdown();
    await running;
  });
  return worker;
}
/** A file that a command writes to each time it begins. */
const markOf = () => path.join(folder, crypto.randomUUID());
const timesBegun = (mark: string) => (existsSync(mark) ? readFileSync(mark, 'utf8').split('begun').length - 1 : 0);

/** Activities that it waits for; none before it was begun. */
const pendingOf = async (run: string): Promise<number> => {
  const described = await product.temporal.workflow
    .getHandle(run)
    .describe()
    .catch(() => null);
  return (
    described?.raw.pendingActivities?.filter(({ activityType }) => activityType?.name === 'runCommand').length ?? 0
  );
};

test('a command is carried out once, and its exit is the result', async () => {
  const name = await runner('there');
  await started(name);
  const caseId = await outings.open();
  const [said, failed] = [markOf(), markOf()];
  const run = await outings.run(caseId, `${name}.say`, { input: { mark: said } });
  expect(await outings.heard(caseId)).toEqual({ outcome: 'done', output: 'said ***' });
  await recordAction(product, run, 'on-a-runner');
  await outings.run(caseId, `${name}.fail`, { input: { mark: failed }, part: 's2' });
  expect(await outings.heard(caseId, 's2')).toEqual({ outcome: 'failed', detail: 'exit-4' });
  await outings.run(caseId, `${name}.say`, { input: {}, part: 's3' });
  expect(await outings.heard(caseId, 's3')).toEqual({ outcome: 'failed', detail: 'param-missing: mark' });
  expect([said, failed].map(timesBegun)).toEqual([1, 1]);
});

test('a runner that is away for a while gets it when it comes', async () => {
  const name = await runner('late');
  const caseId = await outings.open();
  const run = await outings.run(caseId, `${name}.say`, { input: { mark: markOf() } });
  await product.eventually(async () => (await pendingOf(run)) > 0);
  await started(name);
  expect(await outings.heard(caseId)).toMatchObject({ outcome: 'done' });
});

test('a runner that is away until after the limit is given nothing: no answer', async () => {
  const name = await runner('away');
  const caseId = await outings.open();
  const mark = markOf();
  const run = await outings.run(caseId, `${name}.say`, { limitMs: 1_000, input: { mark } });
  expect(await outings.heard(caseId)).toEqual({ outcome: 'no-answer', detail: 'not-taken' });
  await recordAction(product, run, 'not-taken');
  await started(name);
  await outings.run(caseId, `${name}.say`, { attempt: 2, input: { mark } }); // comes after whatever still lay there
  expect(await outings.heard(caseId, 's1', 2)).toMatchObject({ outcome: 'done' });
  expect(timesBegun(mark)).toBe(1);
});

test('a command that goes on at the limit is ended: no answer', async () => {
  const name = await runner('slow');
  await started(name);
  const caseId = await outings.open();
  const mark = markOf();
  await outings.run(caseId, `${name}.hang`, { limitMs: 2_000, input: { mark } });
  expect(await outings.heard(caseId)).toEqual({ outcome: 'no-answer', detail: 'killed-at-limit' });
  expect(timesBegun(mark)).toBe(1);
});

test('a stop ends the command, and what it has done is unknown; where nobody had taken it, it has failed', async () => {
  const name = await runner('stopped');
  const [caseId, other] = [await outings.open(), await outings.open()];
  await outings.run(other, `${name}.hang`, { input: { mark: markOf() } });
  await outings.stop(other, `${name}.hang`);
  expect(await outings.heard(other)).toEqual({ outcome: 'failed', detail: 'stopped' });
  await started(name);
  const mark = markOf();
  await outings.run(caseId, `${name}.hang`, { input: { mark } });
  await product.eventually(async () => timesBegun(mark) === 1);
  await outings.stop(caseId, `${name}.hang`);
  expect(await outings.heard(caseId)).toEqual({ outcome: 'unknown', detail: 'stopped' });
});

test('a runner that is told to end in the middle leaves it unknown', async () => {
  const name = await runner('ending');
  const worker = await started(name);
  const caseId = await outings.open();
  const mark = markOf();
  await outings.run(caseId, `${name}.hang`, { input: { mark } });
  await product.eventually(async () => timesBegun(mark) === 1);
  worker.shutdown();
  ending.length = 0;
  expect(await outings.heard(caseId)).toEqual({ outcome: 'unknown', detail: 'lost' });
});

test('a runner that is not registered, or closed, is given nothing', async () => {
  const name = await runner('closed');
  await started(name);
  await runnerOf(product.db).updateOne({ _id: name }, { $set: { open: false } });
  const caseId = await outings.open();
  await outings.run(caseId, `${name}.say`);
  expect(await outings.heard(caseId)).toEqual({ outcome: 'failed', detail: 'runner-closed' });
  await runnerOf(product.db).deleteOne({ _id: name });
  await outings.run(caseId, `${name}.say`, { part: 's2' });
  expect(await outings.heard(caseId, 's2')).toEqual({ outcome: 'failed', detail: 'unknown-runner' });
});

/** The command as an operator starts it; resolves when it is ready. */
async function startedAlone(name: string): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    ['scripts/command.mjs', '--source', 'commands/runner', '--name', name, '--allow', allow],
    {
      cwd: root,
      env: {
        PATH: process.env['PATH'],
        TEMPORAL_ADDRESS: product.env.temporalAddress,
        TEMPORAL_NAMESPACE: product.env.temporalNamespace,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  ending.push(async () => void child.kill('SIGKILL'));
  const exited = once(child, 'exit').then(([code]) =>
    Promise.reject(new Error(`the runner ended with ${String(code)}`)),
  );
  exited.catch(() => undefined);
  let said = '';
  const ready = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('runner ready')) resolve();
    });
  });
  await Promise.race([ready, exited]);
  return child;
}

test('a runner that dies in the middle and comes back does not run it twice: unknown', async () => {
  const name = await runner('dying');
  const child = await startedAlone(name);
  const caseId = await outings.open();
  const [mark, next] = [markOf(), markOf()];
  await outings.run(caseId, `${name}.hang`, { input: { mark } });
  await product.eventually(async () => timesBegun(mark) === 1);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const again = await startedAlone(name);
  await outings.run(caseId, `${name}.say`, { part: 's2', input: { mark: next } });
  expect(await outings.heard(caseId, 's2')).toMatchObject({ outcome: 'done' });
  expect(await outings.heard(caseId)).toEqual({ outcome: 'unknown', detail: 'lost' });
  expect(timesBegun(mark)).toBe(1);
  process.kill(Number(readFileSync(mark, 'utf8').split(' ')[1]), 'SIGKILL'); // nobody is there to end what was left
  again.kill('SIGTERM');
  const [code] = (await once(again, 'exit')) as [number];
  expect(code).toBe(0);
});
