import type { Client } from '@temporalio/client';
import { findable } from '../../../client/cases/start-case.ts';

const all = ['Process', 'Number', 'Mode', 'Priority', 'Organisation'].map((word) => `Changming${word}`);
const input = { process: 'incident', caseId: 'INC-000007', mode: 'live' } as const;
const about = { orgPath: '/dx/donghu', priority: 'P2' } as const;

/** An engine that knows these attributes, and what was asked of it. */
function engineWith(known: readonly string[] | Error): { temporal: Client; looks: () => number } {
  let looks = 0;
  const listSearchAttributes = async () => {
    looks += 1;
    if (known instanceof Error) throw known;
    return { customAttributes: Object.fromEntries(known.map((name) => [name, 2])) };
  };
  const connection = {
    withDeadline: (_: number, call: () => unknown) => call(),
    operatorService: { listSearchAttributes },
  };
  return { temporal: { connection, options: { namespace: 'n' } } as unknown as Client, looks: () => looks };
}

const pairsGiven = async (temporal: Client, refuse = false): Promise<object[]> => {
  const given: object[] = [];
  await findable(temporal, input, about, async ({ typedSearchAttributes: pairs }) => {
    given.push(Object.fromEntries((pairs ?? []).map(({ key, value }) => [key.name, value])));
    if (refuse && pairs)
      throw new Error('failed', {
        cause: new Error('Namespace n has no mapping defined for search attribute ChangmingMode'),
      });
  });
  return given;
};

test('a case is found by its process, number, mode, priority, its organisation and those above it; by no person', async () => {
  const { temporal, looks } = engineWith(all);
  const expected = {
    ChangmingProcess: 'incident',
    ChangmingNumber: 'INC-000007',
    ChangmingMode: 'live',
    ChangmingPriority: 'P2',
    ChangmingOrganisation: ['/dx/donghu', '/dx'],
  };
  expect(await pairsGiven(temporal)).toEqual([expected]);
  expect(await pairsGiven(temporal)).toEqual([expected]);
  expect(looks()).toBe(1);
});

test.each([
  ['knows some of the words alone', all.slice(1)],
  ['may not be asked', new Error('permission denied')],
])('an engine that %s still starts every case, and is not asked for each', async (_, known) => {
  const { temporal, looks } = engineWith(known);
  expect(await pairsGiven(temporal)).toEqual([{}]);
  expect(await pairsGiven(temporal)).toEqual([{}]);
  expect(looks()).toBe(1);
});

test('an engine that refuses them all the same gets the start again without them', async () => {
  const { temporal } = engineWith(all);
  expect((await pairsGiven(temporal, true)).length).toBe(2);
  expect(await pairsGiven(temporal, true)).toEqual([{}]);
});

test('another refusal is not taken for that', async () => {
  const { temporal } = engineWith(all);
  const start = jest.fn().mockRejectedValue(new Error('away'));
  await expect(findable(temporal, input, about, start)).rejects.toThrow('away');
  expect(start).toHaveBeenCalledTimes(1);
});
