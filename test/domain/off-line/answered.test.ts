/** What the answers of the API, and of whoever stands between, mean for a batch. */
import { meaningOf } from '../../../web/src/off-line/answered.ts';
import { filled, isReady } from '../../../web/src/off-line/filled.ts';
import type { Row } from '../../../web/src/off-line/row.ts';
import { byLocks, type Locks } from '../../../web/src/off-line/turns.ts';

const NOW = Date.parse('2026-12-01T00:00:00Z');
const reply = (status: number, body: unknown = {}, retryAfter: string | null = null) => ({
  status,
  retryAfter,
  text: typeof body === 'string' ? body : JSON.stringify(body),
});
const meant = (...of: Parameters<typeof reply>) => meaningOf(reply(...of), NOW);
const problem = (code: string, more: object = {}) => ({ code, detail: code, ...more });

test('each result counts for its key; what is not whole says nothing', () => {
  const results = [
    { key: 'a', taken: true, version: 4 },
    { key: 'b', taken: false, problem: problem('wrong-status', { status: 409 }) },
    { key: 'c', taken: true },
    { taken: true, version: 1 },
    null,
  ];
  expect(meant(200, { results, serverNow: '2026-12-01T00:00:01.000Z' })).toEqual({
    is: 'answered',
    serverNow: NOW + 1_000,
    answers: new Map<string, unknown>([
      ['a', { version: 4 }],
      ['b', { problem: { code: 'wrong-status', status: 409, detail: 'wrong-status' } }],
    ]),
  });
});

test.each([
  [200, '<html>Welcome to the hotel</html>'],
  [200, '{"results":[{"key":"a","taken":true'],
  [200, {}],
  [204, ''],
  [0, ''],
  [404, '<html>Not found</html>'],
  [502, '<html>Bad gateway</html>'],
  [202, problem('still-under-way')],
  [503, problem('engine-away')],
  [500, problem('internal')],
  [507, problem('disk-full')],
  [408, problem('request-timeout')],
])('%s %j: nothing is known, the same again', (status, body) => {
  expect(meant(status, body).is).toBe('again');
});

test.each([
  ['7', {}, 7_000],
  [null, { retryAfter: 3 }, 3_000],
  ['Tue, 01 Dec 2026 00:02:00 GMT', {}, 120_000],
  ['soon', {}, undefined],
  [null, {}, undefined],
])('429 with Retry-After %j and %j waits %j ms', (header, more, afterMs) => {
  expect(meant(429, problem('too-many-requests', more), header)).toEqual({
    is: 'again',
    code: 'too-many-requests',
    ...(afterMs === undefined ? {} : { afterMs }),
  });
});

test('somebody must do something first', () => {
  for (const [status, code] of [
    [401, 'session-ended'],
    [403, 'other-person'],
    [403, 'second-factor-missing'],
    [404, 'not-found'],
  ] as const)
    expect(meant(status, problem(code))).toMatchObject({ is: 'stopped', problem: { code } });
  expect(meant(413, problem('body-too-large')).is).toBe('too-large');
});

test('a command that no server takes stands in the way of no other', () => {
  const errors = [
    { pointer: '/commands/3/data/text', code: 'bad-character' },
    { pointer: '/commands/3/after', code: 'too-many' },
    { pointer: '/commands/11/command', code: 'wrong-format' },
  ];
  const found = meant(422, problem('invalid-data', { errors }));
  expect(found.is === 'malformed' && [...found.at]).toEqual([
    [
      3,
      expect.objectContaining({
        errors: [
          { pointer: '/text', code: 'bad-character' },
          { pointer: '/after', code: 'too-many' },
        ],
      }),
    ],
    [11, expect.objectContaining({ errors: [{ pointer: '/command', code: 'wrong-format' }] })],
  ]);
  const ofAll = problem('invalid-data', { errors: [{ pointer: '/series', code: 'wrong-format' }] });
  expect(meant(422, ofAll).is).toBe('stopped');
});

const row = (more: Partial<Row>): Row => ({
  person: 'eng-1',
  caseId: 'INS-000001',
  command: 'recordItems',
  data: {},
  place: 1,
  series: 's',
  key: 's.00000001',
  typedAt: NOW,
  tries: 0,
  fate: { is: 'waiting' },
  ...more,
});
const DAY = 86_400_000;

test('what is known only when it goes is put where it belongs', () => {
  const [was, never, waits] = [
    row({ key: 'k1', fate: { is: 'taken', version: 12 } }),
    row({ key: 'k2', fate: { is: 'dropped' } }),
    row({ key: 'k3' }),
  ];
  const photos = ['p1', 'p2'].map((id) => ({ key: id, name: id, id, at: ['/files/-', '/lines/0/photos/-'] }));
  const one = row({
    data: {
      lines: [
        { line: 'air', says: 'ok', basedOn: 3 },
        { line: 'oil', basedOn: 4 },
      ],
    },
    observed: ['/lines/0/observedAt'],
    basedOn: [
      { at: '/lines/0/basedOn', of: 'k1' },
      { at: '/lines/1/basedOn', of: 'k2' },
    ],
    photos,
  });
  expect(filled(one, [was, never, one], { now: NOW + 5_000, aheadMs: 200 })).toEqual({
    lines: [
      { line: 'air', says: 'ok', basedOn: 12, observedAt: '2026-12-01T00:00:00.000Z', photos: ['p1', 'p2'] },
      { line: 'oil', basedOn: 4 },
    ],
    files: ['p1', 'p2'],
  });
  expect(one.data).toEqual({
    lines: [
      { line: 'air', says: 'ok', basedOn: 3 },
      { line: 'oil', basedOn: 4 },
    ],
  });
  expect(isReady(one, [was, never, one])).toBe(true);
  expect(isReady({ ...one, basedOn: [{ at: '/x', of: 'k3' }] }, [waits, one])).toBe(false);
  expect(isReady({ ...one, photos: [{ key: 'p', name: 'p', at: [] }] }, [one])).toBe(false);
});

test.each([
  ['right', { typedAt: NOW }, { now: NOW + 1_000, aheadMs: 0 }, 0],
  ['a little off: its own word', { typedAt: NOW }, { now: NOW + 60_000, aheadMs: 30_000 }, 0],
  ['a day ahead', { typedAt: NOW + DAY }, { now: NOW + DAY + 1_000, aheadMs: DAY }, 0],
  ['a day behind', { typedAt: NOW - DAY }, { now: NOW - DAY + 1_000, aheadMs: -DAY }, 0],
  [
    'a day ahead, known, and set right by the network since',
    { typedAt: NOW + DAY, aheadMs: DAY },
    { now: NOW + 1_000, aheadMs: 0 },
    0,
  ],
  [
    'a day ahead, unknown, and set right since: not later than now',
    { typedAt: NOW + DAY },
    { now: NOW + 1_000, aheadMs: 0 },
    1_000,
  ],
])('a clock that is %s', (_how, more, clock, after) => {
  const one = row({ ...more, observed: ['/observedAt'] });
  expect(filled(one, [one], clock)).toEqual({ observedAt: new Date(NOW + after).toISOString() });
});

describe('turns by locks', () => {
  test('whoever holds the lock works alone, and what work throws comes out', async () => {
    let line: Promise<unknown> = Promise.resolve();
    const locks: Locks = {
      request: (_name, _options, work) => {
        const mine = line.then(work);
        line = mine.catch(() => undefined);
        return mine;
      },
    };
    const turns = byLocks(locks);
    const seen: string[] = [];
    const work = (name: string) => async () => {
      seen.push(`${name} begins`);
      await Promise.resolve();
      seen.push(`${name} ends`);
      return name;
    };
    expect(await Promise.all([turns('x', work('a')), turns('x', work('b'))])).toEqual(['a', 'b']);
    expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
    await expect(turns('x', () => Promise.reject(new Error('disk full')))).rejects.toThrow('disk full');
  });

  test('a lock that nobody gives back is not waited for for ever', async () => {
    const asleep: Locks = {
      request: (_name, { signal }) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    };
    expect(await byLocks(asleep, 10)('x', () => Promise.resolve('done'))).toBe('done');
    const broken: Locks = { request: () => Promise.reject(new Error('no locks here')) };
    await expect(byLocks(broken)('x', () => Promise.resolve('done'))).rejects.toThrow('no locks here');
  });
});
