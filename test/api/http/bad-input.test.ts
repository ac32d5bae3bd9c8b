import { request as rawRequest } from 'node:http';
import { connect } from 'node:net';
import request from 'supertest';
import { z } from 'zod';
import { contracts } from '../../../domain/contracts.ts';
import { processes } from '../../../domain/processes.ts';
import { problemSchema, processKeys } from '../../../api/http/schemas.ts';
import { type Api, type Caller, openIncident, report, startApi, weight } from '../../support/product/api.ts';

let api: Api;
let desk: Caller;
let number: string;
beforeAll(async () => {
  api = await startApi();
  desk = await api.as('desk-donghu');
  number = await openIncident(api);
}, 120_000);
afterAll(() => api.stop());

type FieldError = { pointer: string; code: string };
const errorsOf = (body: { errors?: FieldError[] }) => body.errors?.map(({ pointer, code }) => [pointer, code]);

test('every bad field is named in one answer', async () => {
  const { channel: _, ...rest } = report;
  const answer = await desk.send('/api/incidents', {
    ...rest,
    unit: '/dx/../etc',
    application: { $gt: '' },
    title: '',
    description: 'x'.repeat(8_001),
    impact: '9',
    urgency: 2,
    status: 'closed',
    orgPath: '/dx',
  });
  expect([answer.status, answer.body.code]).toEqual([422, 'invalid-data']);
  expect(errorsOf(answer.body)).toEqual([
    ['/channel', 'required'],
    ['/unit', 'wrong-format'],
    ['/application', 'wrong-type'],
    ['/title', 'too-short'],
    ['/description', 'too-long'],
    ['/impact', 'not-allowed-value'],
    ['/urgency', 'not-allowed-value'],
    ['/status', 'unknown-field'],
    ['/orgPath', 'unknown-field'],
  ]);
  expect(answer.text).not.toMatch(/at .*\.ts:|stack/);
});

test('F43 fields that only the product sets are refused, each named', async () => {
  const planted = { status: 'closed', org: '/dx', role: 'supervisor', dueAt: 0, version: 9, seq: 9, __v: 1 };
  const answer = await desk.send('/api/incidents', { ...report, ...weight, ...planted });
  expect(errorsOf(answer.body)).toEqual(Object.keys(planted).map((field) => [`/${field}`, 'unknown-field']));
});

/** A command's fields, whatever their shape: enough to plant something in each. */
function fieldsOf(schema: z.ZodType): string[] {
  const { properties, oneOf } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const shapes = [properties ?? {}, ...(oneOf ?? []).map((one) => one.properties ?? {})];
  return [...new Set(shapes.flatMap((shape) => Object.keys(shape)))];
}
const commands = processKeys.flatMap((process) =>
  Object.entries(contracts[process] ?? {})
    .filter(([, { internal }]) => !internal)
    .map(([command, spec]) => ({ process, command, spec, fields: fieldsOf(spec.input) })),
);

test('F45 an operator in any field of any command is refused at that field, or finds no case', async () => {
  const answers = [];
  for (const { process, command, spec, fields } of commands) {
    const { plural, prefix } = processes[process];
    const path = spec.intake ? `/api/${plural}` : `/api/${plural}/${prefix}-000001/${command}`;
    for (const field of fields) {
      const answer = await desk.send(path, { [field]: { $gt: '' } }).set('If-Match', '"1"');
      answers.push(answer);
      expect([command, field, answer.status]).toEqual([command, field, 422]);
      expect([
        command,
        field,
        answer.body.errors.some(({ pointer }: FieldError) => pointer.startsWith(`/${field}`)),
      ]).toEqual([command, field, true]);
    }
  }
  expect(answers.length).toBeGreaterThan(100); // it looked
});

test('no route takes an unknown query parameter, an operator in one, or one twice', async () => {
  const read = api.app.routes.filter(({ method, access }) => method === 'get' && access.rule !== 'monitor');
  for (const { path } of read) {
    const asked = path.replace(':number', number).replace(':id', 'x');
    const { status } = await (await api.as('auditor')).get(`${asked}?a[$ne]=`);
    expect([path, [422, 404, 403]]).toEqual([path, expect.arrayContaining([status])]);
  }
  for (const query of [
    'status[$ne]=closed',
    'status=new&status=queued',
    '$where=1',
    'skip=1',
    'limit=1e9',
    'limit=0',
    'sort=description',
    'after=x',
  ]) {
    const { status, body } = await desk.get(`/api/incidents?${query}`);
    expect([query, status, body.errors?.length]).toEqual([query, 422, 1]);
  }
});

const count = async () => (await desk.get('/api/cases/count')).body.count;
const send = (text: string, type = 'application/json') =>
  desk.bare('/api/incidents').set('Idempotency-Key', 'body-test-key').type(type).send(text);
const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

describe('bodies (S15, F46, F52)', () => {
  test.each([
    ['no JSON', '{"title":', 400, 'body-malformed'],
    ['a bare word', 'title', 400, 'body-malformed'],
    ['257 KB', JSON.stringify({ title: 'x'.repeat(263_000) }), 413, 'body-too-large'],
    ['21 levels', deep(21), 422, 'invalid-data'],
    ['40,000 levels', deep(40_000), 422, 'invalid-data'],
    ['1,001 items', JSON.stringify({ title: Array.from({ length: 1_001 }, () => 1) }), 422, 'invalid-data'],
    ['a list', '[]', 422, 'invalid-data'],
    ['null', 'null', 422, 'invalid-data'],
    ['a number', '42', 422, 'invalid-data'],
  ])('of %s are refused', async (_what, text, status, code) => {
    const answer = await send(text);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  test('with a name that reaches a prototype are refused, and no prototype changes', async () => {
    const answer = await send(
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"title":{"__proto__":{"polluted":1}}}',
    );
    expect(errorsOf(answer.body)).toEqual([
      ['/__proto__', 'unknown-field'],
      ['/constructor', 'unknown-field'],
      ['/title/__proto__', 'unknown-field'],
    ]);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  test.each([
    ['a byte that is never in UTF-8', [0xff]],
    ['a character in GB18030', [0xb4, 0xf2]],
    ['half a character', [0xe6, 0x89]],
    ['the zero written long', [0xc0, 0x80]],
    ['half a pair, encoded', [0xed, 0xa0, 0xbd]],
  ])('N33 with %s are refused, whatever the field, and nothing is stored', async (_what, bytes) => {
    const before = await count();
    for (const field of ['title', 'description', 'contact']) {
      const [head = '', tail = ''] = JSON.stringify({ ...report, ...weight, [field]: 'a#b' }).split('#');
      const raw = Buffer.concat([Buffer.from(head), Buffer.from(bytes), Buffer.from(tail)]);
      const answer = await fetch(`${api.address}/api/incidents`, {
        method: 'POST',
        headers: {
          cookie: desk.cookie,
          origin: api.address,
          'content-type': 'application/json',
          'idempotency-key': `n33-${field}-${bytes.join('-')}`,
        },
        body: raw,
      });
      expect([field, answer.status, z.object({ code: z.string() }).parse(await answer.json()).code]).toEqual([
        field,
        400,
        'body-malformed',
      ]);
    }
    expect(await count()).toBe(before);
  });

  test('N33 in another encoding of Unicode are refused: JSON is UTF-8', async () => {
    for (const charset of ['utf-16', 'utf-16le', 'utf-32', 'utf-7', 'gb18030', '"utf-16"'])
      expect([charset, (await send('{}', `application/json; charset=${charset}`)).status]).toEqual([charset, 415]);
    expect((await send('{}', 'application/json; charset=UTF-8')).status).toBe(422);
    expect((await send('{}', 'application/json; charset="utf-8"')).status).toBe(422);
  });

  test('of another type, or compressed, are refused', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/xml',
    ])
      expect([type, (await send('a=b', type)).status]).toEqual([type, 415]);
    const packed = desk.bare('/api/incidents').set('Content-Encoding', 'gzip').type('application/json');
    expect((await packed.send('{}')).status).toBe(415);
  });
});

test.each([
  ['2026-02-30T10:00:00Z', 'wrong-format'],
  ['2026-11-25T25:00:00Z', 'wrong-format'],
  ['2026-11-25T10:00:00', 'wrong-format'],
  ['2026-11-25', 'wrong-format'],
  ['1764064800000', 'wrong-format'],
  ['0001-01-01T00:00:00Z', 'too-small'],
  ['2500-01-01T00:00:00Z', 'too-large'],
])('the instant %s is refused as %s', async (until, code) => {
  const engineer = await api.as('eng-donghu-1');
  const answer = await engineer.send(`/api/incidents/${number}/hold`, { reason: 'window', note: 'x', until });
  expect([answer.status, errorsOf(answer.body)]).toEqual([422, [['/until', code]]]);
});

test('texts that JSON can carry and people cannot write are refused', async () => {
  const engineer = await api.as('eng-donghu-1');
  for (const text of ['a\u0000b', '\u001B[31mred', '\uD800', '   ', 'lost \uFFFD'])
    expect((await engineer.send(`/api/incidents/${number}/comment`, { text, audience: 'internal' })).status).toBe(422);
});

test('N33 N35 every text of a body or a query is held against one rule, beside its other faults', async () => {
  const answer = await desk.send('/api/incidents', { ...report, contact: 'a\uFFFDb', impact: '9', more: ['\u0007'] });
  expect(errorsOf(answer.body)).toEqual([
    ['/contact', 'bad-character'],
    ['/impact', 'not-allowed-value'],
    ['/urgency', 'required'],
    ['/more', 'unknown-field'],
    ['/more/0', 'bad-character'],
  ]);
  // Fields whose own schema is a plain text, and names of fields.
  const owner = await api.as('owner');
  const session = await api.post('/api/session', { name: 'a\u0000', password: 'b\uFFFD' });
  expect([session.status, errorsOf(session.body)]).toEqual([
    422,
    [
      ['/name', 'bad-character'],
      ['/password', 'bad-character'],
    ],
  ]);
  const bulk = await desk.send('/api/commands', { command: 'comment', numbers: [number], data: { 'a\uFFFD': 'x' } });
  expect([bulk.status, errorsOf(bulk.body)]).toEqual([422, [['/data/a\uFFFD', 'bad-character']]]);
  for (const [caller, path, field] of [
    [desk, '/api/incidents?q=', 'q'],
    [desk, '/api/cases/count?q=a', 'q'],
    [desk, '/api/cases/export?q=', 'q'],
    [desk, '/api/suggest?process=incident&application=payment&unit=/dx/donghu/linxi/school&title=', 'title'],
    [owner, '/api/work?after=', 'after'],
  ] as const)
    for (const odd of ['%00', 'a%1F', '%7F', '%C2%85', '%EF%BF%BD']) {
      const { status, body } = await caller.get(path + odd);
      expect([path, odd, status, errorsOf(body)]).toEqual([
        path,
        odd,
        422,
        expect.arrayContaining([[`/${field}`, 'bad-character']]),
      ]);
    }
});

test('N33 S13 an address that is no text is refused with 400, whoever asks and wherever it points', async () => {
  const open = request(api.address);
  for (const path of [
    '/api/cases/%E0%A4%A',
    '/api/cases/%',
    '/api/incidents/INC-000001/%ZZ',
    '/api/incidents?q=%FF',
    '/api/incidents?q=100%',
    '/api/incidents?%C0%80=1',
    '/cases/%ED%A0%80',
    '/api/docs/%E6',
    '/nowhere/%A',
  ])
    for (const asked of [open.get(path), desk.get(path), desk.delete(path), desk.send(path, {})]) {
      const { status, body } = await asked;
      expect([path, status, body.code]).toEqual([path, 400, 'address-malformed']);
    }
  const bytes = Buffer.from('/api/incidents?q=打印').toString('latin1');
  const raw = await new Promise<number | undefined>((resolve, reject) => {
    const sent = rawRequest(api.address, { path: bytes }, ({ statusCode }) => resolve(statusCode));
    sent.on('error', reject).end();
  });
  expect(raw).toBe(400);
});

test('S13 what the framework refuses by itself is a fault of who asks', async () => {
  const range = await request(api.address).get('/api/docs/swagger-ui.css').set('Range', 'bytes=99999999-');
  expect([range.status, range.body.code]).toEqual([400, 'request-malformed']);
  const old = await request(api.address).get('/api/docs/swagger-ui.css').set('If-Match', '"other"');
  expect([old.status, old.body.code]).toEqual([400, 'request-malformed']);
});

test('a malformed number, an unknown one and an unknown command are one answer', async () => {
  const paths = [
    '/api/incidents/INC-999999',
    '/api/incidents/CAL-000001',
    '/api/incidents/x',
    '/api/incidents/INC-1',
    '/api/cases/%2e%2e',
  ];
  const bodies = await Promise.all(paths.map(async (path) => (await desk.get(path)).body));
  const plain = bodies.map((body) => ({ ...body, instance: '', traceId: '' }));
  expect(new Set(plain.map((one) => JSON.stringify(one))).size).toBe(1);
  expect((await desk.send(`/api/incidents/${number}/fly`)).status).toBe(404);
  expect((await desk.send(`/api/incidents/${number}/addReporter`, { reporter: 'req-linxi' })).status).toBe(404);
});

test('another method is refused with those that there are', async () => {
  const answer = await desk.delete('/api/incidents');
  expect([answer.status, answer.headers['allow']]).toEqual([405, 'GET, POST']);
});

test('N47 a refusal names the field, what is allowed, and when it may be tried again', async () => {
  const silent = { ...report, contact: undefined, ...weight };
  const { status, body } = await desk.send('/api/calls', { ...silent, impact: undefined, urgency: undefined });
  expect([status, body.code, errorsOf(body)]).toEqual([422, 'contact-missing', [['/contact', 'required']]]);
  const listed = await desk.get('/api/incidents?priority=P9&tier=L1,L7');
  expect(listed.body.errors).toEqual([
    { pointer: '/priority', code: 'not-allowed-value', params: { allowed: ['P1', 'P2', 'P3', 'P4'] } },
    { pointer: '/tier', code: 'not-allowed-value', params: { allowed: ['L1', 'L2', 'L3'] } },
  ]);
  const words = await desk.send(`/api/incidents`, { ...report, ...weight, category: 'gone' });
  expect([words.status, errorsOf(words.body), words.body.detail]).toEqual([
    422,
    [['/category', 'unknown']],
    'There is no such entry for /category',
  ]);
  const requester = await api.as('req-linxi');
  const urge = () => requester.send(`/api/incidents/${number}/urge`);
  const first = await urge();
  expect(first.status).toBe(200);
  const again = await urge();
  expect([again.status, again.body.code]).toEqual([409, 'urge-too-soon']);
  const wait = Date.parse(again.body.params.againAt) - Date.parse(first.body.updatedAt);
  expect([again.body.params.againAt, wait]).toEqual([expect.stringMatching(/Z$/), 30 * 60_000]);
  const head = await api.as('sup-donghu');
  const other = await head.send(`/api/incidents/${number}/dispatch`, { person: 'eng-dx-1' });
  expect([other.status, other.body.code, other.body.params]).toEqual([409, 'other-queue', { queues: ['donghu-l2'] }]);
});

test('N46 what Node itself refuses is a problem too, and leaves the process up', async () => {
  const { port } = new URL(api.address);
  const say = (lines: readonly string[]) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1', () => socket.write(lines.join('\r\n')));
      let said = '';
      socket
        .on('data', (bytes) => (said += String(bytes)))
        .on('end', () => resolve(said))
        .on('error', reject);
    });
  for (const [status, code, lines] of [
    [400, 'request-malformed', ['GARBAGE', '', '']],
    [400, 'request-malformed', ['GET /api/me HTTP/1.1', 'Host: x', 'Content-Length: -1', '', '']],
    [400, 'request-malformed', ['GET /api/me HTTP/1.1', 'Connection: close', '', '']], // no Host
    [417, 'expectation-failed', ['GET /api/me HTTP/1.1', 'Host: x', 'Expect: the-moon', 'Connection: close', '', '']],
    [431, 'headers-too-large', ['GET /api/me HTTP/1.1', 'Host: x', `X-Long: ${'x'.repeat(20_000)}`, '', '']],
  ] as const) {
    const [head = '', body = ''] = (await say(lines)).split('\r\n\r\n');
    expect([code, head.split('\r\n')[0]]).toEqual([code, expect.stringContaining(`HTTP/1.1 ${status} `)]);
    expect(head.toLowerCase()).toContain('content-type: application/problem+json');
    expect(problemSchema.parse(JSON.parse(body))).toMatchObject({ status, code });
  }
  expect((await api.get('/healthz')).status).toBe(200);
});

test('N46 Allow names what there is at this address and nothing of an address that looks alike', async () => {
  for (const [path, allow] of [
    ['/api/organisations/gaps', 'GET'],
    ['/api/organisations/%2Fdx', 'PUT, GET'],
    ['/api/calendars/horizon', 'GET'],
    ['/api/cases/count', 'GET'],
    ['/api/calls', 'GET, POST'],
    [`/api/incidents/${number}/claim`, 'POST'],
    [`/api/incidents/${number}`, 'GET'],
  ] as const) {
    const asked = [desk.delete(path), ...(allow.includes('PUT') ? [] : [desk.put(path, {})])];
    for (const { status, headers } of await Promise.all(asked))
      expect([path, status, headers['allow']]).toEqual([path, 405, allow]);
  }
});

test('headers of a megabyte and a request that never ends leave the process up', async () => {
  const status = await new Promise<number | string>((resolve) => {
    const sent = rawRequest(`${api.address}/healthz`, { headers: { 'x-long': 'x'.repeat(1_000_000) } }, (answer) =>
      resolve(answer.statusCode ?? 0),
    );
    sent.on('error', ({ message }) => resolve(message));
    sent.end();
  });
  expect([431, 'socket hang up', 'read ECONNRESET', 'write EPIPE']).toContain(status);
  expect((await api.get('/healthz')).status).toBe(200);
});

test('F59 line ends and colours of a request id never reach a log line or a header', async () => {
  const answer = await api.get('/healthz').set('X-Request-Id', 'abc\tdef{"x":1}');
  expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  expect((await api.get('/healthz').set('X-Request-Id', 'trace-0001')).headers['x-request-id']).toBe('trace-0001');
});
