/** What runs inside Temporal's sandbox: small, since every cached case pays for it, and without the outside world. */
import { bundleWorkflows } from '../../worker/bundle.ts';

const megabytes = 1.8;
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

test('the bundle holds the processes and their rules', () => {
  for (const file of ['workflows/incident.ts', 'domain/incident/decider.ts', 'domain/call/decider.ts'])
    expect(sources.filter((source) => source.endsWith(file))).toHaveLength(1);
});

test('zod, mongoose and Node itself stay outside', () => {
  const outside = /node_modules\/(zod|mongoose|mongodb|bson|express|pino)\/|node:|external /;
  expect(sources.filter((source) => outside.test(source))).toEqual([]);
});
