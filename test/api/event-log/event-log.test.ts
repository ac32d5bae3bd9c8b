/** Logs of what happened, on the real engines: who sees what of them, and that independent counts come to the same. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eventLogRoutes } from '../../../api/event-log/routes.ts';
import { createReads } from '../../../api/cases/reads.ts';
import { createLimiter } from '../../../api/http/rates.ts';
import { resolvePins } from '../../../client/registers/pins.ts';
import { judgeCase, WORKING } from '../../../commands/replay/judge.ts';
import { readMapping } from '../../../commands/replay/mapping.ts';
import { readLog } from '../../../commands/replay/read-log.ts';
import { reportOf } from '../../../commands/replay/report.ts';
import { processOf } from '../../../domain/catalogue.ts';
import { closureOf } from '../../../domain/kernel/lifecycle.ts';
import type { Commit } from '../../../domain/kernel/process.ts';
import { openAuditTrail } from '../../../models/access/audit.ts';
import { casesIn } from '../../../models/cases/case.ts';
import { commitsIn } from '../../../models/cases/commit.ts';
import { plainCell, readCsv } from '../../../platform/spreadsheet.ts';
import { readXes, type XesLog } from '../../support/event-log/xes-reader.ts';
import { type Api, type Caller, openCall, openIncident, startApi } from '../../support/product/api.ts';

let api: Api;
let [supervisor, engineer, requester, foreign]: Caller[] = [];
let [solved, canceled, held, call]: string[] = [];
let folder = '';
const SECRET = '内部：口令贴在屏幕上';

const by = (who: Caller | undefined): Caller => {
  if (!who) throw new Error('nobody');
  return who;
};
async function give(who: Caller | undefined, number: string | undefined, command: string, data: object = {}) {
  const kind = number?.startsWith('CAL') ? 'calls' : 'incidents';
  await api.product.eventually(async () => {
    const { status, body } = await by(who).send(`/api/${kind}/${number}/${command}`, data, `key-${number}-${command}`);
    if (status >= 400) throw new Error(JSON.stringify(body));
    return status === 200;
  });
}
const solution = {
  solution: '已清理缓存。',
  causeCode: 'software-function',
  category: 'software-function',
  knowledge: { kind: 'none', reason: '一次性' },
};

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'changming-event-log-'));
  api = await startApi();
  [supervisor, engineer, requester, foreign] = await Promise.all(
    ['sup-donghu', 'eng-donghu-1', 'req-linxi', 'sup-xiling'].map((who) => api.as(who)),
  );
  [solved, canceled, held, call] = await Promise.all([
    openIncident(api, { title: '=cmd|标题\u200B' }),
    openIncident(api),
    openIncident(api),
    openCall(api),
  ]);
  await give(engineer, solved, 'claim');
  await give(engineer, solved, 'start');
  await give(engineer, solved, 'comment', { text: SECRET, audience: 'internal' });
  const codes = await api.product.db.collection('cause-codes').findOne({});
  await give(engineer, solved, 'resolve', { ...solution, causeCode: String(codes?._id ?? '') });
  await give(supervisor, canceled, 'cancel', { reason: '重复' });
  await give(engineer, held, 'hold', { reason: 'user', note: '等用户' });
}, 180_000);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await api.stop();
});

async function logFor(who: Caller | undefined, query = ''): Promise<XesLog> {
  const { status, text, headers } = await by(who).get(`/api/event-log?${query}`).buffer(true);
  if (status !== 200) throw new Error(text);
  expect(headers['content-type']).toBe('application/xml; charset=utf-8');
  return readXes(text);
}
const traceOf = ({ traces }: XesLog, number: string | undefined) =>
  traces.find(({ attributes }) => attributes.get('concept:name') === number);
const valuesOf = (log: XesLog, key: string) =>
  new Set(log.traces.flatMap(({ events }) => events.flatMap((event) => event.get(key) ?? [])));

const whoHeld = (log: XesLog, number: string | undefined, type: string) =>
  traceOf(log, number)
    ?.events.find((event) => event.get('concept:name') === type)
    ?.get('org:resource');

/** Past everything of ours: the collection alone. */
async function stored(of: object): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for await (const { caseId, events } of commitsIn(api.product.db).find(of).sort({ _id: 1 }))
    found.set(caseId, [...(found.get(caseId) ?? []), ...events.map(({ type }) => type)]);
  return found;
}

async function csvRows(who: Caller | undefined, query: string): Promise<{ head: string[]; rows: string[][] }> {
  const { status, text } = await by(who).get(query).buffer(true);
  if (status !== 200) throw new Error(text);
  const rows: string[][] = [];
  const source = (async function* () {
    yield text;
  })();
  for await (const { cells } of readCsv(source)) rows.push(cells);
  return { head: rows[0] ?? [], rows: rows.slice(1) };
}

test('an independent reader finds the traces and events that an independent count over the commits finds', async () => {
  const log = await logFor(supervisor);
  const expected = await stored({ mode: 'live' });
  expect(expected.size).toBeGreaterThanOrEqual(4);
  const read = new Map(
    log.traces.map(({ attributes, events }) => [
      attributes.get('concept:name') ?? '',
      events.map((event) => event.get('concept:name') ?? ''),
    ]),
  );
  expect(read).toEqual(expected);
  expect([...read.keys()]).toEqual([...read.keys()].toSorted());
  expect(traceOf(log, solved)?.events.map((event) => event.get('status'))).toEqual(
    expect.arrayContaining(['queued', 'assigned', 'in-progress', 'resolved']),
  );
  expect(traceOf(log, solved)?.events.at(0)?.get('title')).toBe('已登记');
});

test('the same as CSV, a row for each event, and no cell is a formula', async () => {
  const { head, rows } = await csvRows(supervisor, '/api/event-log?format=csv&lang=en');
  const column = (name: string) => rows.map((row) => plainCell(row[head.indexOf(name)] ?? '?'));
  const expected = await stored({ mode: 'live' });
  expect(column('concept:name')).toEqual([...expected.values()].flat());
  expect(column('case:concept:name')).toEqual([...expected].flatMap(([number, types]) => types.map(() => number)));
  expect(new Set(column('title'))).toContain('resolved');
  expect(rows.flat().filter((cell) => /^[=+\-@\t\r\n]/.test(cell))).toEqual([]);
});

test('a round trip: our own replay reads the log, and comes to the cases and statuses that are stored', async () => {
  const { text } = await by(supervisor).get('/api/event-log?process=incident').buffer(true);
  const file = path.join(folder, 'log.xes');
  writeFileSync(file, text);
  const incident = processOf('incident');
  const { cases } = await readLog(file, { mapping: readMapping('changming', incident) });
  for (const rule of ['replay', 'conformance'] as const) {
    const judged = cases.map((one) => judgeCase(one, rule, closureOf(incident, WORKING)));
    const report = reportOf({ rule, mapping: 'changming', file: '', sha256: '' }, judged);
    const expected = await casesIn(api.product.db)
      .find({ process: 'incident' }, { sort: { _id: 1 } })
      .toArray();
    expect(report).toMatchObject({ cases: expected.length, refused: 0, unmappedRows: 0 });
    expect(judged.map(({ caseId, finalStatus }) => [caseId, finalStatus])).toEqual(
      expected.map(({ _id, status }) => [_id, status]),
    );
    expect(report.rows).toBe([...(await stored({ process: 'incident' })).values()].flat().length);
  }
});

describe('what is seen of it', () => {
  test('nothing of another branch, by no filter', async () => {
    for (const query of ['', `q=${solved}`, 'org=/dx/donghu', 'process=incident', 'assignee=eng-donghu-1'])
      expect([query, (await logFor(foreign, query)).traces]).toEqual([query, []]);
    const { body } = await by(foreign).get('/api/event-log/conformance?org=/dx/donghu');
    expect(body).toMatchObject({ cases: { of: 0, fit: 0, share: null }, outside: 0 });
    expect((await by(foreign).get('/api/event-log/follows')).body).toMatchObject({ cases: 0, nodes: [], edges: [] });
  });

  test('persons by those who answer for their work; by others a name that is the same within one log and in no other', async () => {
    const named = await logFor(supervisor);
    expect(valuesOf(named, 'org:resource')).toContain('eng-donghu-1');
    const [one, other] = [await logFor(engineer), await logFor(engineer)];
    for (const log of [one, other])
      expect([...valuesOf(log, 'org:resource')].filter((who) => !/^(p-[0-9a-f]{12}|system)$/.test(who))).toEqual([]);
    expect(whoHeld(one, solved, 'incident.resolved')).toBe(whoHeld(one, held, 'incident.held'));
    expect(whoHeld(one, solved, 'incident.resolved')).not.toBe(whoHeld(one, canceled, 'incident.canceled'));
    expect(whoHeld(one, solved, 'incident.resolved')).not.toBe(whoHeld(other, solved, 'incident.resolved'));
  });

  test('no words that anybody wrote, whoever asks', async () => {
    for (const format of ['xes', 'csv']) {
      const { text } = await by(supervisor).get(`/api/event-log?format=${format}`).buffer(true);
      for (const words of [SECRET, '等用户', '重复', '已清理缓存', '国库支付', '=cmd', '0712-5550101', '0551'])
        expect([words, text.includes(words)]).toEqual([words, false]);
    }
  });

  test('by the requester what his timeline shows: nothing that happened within, no queue, no person', async () => {
    const log = await logFor(requester);
    const timeline = (await by(requester).get(`/api/cases/${solved}/timeline?limit=100`)).body;
    const seen = timeline.items.flatMap(({ kind, type }: { kind: string; type: string }) =>
      kind === 'event' ? [type] : [],
    );
    expect(traceOf(log, solved)?.events.map((event) => event.get('concept:name'))).toEqual(seen);
    expect(seen.length).toBeLessThan(((await stored({ caseId: solved })).get(solved ?? '') ?? []).length);
    expect([valuesOf(log, 'org:group').size, valuesOf(log, 'part').size]).toEqual([0, 0]);
    expect([...valuesOf(log, 'org:resource')].filter((who) => !/^(p-|system$)/.test(who))).toEqual([]);
    expect(traceOf(log, call)).toBeDefined();
  });

  test('reports are for those who work on cases: nothing is told of how others work', async () => {
    for (const report of ['conformance', 'follows']) {
      const { status, body } = await by(requester).get(`/api/event-log/${report}`);
      expect([report, status, body.code]).toEqual([report, 403, 'not-permitted']);
    }
  });
});

test('it is packed for who takes that, and else as it is', async () => {
  const plain = await by(supervisor).get('/api/event-log').set('Accept-Encoding', 'identity').buffer(true);
  const packed = await by(supervisor).get('/api/event-log').set('Accept-Encoding', 'gzip').buffer(true);
  expect([plain.headers['content-encoding'], packed.headers['content-encoding']]).toEqual([undefined, 'gzip']);
  expect([plain.headers['vary'], packed.headers['vary']]).toEqual(
    [1, 2].map(() => expect.stringContaining('Accept-Encoding')),
  );
  expect(packed.text).toBe(plain.text);
});

test('each look is on record with its filter and count, and nobody looks without', async () => {
  await by(supervisor).get(`/api/event-log?format=csv&q=${solved}&happenedFrom=2026-01-01`).buffer(true);
  await by(supervisor).get(`/api/event-log/conformance?format=csv&q=${solved}`).buffer(true);
  const found = await api.product.db
    .collection('audit')
    .find({ type: 'eventLogExported', by: 'sup-donghu' })
    .sort({ at: -1, seq: -1 })
    .limit(2)
    .toArray();
  expect(found.map((one) => one['data'])).toEqual([
    { format: 'conformance', filter: { q: solved }, count: 1 },
    { format: 'csv', filter: { q: solved, happenedFrom: '2026-01-01' }, count: 1 },
  ]);
  expect((await api.get('/api/event-log')).status).toBe(401);
  for (const route of ['', '/conformance', '/follows'])
    expect([route, (await (await api.as('admin-system')).get(`/api/event-log${route}`)).status]).toEqual([
      route,
      route === '' ? 200 : 403,
    ]);
});

test('what it does not know is refused with every bad field', async () => {
  const refusals: readonly (readonly [string, string, string])[] = [
    ['?colour=red', '/colour', 'unknown-field'],
    ['?format=json', '/format', 'not-allowed-value'],
    ['?lang=fr', '/lang', 'not-allowed-value'],
    ['?process=request', '/process', 'not-allowed-value'],
    ['?happenedFrom=yesterday', '/happenedFrom', 'wrong-format'],
    ['?happenedFrom=2026-02-30', '/happenedFrom', 'wrong-format'],
    ['?closedFrom=1026-01-01', '/closedFrom', 'wrong-format'],
    ['?status[$ne]=x', '/status[$ne]', 'unknown-field'],
    ['/conformance?format=xes', '/format', 'not-allowed-value'],
    ['/follows?edges=0', '/edges', 'too-small'],
    ['/follows?variants=101', '/variants', 'too-large'],
    ['/follows?nodes=many', '/nodes', 'wrong-format'],
  ];
  for (const [query, pointer, code] of refusals) {
    const { status, body } = await by(supervisor).get(`/api/event-log${query}`);
    expect([query, status, body.errors]).toEqual([query, 422, [expect.objectContaining({ pointer, code })]]);
  }
});

test('more cases than are told at once are refused before anything is sent; so is who asks in a loop', async () => {
  const { db, directory } = api.product;
  const reads = createReads({ db, resolvePins: (refs) => resolvePins(db, refs) });
  const audit = openAuditTrail(db, `event-log-${folder}`);
  const limiter = createLimiter({ 'event-log': { requests: 2, writes: 2 }, export: { requests: 2, writes: 2 } });
  const [log, conformance, follows] = eventLogRoutes({ db, reads, audit, directory, limiter, zone: 'UTC', most: 2 });
  const actor = await directory.actorOf('sup-donghu');
  const asking = {
    identity: { id: '', by: 'session', actor },
    actor,
    request: {},
    response: {},
    query: { format: 'xes' },
  };
  for (const one of [conformance, follows])
    await expect(one?.handle(asking as never)).rejects.toMatchObject({ code: 'too-many-rows', params: { maximum: 2 } });
  await expect(follows?.handle(asking as never)).rejects.toMatchObject({ code: 'too-many-requests' });
  for (const code of ['too-many-rows', 'too-many-rows', 'too-many-requests'])
    await expect(log?.handle(asking as never)).rejects.toMatchObject({ code });
  expect(await db.collection('audit').countDocuments({ node: `event-log-${folder}` })).toBe(0);
});

test('successions equal those that plain loops count over the commits', async () => {
  const { body } = await by(supervisor).get('/api/event-log/follows?notes=true&nodes=200&edges=1000&variants=100');
  const lists = [...(await stored({ mode: 'live' })).values()];
  const pairs = new Map<string, number>();
  for (const types of lists)
    for (let n = 1; n < types.length; n += 1) {
      const pair = `${types[n - 1]} ${types[n]}`;
      pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
    }
  const found = body.edges.map(({ from, to, count }: { from: string; to: string; count: number }) => [
    `${from} ${to}`,
    count,
  ]);
  expect(new Map(found)).toEqual(pairs);
  expect([body.cases, body.events, body.outside]).toEqual([lists.length, lists.flat().length, 0]);
  const starts = body.nodes.map(({ activity, starts: begin }: { activity: string; starts: number }) => [
    activity,
    begin,
  ]);
  const begun = new Map(starts);
  expect(begun.get('incident.created')).toBe(lists.filter(([first]) => first === 'incident.created').length);
  expect(body.left).toEqual({ nodes: 0, events: 0, edges: 0, steps: 0, variants: 0, cases: 0 });
  expect(body.variants.reduce((sum: number, { cases }: { cases: number }) => sum + cases, 0)).toBe(lists.length);
  expect(body.calendar).toMatch(/^cn-.*@\d+$/);
  const { body: nowhere } = await by(supervisor).get('/api/event-log/follows?org=/nowhere/at/all');
  expect(nowhere).toMatchObject({ cases: 0, nodes: [], calendar: body.calendar });
});

test('what the product did fits; what was written past it is named with its case and place, all of it as CSV', async () => {
  const { body: clean } = await by(supervisor).get('/api/event-log/conformance');
  expect(clean).toMatchObject({ cases: { share: 1 }, steps: { share: 1 }, departures: [], unreadable: { count: 0 } });
  const commits = commitsIn(api.product.db);
  const [last] = await commits
    .find({ caseId: canceled ?? '' })
    .sort({ seq: -1 })
    .limit(1)
    .toArray();
  if (!last) throw new Error('nothing there');
  const events = [{ type: 'incident.held' as const, schema: 1, data: { reason: 'user', note: '' } }];
  const forged: Commit = {
    ...last,
    _id: `${canceled}:000099`,
    seq: 99,
    key: 'u:eng-donghu-1:forged',
    by: { id: 'eng-donghu-1', role: 'engineer' },
    events,
  };
  const laterRelease: Commit = {
    ...forged,
    _id: `${held}:000099`,
    caseId: held ?? '',
    events: [{ type: 'incident.held', schema: 99, data: {} }],
  };
  await commits.insertMany([forged, laterRelease] as never[]);
  try {
    const { body } = await by(supervisor).get('/api/event-log/conformance?process=incident');
    expect(body.departures).toEqual([
      {
        process: 'incident',
        code: 'case-ended',
        event: 'incident.held',
        from: 'canceled',
        to: 'on-hold',
        command: 'hold',
        role: 'engineer',
        steps: 1,
        cases: 1,
        olderRelease: 0,
        first: [{ number: canceled, seq: 99, at: expect.any(String) }],
        more: 0,
      },
    ]);
    expect(body.unreadable).toEqual({ count: 1, first: [held] });
    const { query } = body.byProcess[0];
    expect(query).toBe('/api/cases?mode=live&process=incident');
    expect((await by(supervisor).get(query.replace('?', '/count?'))).body.count).toBe(body.cases.of + 1); // the unreadable one
    expect(body.cases).toMatchObject({ fit: body.cases.of - 1 });
    const { head, rows } = await csvRows(supervisor, '/api/event-log/conformance?format=csv');
    expect(rows.map((row) => [row[head.indexOf('case')], row[head.indexOf('code')]])).toEqual([
      [canceled, 'case-ended'],
    ]);
    const log = await logFor(supervisor);
    expect(traceOf(log, held)?.attributes.get('readable')).toBe('false');
    expect(traceOf(log, held)?.events.at(-1)?.get('concept:name')).toBe('incident.held');
  } finally {
    await commits.deleteMany({ _id: { $in: [forged._id, laterRelease._id] } });
  }
});

/** Of a case that is there: the same record under other numbers, ended at these instants of another year. */
async function copiesAt(instants: readonly string[], first: number): Promise<void> {
  const { db } = api.product;
  const kase = await casesIn(db).findOne({ _id: canceled ?? '' });
  const commits = await commitsIn(db)
    .find({ caseId: canceled ?? '' }, { sort: { seq: 1 } })
    .toArray();
  for (const [n, instant] of instants.entries()) {
    const number = `INC-${first + n}`;
    const closedAt = Date.parse(instant);
    await casesIn(db).insertOne({
      ...kase,
      _id: number,
      openedAt: closedAt - 1_000,
      closedAt,
      updatedAt: closedAt,
    } as never);
    const own = commits.map((one) => ({
      ...one,
      _id: one._id.replace(canceled ?? '', number),
      caseId: number,
      at: closedAt,
      key: `${one.key}-${n}`,
    }));
    await commitsIn(db).insertMany(own);
  }
}
const numbersOf = async (query: string) => {
  const xes = (await logFor(supervisor, query)).traces.map(({ attributes }) => attributes.get('concept:name'));
  const { head, rows } = await csvRows(supervisor, `/api/event-log?format=csv&${query}`);
  const csv = [...new Set(rows.map((row) => row[head.indexOf('case:concept:name')]))];
  const list = await csvRows(supervisor, `/api/cases/export?lang=en&${query}`);
  const exported = list.rows.map((row) => row[list.head.indexOf('Number')]);
  const { count } = (await by(supervisor).get(`/api/cases/count?${query}`)).body;
  expect([csv, exported, count]).toEqual([xes, xes, xes.length]);
  return xes;
};

describe('R062, R063 days begin by the clock of the organisation, and every export cuts them alike', () => {
  test('the last night of March is March, the first of April April, by day and by instant', async () => {
    await copiesAt(['2026-03-31T23:30:00+08:00', '2026-04-01T00:10:00+08:00'], 910_000);
    const q = 'q=INC-9100&org=/dx/donghu';
    expect(await numbersOf(`${q}&closedFrom=2026-03-01&closedTo=2026-04-01`)).toEqual(['INC-910000']);
    expect(await numbersOf(`${q}&closedFrom=2026-04-01&closedTo=2026-05-01`)).toEqual(['INC-910001']);
    expect(await numbersOf(`${q}&closedFrom=2026-04-01T00:00:00%2B08:00`)).toEqual(['INC-910001']);
    expect(await numbersOf(`${q}&closedFrom=2026-04-01T00:00:00Z`)).toEqual([]);
    const happened = await logFor(supervisor, `${q}&happenedFrom=2026-04-01`);
    expect(happened.traces.map(({ attributes }) => attributes.get('concept:name'))).toEqual(['INC-910001']);
  });
});
