/** What a runner may run, and how it runs it: real programs on this machine, no engine. */
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { argumentsOf, type Allowed, readAllowed } from '../../../commands/runner/allowed.ts';
import { carriedOut } from '../../../commands/runner/carrying-out.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'changming-runner-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => delete process.env['RUNNER_TEST_TOKEN']);

const node = process.execPath;
const script = (text: string, params: Record<string, string> = {}) => ({
  executable: node,
  args: ['-e', text, '--', ...Object.keys(params).map((one) => `{${one}}`)],
  params,
});
function fileOf(commands: object, more: object = {}, mode = 0o600): string {
  const place = path.join(folder, `${crypto.randomUUID()}.json`);
  writeFileSync(place, typeof commands === 'string' ? commands : JSON.stringify({ commands, ...more }));
  chmodSync(place, mode);
  return place;
}
const allowedOf = (commands: object, more: object = {}): Allowed => readAllowed(fileOf(commands, more));
const never = new AbortController().signal;
const run = (allowed: Allowed, command: string, input: object = {}, { limitMs = 30_000, stop = never } = {}) =>
  carriedOut({ id: 'action:REL-000001/s1/1', command, input, limitMs }, allowed, stop);

const SAYS_ARGS = 'console.log(JSON.stringify(process.argv.slice(1)))';

test('what is given is an argument as it stands: no shell looks at it', async () => {
  const allowed = allowedOf({ say: script(SAYS_ARGS, { a: '.*', b: '.*' }) });
  const mark = path.join(folder, 'interpreted');
  const a = `; touch ${mark} $(touch ${mark}) \`touch ${mark}\` && "x" 'y' | > ${mark} *`;
  const { outcome, output } = await run(allowed, 'say', { a, b: '' });
  expect([outcome, JSON.parse(output ?? '')]).toEqual(['done', [a, '']]);
  expect(existsSync(mark)).toBe(false);
});

test('exit 0 is done, any other is failed, and both ways of output are kept', async () => {
  const allowed = allowedOf({
    well: script("console.log('out'); console.error('err')"),
    badly: script("console.log('why'); process.exit(3)"),
    killed: script("process.kill(process.pid, 'SIGKILL')"),
  });
  const well = await run(allowed, 'well');
  expect(well.outcome).toBe('done');
  expect(well.output?.split('\n').toSorted()).toEqual(['err', 'out']);
  expect(await run(allowed, 'badly')).toEqual({ outcome: 'failed', detail: 'exit-3', output: 'why' });
  expect(await run(allowed, 'killed')).toEqual({ outcome: 'failed', detail: 'signal-SIGKILL' });
});

const WAITS = 'setInterval(() => {}, 1000)';
/** It and a child of its own; the child says its id. */
const WITH_CHILD = `
  const { spawn } = require('node:child_process');
  const child = spawn(process.execPath, ['-e', "process.on('SIGTERM', () => {}); ${WAITS}"], { stdio: 'ignore' });
  process.on('SIGTERM', () => {});
  console.log(child.pid);
  ${WAITS};`;
const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
/** A process that has ended is there until it is waited for, by whoever that is. */
async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
}

test('at its limit it is ended with all that it started, though they do not listen: no answer', async () => {
  const allowed = allowedOf({
    hang: { ...script(WITH_CHILD), limitMs: 600_000 },
    own: { ...script(WAITS), limitMs: 100 },
  });
  const { output, ...rest } = await run(allowed, 'hang', {}, { limitMs: 1_500 });
  expect(rest).toEqual({ outcome: 'no-answer', detail: 'killed-at-limit' });
  await gone(Number(output));
  expect(await run(allowed, 'own')).toEqual({ outcome: 'no-answer', detail: 'killed-at-limit' });
}, 30_000);

test('stopped in the middle it is unknown, and before it began it has failed', async () => {
  const stop = new AbortController();
  const marks = path.join(folder, 'begun');
  const allowed = allowedOf({
    hang: script(`require('node:fs').writeFileSync(${JSON.stringify(marks)}, ''); ${WAITS}`),
  });
  const ending = run(allowed, 'hang', {}, { stop: stop.signal });
  while (!existsSync(marks)) await new Promise((resolve) => setTimeout(resolve, 20));
  stop.abort();
  expect(await ending).toEqual({ outcome: 'unknown', detail: 'stopped' });
  expect(await run(allowed, 'hang', {}, { stop: AbortSignal.abort() })).toEqual({
    outcome: 'failed',
    detail: 'stopped',
  });
});
test('what it leaves running behind does not hold it up', async () => {
  const leaves = `require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 20000)'], { stdio: 'inherit' });
    console.log('left'); process.exit(0)`;
  expect(await run(allowedOf({ leave: script(leaves) }), 'leave')).toEqual({ outcome: 'done', output: 'left' });
}, 15_000);

test('its output is short, shows nothing that is hidden, and it sees no variable that is not named', async () => {
  process.env['RUNNER_TEST_TOKEN'] = 'a-token-of-the-runner';
  const says = "console.log(process.env.RUNNER_TEST_TOKEN, 'password=hush', 'x'.repeat(1e6))";
  const allowed = allowedOf(
    {
      secret: { ...script(says), secretEnv: ['RUNNER_TEST_TOKEN'], maxOutput: 60 },
      bare: script('console.log(Object.keys(process.env).length, process.cwd())'),
    },
    { hide: ['password=\\S+'] },
  );
  const { outcome, output = '' } = await run(allowed, 'secret');
  expect([outcome, output.slice(0, 9), output.length]).toEqual(['done', '*** *** x', 32]);
  expect(await run(allowed, 'bare')).toEqual({ outcome: 'done', output: '0 /' });
});

test('what is not allowed is not run', async () => {
  const allowed = allowedOf({ say: script(SAYS_ARGS, { unit: '[a-z-]{1,9}', count: '[0-9]+' }) });
  const detailOf = async (command: string, input: object) => {
    const { outcome, detail } = await run(allowed, command, input);
    return `${outcome} ${detail}`;
  };
  expect(await detailOf('other', {})).toBe('failed command-unknown');
  expect(await detailOf('toString', {})).toBe('failed command-unknown');
  expect(await detailOf('say', { unit: 'web' })).toBe('failed param-missing: count');
  for (const unit of ['web x', 'web\n', '', 'WEB', '-rf', 'we\0b', 7, null, ['web'], { toString: () => 'web' }])
    expect(await detailOf('say', { unit, count: 1 })).toBe('failed param-refused: unit');
  expect(await detailOf('say', { unit: 'web', count: 1, more: 'x' })).toBe('failed param-unknown: more');
  expect(await run(allowed, 'say', { unit: 'web', count: 12 })).toEqual({ outcome: 'done', output: '["web","12"]' });
});

test('a dash begins a value only where the pattern begins with one', () => {
  const args = ['--', '{a}'];
  expect(argumentsOf({ args, params: { a: '.*' } }, { a: '-x' })).toEqual({ refused: 'param-refused: a' });
  expect(argumentsOf({ args, params: { a: '-[0-9]+' } }, { a: -5 })).toEqual({ args: ['--', '-5'] });
  expect(argumentsOf({ args, params: { a: 'x|-y' } }, { a: '-y' })).toEqual({ refused: 'param-refused: a' });
});

test('a program that is gone since has failed', async () => {
  const allowed = allowedOf({ say: script(SAYS_ARGS) });
  const { say } = Object.fromEntries(allowed.commands);
  const commands = new Map([['say', { ...say!, executable: path.join(folder, 'nowhere') }]]);
  expect(await run({ ...allowed, commands }, 'say')).toEqual({ outcome: 'failed', detail: 'not-started: ENOENT' });
});

test.each([
  ['may be written by others', () => fileOf({}, {}, 0o664)],
  ['may be written by others', () => fileOf({}, {}, 0o606)],
  ['is not JSON', () => fileOf('{' as unknown as object)],
  ['commands.x.executable: must be an absolute path', () => fileOf({ x: { executable: 'sh' } })],
  ['/nowhere/at/all is not there', () => fileOf({ x: { executable: '/nowhere/at/all' } })],
  ['a parameter is a whole argument', () => fileOf({ x: { executable: node, args: ['--u={u}'], params: { u: 'a' } } })],
  ['lack u', () => fileOf({ x: { executable: node, args: ['{u}'] } })],
  ['is in no argument', () => fileOf({ x: { executable: node, params: { u: 'a' } } })],
  ['is no regular expression', () => fileOf({ x: { executable: node, args: ['{u}'], params: { u: '[' } } })],
  ['Unrecognized key', () => fileOf({ x: { executable: node, shell: true } })],
])('an allow file is refused that %s', (words, place) => {
  expect(() => readAllowed(place())).toThrow(words);
});

test('an allow file is refused in a folder that everybody may write, and a program that everybody may', () => {
  const open = mkdtempSync(path.join(folder, 'open-'));
  const place = path.join(open, 'allow.json');
  writeFileSync(place, JSON.stringify({ commands: {} }), { mode: 0o600 });
  chmodSync(open, 0o777);
  expect(() => readAllowed(place)).toThrow('may be written by everybody');
  const program = path.join(folder, 'program');
  writeFileSync(program, '');
  chmodSync(program, 0o777);
  expect(() => allowedOf({ x: { executable: program } })).toThrow('program may be written by everybody');
});
