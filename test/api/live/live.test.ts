import { createFeed } from '../../../api/live/live-feed.ts';
import { createPositions } from '../../../api/live/live-positions.ts';
import { OLDEST_MS } from '../../../api/live/read-back.ts';
import { watchDatabase } from '../../../models/store/changes.ts';
import { noticeOf } from '../../../models/notices/notice.ts';
import { personOf } from '../../../models/registers/person.ts';
import { sessionOf } from '../../../models/access/session.ts';
import { type Api, openIncident, report, signIn, startApi, weight } from '../../support/product/api.ts';
import { type Frame, openStream } from '../../support/product/live.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
}, 120_000);
afterAll(() => api.stop());

/** Streams on the server that read the document of each change. */
async function streamsOfCases(): Promise<number> {
  const { db } = api.product;
  const found = await db
    .getClient()
    .db('admin')
    .aggregate([{ $currentOp: { idleCursors: true } }, { $match: { ns: { $regex: `^${db.name}[.]` } } }], {
      readConcern: { level: 'local' },
    })
    .toArray();
  const commands = found.map(({ cursor, command }) => JSON.stringify(cursor?.originatingCommand ?? command));
  return commands.filter((command) => command.includes('"fullDocument":"updateLookup"')).length;
}

test('cases are followed while somebody listens, and a while longer', async () => {
  expect(await streamsOfCases()).toBe(0);
  const stream = await open('sup-donghu', 'scope=list');
  const number = await openIncident(api);
  await stream.until(isOf(number));
  expect(await streamsOfCases()).toBe(1);
  stream.close();

  const feed = () => createFeed(api.product.db, { warn: () => undefined }, { idleMs: 200 });
  const [other, witness] = [feed(), feed()];
  await Promise.all([other.ready, witness.ready]);
  expect(other.newest()).toBeUndefined();
  const [leave, leaveToo] = [await other.follow(), await other.follow()];
  expect(await streamsOfCases()).toBe(2); // the first lingers, and serves who comes back
  const leaveWitness = await witness.follow();
  leave?.();
  leave?.();
  leaveWitness?.(); // was left later, so the other's would have closed before
  await api.product.eventually(async () => witness.newest() === undefined);
  expect(other.newest()).toBeDefined();
  await api.product.eventually(async () => (await streamsOfCases()) === 2);
  leaveToo?.();
  await api.product.eventually(async () => (await streamsOfCases()) === 1);
  const told: string[] = [];
  other.listen({
    caseChanged: ({ view }) => told.push(view._id),
    othersChanged: () => undefined,
    broken: () => undefined,
  });
  await other.follow();
  const next = await openIncident(api);
  await api.product.eventually(async () => told.includes(next));
  expect(told).toEqual([next]);
  await Promise.all([other.close(), witness.close()]);
  expect(await other.follow()).toBeNull();
});

const noticesIn = ({ event, data }: Frame): number => (event === 'counts' ? (data as { notices: number }).notices : -1);

test('who has read a notice elsewhere is counted anew', async () => {
  const stream = await open('eng-donghu-2', 'scope=work');
  const number = await openIncident(api);
  const { _id } = await api.product.eventually(() =>
    noticeOf(api.product.db).findOne({ caseId: number, to: 'eng-donghu-2' }).lean(),
  );
  await stream.until((frame) => noticesIn(frame) > 0);
  stream.frames.length = 0;
  const { body } = await (await api.as('eng-donghu-2')).post('/api/notices/read', { ids: [_id] });
  const told = await stream.until((frame) => noticesIn(frame) === body.unread);
  expect(told.event).toBe('counts');
  stream.close();
});

const open = async (person: string, query: string, last?: string) => {
  const { cookie } = await api.as(person);
  return await openStream(api.address, `/api/live?${query}`, { cookie, last });
};
const isOf =
  (number: string, event = 'case') =>
  (frame: Frame) =>
    frame.event === event && JSON.stringify(frame.data).includes(number);

test('a change is told to who may read the case: what changed, never its content', async () => {
  const stream = await open('sup-donghu', 'scope=list');
  const other = await open('sup-xiling', 'scope=list');
  const number = await openIncident(api);
  const frame = await stream.until(isOf(number));
  expect(frame.data).toEqual({ number, process: 'incident', version: 1, status: 'queued', turn: [] });
  const desk = await api.as('desk-province');
  const own = await desk.send('/api/incidents', {
    ...report,
    ...weight,
    unit: '/dx/xiling/yuntai/school',
    reporter: 'req-school',
    queue: 'xiling-l2',
  });
  await other.until(isOf(own.body.number)); // came later, so the first would have come by now
  expect(JSON.stringify(other.frames)).not.toContain(number);
  stream.close();
  other.close();
});

test('a cut stream goes on where it was, with all that was missed', async () => {
  const stream = await open('sup-donghu', 'scope=list');
  const first = await openIncident(api);
  const { id } = await stream.until(isOf(first));
  stream.close();
  const missed = [await openIncident(api), await openIncident(api)];
  const again = await open('sup-donghu', 'scope=list', id);
  for (const number of missed) await again.until(isOf(number));
  expect(again.frames.filter(({ event }) => event === 'case').map(({ data }) => data)).toEqual([
    expect.objectContaining({ number: missed[0] }),
    expect.objectContaining({ number: missed[1] }),
  ]);
  again.close();
});

/** Token of the change of a case, as the engine has it. */
async function tokenOfCase(): Promise<string> {
  const stream = watchDatabase(api.product.db, [{ $match: { 'ns.coll': 'cases' } }]);
  await stream.tryNext();
  await openIncident(api);
  const { _data: token } = (await stream.next())._id as { _data: string };
  await stream.close();
  return token;
}

/** Place of a feed that no case has changed on. */
async function tokenOfPlace(): Promise<string> {
  const other = createFeed(api.product.db, { warn: () => undefined });
  await other.ready;
  await other.follow();
  const token = other.newest();
  await other.close();
  return token?.token ?? '';
}

const placeOf = (token: string) => ({ token, at: Date.now() });

test('S01 a place that another process gave out is taken up too, and one that is none means: reload', async () => {
  const positions = createPositions(api.product.env.secret);
  for (const given of [tokenOfCase, tokenOfPlace]) {
    const token = await given(); // the feed under test has not kept it
    const number = await openIncident(api);
    const stream = await open('sup-donghu', 'scope=list', positions.outside(placeOf(token), 'sup-donghu'));
    expect((await stream.until(isOf(number))).event).toBe('case');
    expect(stream.frames.map(({ event }) => event)).not.toContain('reset');
    stream.close();
  }
  const asQuery = encodeURIComponent(positions.outside(placeOf(await tokenOfCase()), 'sup-donghu'));
  const since = await openIncident(api);
  const taken = await open('sup-donghu', `scope=list&after=${asQuery}`);
  expect((await taken.until(isOf(since))).event).toBe('case');
  taken.close();
  const token = await tokenOfCase();
  const place = positions.outside(placeOf(token), 'sup-donghu');
  const forged = place.slice(0, 40) + (place[40] === 'A' ? 'B' : 'A') + place.slice(41);
  const ofOther = createPositions('another secret of another installation').outside(placeOf(token), 'sup-donghu');
  const ofColleague = positions.outside(placeOf(token), 'desk-donghu');
  const none = ['0', 'nonsense', 'A'.repeat(200), '82{"$gt":""}', token, forged, ofOther, place.slice(0, -4)];
  for (const last of [...none, ofColleague]) {
    const lost = await open('sup-donghu', 'scope=list', last);
    await lost.until(({ event }) => event === 'reset');
    lost.close();
  }
});

test('S01 the log is read back for a quarter of an hour, and for none who has gone', async () => {
  const token = await tokenOfCase();
  await openIncident(api);
  const other = createFeed(api.product.db, { warn: () => undefined }); // it has kept nothing
  await other.ready;
  const since = (ago: number, gone = new AbortController().signal) =>
    other.since({ token, at: Date.now() - ago }, gone);
  expect((await since(OLDEST_MS - 60_000))?.length).toBeGreaterThan(0);
  expect([await since(OLDEST_MS + 1), await since(0, AbortSignal.abort())]).toEqual([null, null]);
  await other.close();
});

test('S07 the place that a reader is given names no change: no number, no person, and not how long they are', async () => {
  const stream = await open('sup-donghu', 'scope=list');
  await stream.until(({ event }) => event === 'open');
  const number = await openIncident(api);
  const { id = '' } = await stream.until(isOf(number));
  const hex = Buffer.from(await tokenOfCase(), 'hex').toString('latin1');
  expect(hex).toMatch(/INC-\d{6}/); // what the engine's token tells whoever decodes it
  for (const frame of stream.frames.filter((one) => one.id !== undefined)) {
    const bytes = Buffer.from(frame.id ?? '', 'base64url');
    for (const text of [
      frame.id,
      bytes.toString('latin1'),
      Buffer.from(bytes.toString('latin1'), 'hex').toString('latin1'),
    ])
      for (const told of ['INC-', number.slice('INC-'.length)]) expect(text).not.toContain(told);
    expect(frame.id).toHaveLength(id.length);
  }
  stream.close();
});

test('one case is followed by those who may see it', async () => {
  const number = await openIncident(api);
  const stream = await open('req-linxi', `scope=case&number=${number}`);
  await openIncident(api);
  await (await api.as('eng-donghu-1')).send(`/api/incidents/${number}/claim`);
  await stream.until((frame) => isOf(number)(frame) && JSON.stringify(frame.data).includes('assigned'));
  expect(stream.frames.filter(({ event, data }) => event === 'case' && !JSON.stringify(data).includes(number))).toEqual(
    [],
  );
  stream.close();
  expect((await open('sup-xiling', `scope=case&number=${number}`)).status).toBe(404);
  expect((await open('sup-xiling', 'scope=everything')).status).toBe(422);
});

test('my work tells what came to me and what left me, with counts', async () => {
  const stream = await open('eng-donghu-2', 'scope=work');
  const number = await openIncident(api);
  await stream.until(isOf(number));
  await stream.until(({ event, data }) => event === 'counts' && (data as { team: number }).team > 0);
  await (await api.as('eng-donghu-1')).send(`/api/incidents/${number}/claim`);
  const left = await stream.until((frame) => isOf(number)(frame) && JSON.stringify(frame.data).includes('assigned'));
  expect(left.data).toMatchObject({ number, status: 'assigned' });
  stream.close();
});

test('a case that leaves the reach is announced as gone, by its number alone', async () => {
  await personOf(api.product.db).updateOne(
    { _id: 'expert-3' },
    { $set: { grants: [{ role: 'engineer', orgPath: '/dx/xiling' }], teams: ['donghu-l2'] } },
  );
  await api.product.eventually(async () => (await api.product.actor('expert-3')).teams.includes('donghu-l2'));
  const stream = await open('expert-3', 'scope=list');
  const number = await openIncident(api);
  await stream.until(isOf(number));
  await (await api.as('eng-donghu-1')).send(`/api/incidents/${number}/claim`);
  await (await api.as('eng-donghu-1')).send(`/api/incidents/${number}/escalate`, {
    diagnosis: 'x',
    tried: 'x',
    ask: 'x',
  });
  const gone = await stream.until(isOf(number, 'gone'));
  expect(gone.data).toEqual({ number, process: 'incident' });
  stream.close();
});

test('R039 a stream ends with its session, and with the account', async () => {
  const caller = await signIn(api.address, 'owner', api.password);
  const stream = await openStream(api.address, '/api/live?scope=work', { cookie: caller.cookie });
  await sessionOf(api.product.db).deleteMany({ personId: 'owner' });
  expect((await stream.until(({ event }) => event === 'bye')).data).toEqual({ code: 'session-ended' });
  await stream.ended;

  const other = await open('eng-dx-2', 'scope=work');
  await personOf(api.product.db).updateOne({ _id: 'eng-dx-2' }, { $set: { active: false } });
  await other.until(({ event }) => event === 'bye');
  await other.ended;
});

test('a lost role tells the reader to load anew, and he is told no more than he may see', async () => {
  const stream = await open('eng-dx-1', 'scope=list');
  await personOf(api.product.db).updateOne(
    { _id: 'eng-dx-1' },
    { $set: { grants: [{ role: 'engineer', orgPath: '/dx/xiling' }], teams: [] } },
  );
  await stream.until(({ event }) => event === 'reset');
  const number = await openIncident(api);
  const witness = await open('sup-donghu', `scope=case&number=${number}`);
  await (await api.as('eng-donghu-1')).send(`/api/incidents/${number}/claim`);
  await witness.until(isOf(number));
  expect(JSON.stringify(stream.frames)).not.toContain(number);
  stream.close();
  witness.close();
});

test('S15 a person has ten streams and no more, also when all are opened at once', async () => {
  const streams = await Promise.all(Array.from({ length: 14 }, () => open('auditor', 'scope=work')));
  expect([200, 429].map((code) => streams.filter(({ status }) => status === code).length)).toEqual([10, 4]);
  for (const stream of streams) stream.close();
  await api.product.eventually(async () => {
    const one = await open('auditor', 'scope=work');
    one.close();
    return one.status === 200;
  });
});
