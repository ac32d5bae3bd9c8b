/** As much of jest as the unit tests ask for, in this process, so that a test can be run again without loading anything. */
import { expect } from 'expect';
import { ModuleMocker } from 'jest-mock';

const mocks = new ModuleMocker(globalThis);

type Body = () => unknown;
type Block = { name: string; before: Body[]; after: Body[]; skipped: boolean };
export type UnitTest = { id: string; file: string; run: () => Promise<void> };

/** The tests that `load` declares through jest's globals, with ids that are the same at every load. */
export function collectTests(files: readonly string[], load: (file: string) => void): UnitTest[] {
  const tests: UnitTest[] = [];
  let file = '';
  let blocks: Block[] = [];
  const declare = (name: string, body: Body): void => {
    if (blocks.some(({ skipped }) => skipped)) return;
    const around = [...blocks];
    const title = [file, ...around.map((block) => block.name), name].filter((part) => part !== '').join(' › ');
    const same = tests.filter(({ id }) => id === title || id.startsWith(`${title} #`)).length;
    tests.push({ id: same === 0 ? title : `${title} #${same}`, file, run: () => runWithin(around, body) });
  };
  const describe = (name: string, body: Body, skipped = false): void => {
    blocks = [...blocks, { name, before: [], after: [], skipped }];
    body();
    blocks = blocks.slice(0, -1);
  };
  const before = (body: Body) => blocks.at(-1)?.before.push(body);
  const after = (body: Body) => blocks.at(-1)?.after.push(body);
  const test = Object.assign(declare, { each: eachOf(declare) });
  Object.assign(globalThis, {
    expect,
    test,
    describe: Object.assign(describe, {
      each: eachOf(describe),
      skip: (name: string, body: Body) => describe(name, body, true),
    }),
    // A test is run alone, whichever others there are: what is done before all of them is done before it.
    beforeAll: before,
    beforeEach: before,
    afterAll: after,
    afterEach: after,
    jest: { setTimeout: () => undefined, fn: mocks.fn.bind(mocks), spyOn: mocks.spyOn.bind(mocks) },
  });
  for (const one of files) {
    file = one;
    blocks = [{ name: '', before: [], after: [], skipped: false }];
    load(one);
  }
  return tests;
}

async function runWithin(blocks: readonly Block[], body: Body): Promise<void> {
  for (const { before } of blocks) for (const hook of before) await hook();
  try {
    await body();
  } finally {
    for (const { after } of blocks) for (const hook of after) await hook();
  }
}

const eachOf =
  (declare: (name: string, body: Body) => void) =>
  (rows: readonly unknown[]) =>
  (name: string, body: (...row: unknown[]) => unknown): void => {
    rows.forEach((row, i) => {
      const parts: readonly unknown[] = Array.isArray(row) ? row : [row];
      declare(`${titled(name, parts)} #${i}`, () => body(...parts));
    });
  };

const titled = (name: string, parts: readonly unknown[]): string =>
  parts.reduce<string>((title, part) => title.replace(/%[sijdp]/, () => String(part)), name);
