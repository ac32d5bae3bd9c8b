/**
 * What runs inside Temporal's sandbox: small, without the outside world, and without memory of its own, since its modules
 * are evaluated once and shared by all cases of a worker.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { bundleWorkflows } from '../../worker/bundle.ts';

const megabytes = 1.2;
/** The names of a bundle's modules, out of its inline source map. */
function sourcesOf(code: string): string[] {
  const inline = /sourceMappingURL=data:application\/json;charset=utf-8;base64,(\S+)/.exec(code)?.[1] ?? '';
  return (JSON.parse(Buffer.from(inline, 'base64').toString('utf8')) as { sources: string[] }).sources;
}

let code = '';
let sources: string[] = [];

beforeAll(async () => {
  code = await bundleWorkflows();
  sources = sourcesOf(code);
}, 60_000);

test(`the workflow bundle weighs at most ${megabytes} MB`, () => {
  expect(Buffer.byteLength(code)).toBeLessThanOrEqual(megabytes * 1_000_000);
});

test('the bundle holds the loop of each process and none of its rules, so that a rule may change under every history', () => {
  for (const file of ['workflows/incident.ts', 'workflows/call.ts', 'workflows/support/run-case.ts'])
    expect(sources.filter((source) => source.endsWith(file))).toHaveLength(1);
  const ours = sources.filter((source) => !source.includes('node_modules') && source.endsWith('.ts'));
  expect(ours.length).toBeGreaterThan(5);
  expect(ours.filter((source) => /(^|\/)domain\//.test(source))).toEqual([]);
});

test('zod, mongoose and Node itself stay outside', () => {
  const outside = /node_modules\/(zod|mongoose|mongodb|bson|express|pino)\/|node:|external /;
  expect(sources.filter((source) => outside.test(source))).toEqual([]);
});

/** Memos that follow from content alone: whoever finds one filled gets what he would have made (ADR 7). */
const memos = ['domain/figures/names.ts', 'domain/kernel/steps/listed.ts', 'domain/kernel/time/calendar-table.ts'];

test('no module that cases share keeps anything between them', () => {
  const root = path.resolve(__dirname, '../..');
  const files = ['domain', 'workflows'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `${folder}/${file}`),
  );
  const keeps = files.filter((file) =>
    /^(export )?(let|var) |^(export )?const \w+ = new (Weak)?(Map|Set)\b/m.test(
      readFileSync(path.join(root, file), 'utf8'),
    ),
  );
  expect(files.length).toBeGreaterThan(60);
  expect(keeps.toSorted()).toEqual(memos);
});
