/** The register of indicators: who writes them, what is refused where, what a formula would have been, and how references hold. */
import { nested } from '../../../models/figures/nested.ts';
import { putRow } from '../../../models/figures/row.ts';
import type { FigureValues } from '../../../domain/figures/row.ts';
import { type Api, type Caller, startApi } from '../../support/product/api.ts';
import { faultsIn, publishDraft, publishSource, saveDraft } from '../../support/product/registers.ts';

let api: Api;
let owner: Caller;
/** Owner of the process in one city alone. */
let city: Caller;

beforeAll(async () => {
  api = await startApi({ worker: false });
  owner = await api.as('owner');
  const guard = await api.as('admin-security');
  const { name, unit } = (await guard.get('/api/people/expert-3')).body;
  const grants = [{ role: 'process-owner', orgPath: '/dx/donghu' }];
  await guard.put('/api/people/expert-3', { name, unit, teams: [], grants }).set('If-Match', '"1"').expect(200);
  city = await api.as('expert-3');
}, 120_000);
afterAll(() => api.stop());

const indicator = (formula: string, more: object = {}) => ({
  name: { zh: '一线', en: 'First line' },
  description: { zh: '一线办结的呼叫。', en: 'Calls that the first line closed.' },
  formula,
  unit: 'number',
  scopes: ['organisation'],
  ...more,
});
const CLOSED = 'count(closed call where status = "closed")';
const validate = (formula: string, id?: string) => owner.post('/api/indicators/validate', { formula, id });
type Fault = { code: string; params: { at: number; length: number } };
const faultsOf = async (formula: string, id?: string) => {
  const { faults }: { faults: Fault[] } = (await validate(formula, id).expect(200)).body;
  return faults.map(({ code, params: { at, length } }) => [code, formula.slice(at, at + length)]);
};

test('the shipped ones are there, with what they say in plain words and without what they are stored as', async () => {
  const { items } = (await (await api.as('req-linxi')).get('/api/indicators?limit=100').expect(200)).body;
  expect(items).toHaveLength(34);
  const one = (await owner.get('/api/indicators/closed-overdue').expect(200)).body;
  expect(one).toMatchObject({ id: 'closed-overdue@1', unit: 'share', better: 'lower', name: { zh: '超时办结比例' } });
  expect(one.words.zh).toContain('除以《closed-count@1》');
  expect(one.source.formula).toContain('/ @closed-count');
  expect(one).not.toHaveProperty('parsed');
});

test('who has never programmed finds the names with their words, and may write as his keyboard does', async () => {
  const { items } = (await owner.get('/api/indicators/names?process=call,incident').expect(200)).body;
  const named = (name: string) => items.find((one: { name: string }) => one.name === name);
  expect(named('status')).toMatchObject({ title: { zh: '状态' }, is: 'text' });
  expect(named('status').words).toContainEqual({ word: 'escalated', title: { zh: '已升级', en: 'escalated' } });
  expect(named('major')).toBeUndefined(); // calls lack it
  const { faults, says } = (await validate('count（closed call，incident where status ＝ “closed”）')).body;
  expect(faults).toEqual([]);
  expect(says).toEqual({
    formula: 'count(closed call, incident where status = "closed")',
    words: {
      zh: '期间结束的呼叫工单、事件（“状态”为“已办结”）的数量',
      en: 'how many calls and incidents that ended in the period (“status” is “closed”)',
    },
    units: ['number'],
    refs: [],
  });
});

test('all that is wrong comes at once, each with its place', async () => {
  expect(
    await faultsOf('count(closed cal where mayor) / 0 * percentile(0, age of closed call where priority = 1)'),
  ).toEqual([
    ['unknown-process', 'cal'],
    ['divided-by-nothing', '0'],
    ['percentile-range', '0'],
    ['wrong-type', '1'],
  ]);
  expect(await faultsOf('cоunt(closed call)')).toEqual([['look-alike', 'cоunt']]);
  expect(await faultsOf('@closed-count', 'closed-count')).toEqual([['indicator-cycle', '@closed-count']]);
  expect(await faultsOf('@closed-overdue', 'closed-count')).toEqual([['indicator-cycle', '@closed-overdue']]);
  expect((await validate('('.repeat(2_500))).body.faults).toMatchObject([{ code: 'too-long' }]);
  expect((await validate('('.repeat(100_000))).status).toBe(422);
});

test('those who write indicators alone are answered', async () => {
  for (const who of ['eng-dx-1', 'sup-donghu', 'req-linxi', 'admin-system']) {
    const other = await api.as(who);
    expect((await other.post('/api/indicators/validate', { formula: CLOSED })).status).toBe(403);
    expect((await other.post('/api/indicators/preview', { formula: CLOSED })).status).toBe(403);
    expect((await other.get('/api/indicators/names?process=call')).status).toBe(403);
    expect((await saveDraft(other, 'indicators/own', indicator(CLOSED))).status).toBe(403);
  }
});

test('what is wrong with one stands beside its draft, and keeps it from being published', async () => {
  const draft = await saveDraft(
    owner,
    'indicators/wrong',
    indicator('share(closed call where oucome = "solved", closed call)', {
      unit: 'number',
      better: 'lower',
      target: { is: 'at-least', value: -1 },
      scopes: ['team', 'team'],
      organisations: ['/nowhere'],
      reason: 'none',
    }),
  ).expect(200);
  const problems = draft.body.problems.map(
    ({ pointer, code }: { pointer: string; code: string }) => `${pointer} ${code}`,
  );
  expect(problems).toEqual([
    '/formula unknown-name',
    '/scopes duplicate',
    '/target/value out-of-range',
    '/target/is against-better',
    '/reason not-withdrawn',
    '/organisations/0 unknown',
  ]);
  expect(faultsIn(await publishDraft(owner, 'indicators/wrong', 1).expect(422))).toEqual(problems);
  const misfit = indicator('share(closed call, closed call)', { target: { is: 'at-most', value: 2 } });
  await saveDraft(owner, 'indicators/wrong', misfit, 1).expect(200);
  expect(faultsIn(await publishDraft(owner, 'indicators/wrong', 2))).toEqual(['/unit unit-differs']);
});

test('a reference stays with the version that it was published with; one in use is not withdrawn, one withdrawn not referred to', async () => {
  await publishSource(owner, 'indicators/base', indicator(CLOSED));
  await publishSource(owner, 'indicators/upper', indicator('@base + 1'));
  await publishSource(owner, 'indicators/base', indicator('count(opened call)'));
  expect((await owner.get('/api/indicators/upper')).body.words.zh).toBe('《base@1》加1');
  expect(faultsIn(await saveThenPublish('base', indicator('@upper')))).toEqual(['/formula indicator-cycle']);
  expect(faultsIn(await saveThenPublish('base', indicator('sum(age of closed call)', { unit: 'minutes' })))).toEqual([
    '/unit immutable',
  ]);
  const gone = indicator('count(opened call)', { organisations: [], withdrawn: true, reason: '不再使用' });
  expect(faultsIn(await saveThenPublish('base', gone))).toEqual(['/withdrawn indicator-used']);
  await publishSource(owner, 'indicators/upper', indicator(CLOSED));
  expect((await saveThenPublish('base', gone)).status).toBe(201);
  expect(faultsIn(await saveThenPublish('upper', indicator('@base@1')))).toEqual(['/formula indicator-withdrawn']);
});

/** Over whatever draft is there. */
async function saveThenPublish(id: string, source: Parameters<typeof saveDraft>[2]) {
  const there = await owner.get(`/api/indicators/${id}/draft`);
  const revision = there.status === 200 ? there.body.revision : 0;
  const saved = await saveDraft(owner, `indicators/${id}`, source, revision).expect(200);
  return await publishDraft(owner, `indicators/${id}`, saved.body.revision);
}

test('of two drafts that refer to each other one is published', async () => {
  await publishSource(owner, 'indicators/left', indicator(CLOSED));
  await publishSource(owner, 'indicators/right', indicator(CLOSED));
  const left = await saveDraft(owner, 'indicators/left', indicator('@right')).expect(200);
  const right = await saveDraft(owner, 'indicators/right', indicator('@left')).expect(200);
  const answers = await Promise.all([
    publishDraft(owner, 'indicators/left', left.body.revision),
    publishDraft(owner, 'indicators/right', right.body.revision),
  ]);
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 422]);
  expect(answers.flatMap((one) => (one.status === 422 ? faultsIn(one) : []))).toEqual(['/formula indicator-cycle']);
});

test('what holds for all is written at the top, what holds for a city there', async () => {
  expect((await saveDraft(city, 'indicators/of-city', indicator(CLOSED))).status).toBe(403);
  await publishSource(city, 'indicators/of-city', indicator(CLOSED, { organisations: ['/dx/donghu'] }));
  expect(
    (await saveDraft(city, 'indicators/closed-count', indicator(CLOSED, { organisations: ['/dx/donghu'] }))).status,
  ).toBe(403);
});

const preview = (by: Caller, body: object) => by.post('/api/indicators/preview', { formula: CLOSED, ...body });
const ended = (_id: string, closedAt: number, values: FigureValues, unit: `/${string}` = '/dx/donghu/linxi/school') =>
  putRow(api.product.db, {
    _id,
    process: 'call',
    orgPath: unit,
    line: [unit, ...lineAbove(unit)],
    unit,
    person: 'desk-linxi',
    openedAt: closedAt - 60_000,
    closedAt,
    values: nested(values),
    head: { seq: 1, hash: '' },
    shape: '',
  });

describe('preview', () => {
  type Shown = {
    name: string;
    from: string;
    until: string;
    value: number | null;
    parts: { cases: number; formula: string }[];
  };
  let [first, second, third]: (Shown | undefined)[] = [];

  beforeAll(async () => {
    const { periods }: { periods: Shown[] } = (await preview(owner, { organisation: '/dx' }).expect(200)).body;
    [first, second, third] = periods;
    const at = (period: Shown | undefined) => Date.parse(period?.from ?? '');
    await ended('CAL-900001', at(first), { status: 'closed', outcome: 'solved', age: 10 });
    await ended('CAL-900002', at(second) - 1, { status: 'closed', outcome: 'resolved', age: 20 });
    await ended('CAL-900003', at(second), { status: 'canceled', age: 30 });
    await ended('CAL-900004', at(third), { status: 'closed', outcome: 'enquiry', age: 50 }, '/dx/xiling/court');
  });

  test('says what it would have been in the three months that are over, cut by the clock on the wall there', async () => {
    expect(third && new Date(third.until).getTime()).toBeLessThanOrEqual(Date.now());
    expect([first?.until, second?.until]).toEqual([second?.from, third?.from]);
    expect(first?.from).toMatch(/T16:00:00/); // midnight in Shanghai
    const { body } = await preview(owner, { organisation: '/dx' }).expect(200);
    expect(body.periods.map(({ value }: Shown) => value)).toEqual([2, 0, 1]);
    expect(body.says.words.en).toContain('calls');
    const share = 'share(closed call where outcome = "solved", closed call where status = "closed")';
    const shares = (await preview(owner, { organisation: '/dx/donghu', formula: share }).expect(200)).body;
    expect(shares.periods.map(({ value }: Shown) => value)).toEqual([0.5, null, null]);
    expect(shares.periods[0].parts).toMatchObject([
      { is: 'numerator', value: 1, cases: 1 },
      { is: 'denominator', value: 2, cases: 2, formula: CLOSED },
    ]);
    const mean = (
      await preview(owner, { organisation: '/dx', person: 'desk-linxi', formula: 'mean(age of closed call)' })
    ).body;
    expect(mean.periods.map(({ value }: Shown) => value)).toEqual([15, 30, 50]);
    expect((await preview(owner, { formula: '@closed-count / 3' })).body.periods[0].value).toBe(0.6667);
  });

  test('goes no further than the reach of who asks', async () => {
    expect((await preview(city, { organisation: '/dx' })).status).toBe(403);
    expect((await preview(city, { organisation: '/dx/xiling' })).status).toBe(403);
    const { body } = await preview(city, {}).expect(200);
    expect(body).toMatchObject({ organisation: '/dx/donghu', periods: [{ value: 2 }, { value: 0 }, { value: 0 }] });
  });

  test('a formula that is wrong has its faults as fields, and nothing is counted', async () => {
    expect(faultsIn(await preview(owner, { formula: 'count(closed call where)' }).expect(422))).toEqual([
      '/formula expected',
    ]);
    expect((await preview(owner, { formula: CLOSED, period: 'century' })).status).toBe(422);
  });

  test('keeps nothing of what was tried', async () => {
    const before = await api.product.db.collection('tallies').countDocuments();
    await preview(owner, { formula: 'count(closed call where age > 17)' }).expect(200);
    expect(await api.product.db.collection('tallies').countDocuments()).toBe(before);
  });
});

const lineAbove = (unit: string): `/${string}`[] =>
  unit
    .split('/')
    .slice(2)
    .map((_, n, all) => `/dx/${all.slice(0, all.length - 1 - n).join('/')}`.replace(/\/$/, '') as `/${string}`);
