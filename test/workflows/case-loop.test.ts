import { createCaseClient } from '../../client/cases/case-client.ts';
import { canonical } from '../../domain/kernel/record/chain.ts';
import { commitIdOf, personKey, workflowIdOf } from '../../domain/kernel/ids.ts';
import { unwound } from '../../domain/kernel/record/commit.ts';
import type { CaseEvent, Commit } from '../../domain/kernel/process.ts';
import { caseOf } from '../../models/cases/case.ts';
import { sha256 } from '../../models/store/chain.ts';
import { commitsAfter, firstBreakOf, genesisOf } from '../../models/cases/commit.ts';
import type { ClockDefinition } from '../../domain/kernel/clocks/clocks.ts';
import { deliveryOf } from '../../models/notices/delivery.ts';
import { noticeOf } from '../../models/notices/notice.ts';
import { numberRecords } from '../../models/cases/number.ts';
import { recordKeyOf } from '../../models/store/record-key.ts';
import { storeCommit } from '../support/commits.ts';
import {
  analysis,
  codeOf,
  deskOf,
  escalation,
  incidentReport,
  isParked,
  report,
  solution,
} from '../support/product/desk.ts';
import { publishPolicy } from '../support/product/policy.ts';
import { type Product, startProduct } from '../support/product/product.ts';

const MINUTE = 60_000;
jest.setTimeout(120_000);
let product: Product;
let desk: ReturnType<typeof deskOf>;

beforeAll(async () => {
  product = await startProduct({ deadlineMs: 60_000 }); // how patient a caller is matters to no test here, a busy machine does
  desk = deskOf(product);
});
afterAll(() => product.stop());

const openIncident = async () => (await desk.open('desk-linxi', 'incident', incidentReport)).caseId;
const comment = (text: string) => ({ text, audience: 'internal' });
const typesOf = (events: readonly CaseEvent[]) => events.map(({ type }) => type.replace(/^\w+\./, ''));
const handleOf = (process: string, caseId: string) =>
  product.temporal.workflow.getHandle(workflowIdOf(process, caseId));
const isOver = async (process: string, caseId: string) =>
  (await handleOf(process, caseId).describe()).status.name === 'COMPLETED';

/** As a caller does who hears that it is under way: the same key once more. */
const persistently = (caseId: string, key: string): Promise<{ seq: number }> =>
  product.eventually(() =>
    desk.give('eng-donghu-1', caseId, 'comment', comment(key), { key }).catch((error: { code?: string }) => {
      if (error.code === 'still-under-way') return null;
      throw error;
    }),
  );

async function thenSound(caseId: string): Promise<CaseEvent[]> {
  const { commits, stored } = await product.eventually(async () => {
    const found = { commits: await commitsAfter(product.db, caseId), stored: await product.stored(caseId) };
    return found.stored.version >= lastOf(found.commits) && found; // the commits of a turn come before its document
  });
  expect(firstBreakOf(caseId, genesisOf(caseId), commits, recordKeyOf(product.db))).toBeNull();
  expect([stored.version, stored.kase.headHash]).toEqual([lastOf(commits), commits.at(-1)?.hash]);
  return commits.flatMap(unwound);
}

const lastOf = (commits: readonly Commit[]): number => commits.flatMap(unwound).length;

/** Stores a commit as a worker does that dies before its workflow hears of it. */
async function storeUnheard(caseId: string, by: string, key: string, type = 'commented'): Promise<void> {
  const stored = await product.stored(caseId);
  const data = comment('written by a worker that died');
  await storeCommit(product, caseId, {
    events: [{ type: `incident.${type}`, data }],
    by: { id: by, role: 'engineer' },
    key: personKey(by, key),
    digest: sha256(canonical({ type: 'comment', data })),
    after: { seq: stored.version, hash: stored.kase.headHash },
  });
}

describe('one command', () => {
  test('an incident goes from report to close, and its workflow ends', async () => {
    const { caseId } = await desk.open('desk-linxi', 'incident', incidentReport);
    await desk.give('eng-donghu-1', caseId, 'claim');
    await desk.give('eng-donghu-1', caseId, 'start');
    await desk.give('eng-donghu-1', caseId, 'resolve', solution);
    await desk.give('eng-donghu-1', caseId, 'fileReport', analysis);
    const { seq } = await desk.give('req-linxi', caseId, 'confirm', { rating: 5 });
    expect(await product.stored(caseId)).toMatchObject({ status: 'closed', version: seq });
    await product.eventually(() => isOver('incident', caseId));
    await thenSound(caseId);
  });

  test('F21 a double click decides once and gets one answer', async () => {
    const caseId = await openIncident();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => desk.give('eng-donghu-1', caseId, 'claim', {}, { key: 'double-click' })),
    );
    expect(new Set(answers.map(({ seq }) => seq)).size).toBe(1);
    expect(typesOf(await thenSound(caseId)).filter((type) => type === 'claimed')).toHaveLength(1);
  });

  test('F2 an intake sent again opens the same case', async () => {
    const before = await numberRecords(product.db).countDocuments();
    const send = () => desk.open('desk-linxi', 'incident', incidentReport, `sent-twice-${before}`);
    const [one, two] = await Promise.all([send(), send()]);
    expect([two, await send()]).toEqual([one, one]);
    expect(await numberRecords(product.db).countDocuments()).toBe(before + 1);
  });

  test('F3 a key that was used for another body is refused', async () => {
    const caseId = await openIncident();
    const say = (text: string) =>
      desk.give('eng-donghu-1', caseId, 'comment', comment(text), { key: 'one-key-two-bodies' });
    const [first, second] = await Promise.allSettled([say('one'), say('two')]); // in flight
    expect([first, second].filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(say('three')).rejects.toMatchObject({ code: 'key-reused' }); // done
    expect((await thenSound(caseId)).length).toBe(2);
    const { caseId: same } = await desk.open('desk-linxi', 'incident', incidentReport, 'intake-twice');
    const other = { ...incidentReport, title: 'Other' };
    await expect(desk.open('desk-linxi', 'incident', other, 'intake-twice')).rejects.toMatchObject({
      code: 'key-reused',
    });
    expect(same).not.toBe(caseId);
  });

  test('a command on a version that is not the newest is refused and changes nothing', async () => {
    const caseId = await openIncident();
    const { seq } = await desk.give('eng-donghu-1', caseId, 'claim');
    await expect(desk.give('eng-donghu-1', caseId, 'start', {}, { seen: seq - 1 })).rejects.toMatchObject({
      code: 'stale-version',
      params: { version: seq },
    });
    expect((await thenSound(caseId)).length).toBe(seq);
    await desk.give('eng-donghu-1', caseId, 'start', {}, { seen: seq });
  });

  test('what the lifecycle forbids is refused, named and leaves no trace in the history', async () => {
    const caseId = await openIncident();
    const updates = async () => {
      const { events } = await handleOf('incident', caseId).fetchHistory();
      return events?.filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes).length;
    };
    await expect(desk.give('req-linxi', caseId, 'confirm')).rejects.toMatchObject({ code: 'wrong-status' });
    await expect(desk.give('req-donghu', caseId, 'claim')).rejects.toMatchObject({ code: 'not-permitted' });
    expect(await updates()).toBe(1);
  });

  test('a refused intake costs neither a number nor a workflow', async () => {
    const before = await numberRecords(product.db).countDocuments();
    const broken = { ...report, unit: '/dx/nowhere' };
    await expect(desk.open('desk-linxi', 'call', broken)).rejects.toMatchObject({ name: 'DomainError' });
    expect(await numberRecords(product.db).countDocuments()).toBe(before);
  });

  test('F17 a command to a closed case gets case-ended, the same key its old answer', async () => {
    const caseId = await openIncident();
    const ended = await desk.give(
      'sup-donghu',
      caseId,
      'cancel',
      { reason: 'Reported twice' },
      { key: 'the-last-one' },
    );
    await product.eventually(() => isOver('incident', caseId));
    await expect(desk.give('eng-donghu-1', caseId, 'claim')).rejects.toMatchObject({
      code: 'case-ended',
      params: { status: 'canceled', followUpOf: caseId },
    });
    const again = desk.give('sup-donghu', caseId, 'cancel', { reason: 'Reported twice' }, { key: 'the-last-one' });
    expect(await again).toEqual(ended);
    const other = desk.give('sup-donghu', caseId, 'cancel', { reason: 'Other' }, { key: 'the-last-one' });
    await expect(other).rejects.toMatchObject({ code: 'key-reused' });
  });

  test('nobody gets a case that never was', async () => {
    await expect(desk.give('eng-donghu-1', 'INC-000001', 'claim')).rejects.toMatchObject({ code: 'unknown-case' });
    await expect(desk.give('eng-donghu-1', 'XYZ-000001', 'claim')).rejects.toMatchObject({ code: 'unknown-case' });
  });
});

test('a request to cancel its workflow does nothing to a case, nor to its commands and deadlines', async () => {
  const caseId = await openIncident();
  await handleOf('incident', caseId).cancel();
  await desk.give('eng-donghu-1', caseId, 'claim');
  await product.caseClient.catchUp(caseId);
  const note = { effect: `e:${caseId}:1:0:li:mail`, kind: 'notify', code: 'bounced', detail: '', to: 'li' };
  await product.caseClient.noteEffect(caseId, note);
  await product.fastForward(caseId, 40 * 24 * 60 * MINUTE);
  expect(typesOf(await thenSound(caseId))).toEqual(
    expect.arrayContaining(['claimed', 'effectFailed', 'clockWarned', 'clockBreached']),
  );
  expect(await isOver('incident', caseId)).toBe(false);
});

describe('many commands at once', () => {
  test('F18 thirty commands at once take one seq each, without a gap', async () => {
    const caseId = await openIncident();
    const sent = Array.from({ length: 30 }, (_, n) => persistently(caseId, `burst-${n}`));
    const seqs = (await Promise.all(sent)).map(({ seq }) => seq).toSorted((a, b) => a - b);
    expect(seqs).toEqual(Array.from({ length: 30 }, (_, n) => n + 2));
    await thenSound(caseId);
    const { events } = await handleOf('incident', caseId).fetchHistory();
    expect(events?.filter(({ workflowTaskFailedEventAttributes: failed }) => failed)).toEqual([]); // none was forgotten under way
  });

  test('F22 of two claims at once one wins and the other is refused', async () => {
    const caseId = await openIncident();
    const settled = await Promise.allSettled(
      ['eng-donghu-1', 'eng-donghu-2'].map((person) => desk.give(person, caseId, 'claim')),
    );
    expect(settled.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(typesOf(await thenSound(caseId)).filter((type) => type === 'claimed')).toHaveLength(1);
  });
});

describe('time', () => {
  const unit = '/dx/donghu/linxi/court';
  beforeAll(() => publishPolicy(product, 'incident', { orgPath: unit, targets: { response: 1_500 } }));

  test('a deadline that passes is recorded once, with the deadline as its instant', async () => {
    const caseId = await openIncident();
    const { dueAt } = (await product.stored(caseId)).readings['response'] ?? {};
    await product.fastForward(caseId, 61 * MINUTE);
    const breaches = (await thenSound(caseId)).filter(
      ({ type, data }) => type === 'incident.clockBreached' && 'clock' in data && data.clock === 'response',
    );
    expect(breaches).toMatchObject([{ data: { clock: 'response', dueAt }, by: { role: 'system' } }]);
    expect(breaches[0]?.at).toBeGreaterThanOrEqual(dueAt ?? Infinity);
    await desk.give('eng-donghu-1', caseId, 'claim');
    await thenSound(caseId);
  });

  test('F28 a deadline that passes while no worker runs is recorded once, as of the deadline, before the next command', async () => {
    const { caseId } = await desk.open('desk-linxi', 'incident', { ...incidentReport, unit });
    await product.stopWorker();
    const { dueAt } = (await product.stored(caseId)).readings['response'] ?? {};
    await product.eventually(async () => Date.now() > (dueAt ?? Infinity));
    const claimed = desk.give('eng-donghu-1', caseId, 'claim');
    await product.startWorker();
    await claimed;
    const events = await thenSound(caseId);
    expect(typesOf(events)).toEqual(['created', 'clockBreached', 'claimed', 'accepted']);
    expect(events[1]).toMatchObject({ data: { clock: 'response', dueAt }, key: 't:2' });
  });

  test('R083 what fell due while nothing ran is recorded with its own instant and told once, and what comes later is live', async () => {
    const ladder: ClockDefinition['ladder'] = [
      { id: 'p50', percent: 50, to: ['team'], channel: ['inbox'] },
      { id: 'p100', percent: 100, to: ['supervisor'], channel: ['inbox'], repeat: { everyMs: 1_000, times: 2 } },
    ];
    const place = '/dx/donghu/linxi/land-office';
    const short = {
      orgPath: place,
      only: ['response'],
      targets: { response: 2_000 },
      ladders: { response: ladder },
    } as const;
    await publishPolicy(product, 'incident', short);
    const { caseId } = await desk.open('desk-linxi', 'incident', { ...incidentReport, unit: place });
    await product.stopWorker();
    const { dueAt } = (await product.stored(caseId)).readings['response'] ?? {};
    const due = dueAt ?? Infinity;
    await product.eventually(async () => Date.now() > due + 1_000);
    await product.startWorker();
    const all = await product.eventually(async () => {
      const found = (await product.eventsOf(caseId)).filter(({ type }) => /clock/.test(type));
      return found.length === 5 && found;
    });
    expect(all.map(({ type, data }) => ({ type: type.replace('incident.', ''), ...data }))).toMatchObject([
      { type: 'clockWarned', step: 'p50', dueAt: due - 1_000 },
      { type: 'clockBreached', dueAt: due },
      { type: 'clockWarned', step: 'p100', dueAt: due },
      { type: 'clockWarned', step: 'p100#1', dueAt: due + 1_000 },
      { type: 'clockWarned', step: 'p100#2', dueAt: due + 2_000 },
    ]);
    // What one look after the start found is one notice, the last and gravest; a busy machine may have found all of it.
    const late = all.flatMap(({ key, data }) =>
      'step' in data && data.step !== 'p50' ? [{ key, step: data.step }] : [],
    );
    const expected = [...new Set(late.map(({ key }) => key))].map((look) =>
      late.filter(({ key }) => key === look).map(({ step }) => step),
    );
    const told = await product.eventually(async () => {
      const found = await noticeOf(product.db)
        .find({ caseId, to: 'sup-donghu', 'data.clock': 'response' })
        .sort({ at: 1 })
        .lean();
      return found.length === expected.length && found;
    });
    expect(told.map(({ data }) => ('steps' in data ? data.steps : 'step' in data ? [data.step] : []))).toEqual(
      expected,
    );
    expect(expected.flat()).toEqual(['p100', 'p100#1', 'p100#2']);
    await product.eventually(async () => {
      await product.hurry('sup-donghu');
      const rows = await deliveryOf(product.db).find({ caseId, to: 'sup-donghu', channel: 'mail' }).lean();
      const over = rows.filter(({ notice }) => told.some(({ _id }) => _id === notice));
      return over.length === told.length && over.every(({ state }) => state === 'sent' || state === 'dropped');
    });
  });

  test('what became of an effect is recorded after what fell due before it', async () => {
    const { caseId } = await desk.open('desk-linxi', 'incident', { ...incidentReport, unit });
    await product.stopWorker();
    const { dueAt } = (await product.stored(caseId)).readings['response'] ?? {};
    await product.eventually(async () => Date.now() > (dueAt ?? Infinity));
    const note = { effect: `e:${caseId}:1:0:li:mail`, kind: 'notify', code: 'bounced', detail: '', to: 'li' };
    const noted = product.caseClient.noteEffect(caseId, note);
    await product.startWorker();
    await noted;
    expect(typesOf(await thenSound(caseId))).toEqual(['created', 'clockBreached', 'effectFailed']);
  });

  test('a call that waits for its caller is canceled by the clock, and its workflow ends', async () => {
    const { caseId } = await desk.open('desk-linxi', 'call', report);
    await desk.give('desk-linxi', caseId, 'requestInfo', { question: 'Which batch?' });
    await product.fastForward(caseId, 14 * 24 * 60 * MINUTE);
    expect(await product.stored(caseId)).toMatchObject({ status: 'canceled' });
    await product.eventually(() => isOver('call', caseId));
    await thenSound(caseId);
  });
});

describe('after a crash', () => {
  test('events that the workflow never heard of are adopted by the next command', async () => {
    const caseId = await openIncident();
    await storeUnheard(caseId, 'eng-donghu-2', 'lost-task');
    const { seq } = await desk.give('eng-donghu-1', caseId, 'claim');
    const events = await thenSound(caseId);
    expect(typesOf(events)).toEqual(['created', 'commented', 'claimed', 'accepted']);
    expect(seq).toBe(4);
  });

  test('F1 a command whose event the workflow never heard of is answered when it is sent again, not decided twice', async () => {
    const caseId = await openIncident();
    await storeUnheard(caseId, 'eng-donghu-1', 'sent-again');
    const again = comment('written by a worker that died');
    const answer = await desk.give('eng-donghu-1', caseId, 'comment', again, { key: 'sent-again' });
    expect(answer).toEqual({ seq: 2 });
    expect(typesOf(await thenSound(caseId))).toEqual(['created', 'commented']);
  });

  test('a version seen in the store is read by a case that knows less before it judges', async () => {
    const caseId = await openIncident();
    await storeUnheard(caseId, 'eng-donghu-1', 'lost-task');
    await desk.give('eng-donghu-1', caseId, 'comment', comment('next'), { seen: 2 });
    expect(typesOf(await thenSound(caseId))).toEqual(['created', 'commented', 'commented']);
  });

  test('a refusal that rests on a lost event is given up once the case has read it', async () => {
    const caseId = await openIncident();
    await storeUnheard(caseId, 'eng-donghu-1', 'lost-task', 'claimed');
    await desk.give('eng-donghu-1', caseId, 'decline', { reason: 'On leave' });
    expect(typesOf(await thenSound(caseId)).slice(0, 3)).toEqual(['created', 'claimed', 'declined']);
  });

  test('catch-up makes a case read what is stored of it, and brings the document to it', async () => {
    const caseId = await openIncident();
    await storeUnheard(caseId, 'eng-donghu-2', 'lost-task');
    expect(await product.stored(caseId)).toMatchObject({ version: 1 });
    expect(await product.caseClient.catchUp(caseId)).toEqual({ seq: 2 });
    await thenSound(caseId);
  });

  test('an intake whose event the workflow never heard of lives on, found by its guard', async () => {
    const { caseId } = await desk.open('desk-linxi', 'incident', incidentReport);
    const [created] = await commitsAfter(product.db, caseId, { limit: 1 });
    const twin = caseId.replace(/\d+$/, (digits) => String(Number(digits) + 500_000_000));
    const { pins } = await product.body(caseId);
    await storeCommit(product, twin, { ...(created as Commit), effects: [] });
    await startEmpty(twin, pins);
    await product.fastForward(twin, 61_000);
    await product.eventually(() => caseOf(product.db).exists({ _id: twin }));
    expect(await isOver('incident', twin)).toBe(false);
    await desk.give('eng-donghu-1', twin, 'claim');
    await thenSound(twin);
  });

  test('a workflow without an event ends by itself after a minute', async () => {
    const { pins } = await product.body(await openIncident());
    const caseId = `INC-8${String(Date.now()).slice(-8)}`;
    await startEmpty(caseId, pins);
    await product.fastForward(caseId, 61_000);
    await product.eventually(() => isOver('incident', caseId));
    expect(await caseOf(product.db).exists({ _id: caseId })).toBeNull();
  });

  test('F38 a foreign event in the chain parks the case until it is gone', async () => {
    const caseId = await openIncident();
    const commits = product.db.collection<{ _id: string }>('commits');
    const foreign = { _id: commitIdOf(caseId, 2), caseId, seq: 2, key: 'no', events: [{}], prevHash: 'no', hash: 'no' };
    await commits.insertOne(foreign);
    const { temporal, db, directory, taskQueue } = product;
    const hasty = createCaseClient({ temporal, db, directory, taskQueue, deadlineMs: 1_000 });
    const claim = () =>
      deskOf({ ...product, caseClient: hasty }).give('eng-donghu-1', caseId, 'claim', {}, { key: 'parked-claim' });
    await product.eventually(() => isParked(claim())); // the turn itself has noted it
    await commits.deleteOne({ _id: foreign._id });
    await product.eventually(async () => (await codeOf(claim())) === 'done');
    expect(typesOf(await thenSound(caseId))).toEqual(['created', 'claimed', 'accepted']);
  });
});

describe('what follows', () => {
  test('an escalated call starts an incident, and is closed with it', async () => {
    const { caseId: call } = await desk.open('desk-linxi', 'call', report);
    await desk.give('desk-linxi', call, 'escalate', escalation);
    const incident = await product.eventually(async () =>
      caseOf(product.db)
        .findOne({ call } as never)
        .lean<{ _id: string }>(),
    );
    await desk.give('eng-donghu-1', incident._id, 'claim');
    await desk.give('eng-donghu-1', incident._id, 'resolve', solution);
    await desk.give('eng-donghu-1', incident._id, 'fileReport', analysis);
    await desk.give('req-linxi', incident._id, 'confirm');
    await product.eventually(async () => (await product.stored(call)).status === 'closed');
    await product.eventually(() => isOver('call', call));
    await product.eventually(() => isOver('incident', incident._id));
    expect(typesOf(await thenSound(call)).at(-1)).toBe('closed');
  });

  test('everybody is told once, whoever has to act or waits', async () => {
    const caseId = await openIncident();
    await desk.give('eng-donghu-1', caseId, 'start');
    const told = await product.eventually(async () => {
      const notices = await noticeOf(product.db).find({ caseId }).lean();
      return notices.length >= 4 && notices;
    });
    expect(told.map(({ template, to }) => `${template} ${to}`).toSorted()).toEqual([
      'incident-created eng-donghu-1',
      'incident-created eng-donghu-2',
      'incident-created req-linxi',
      'incident-started req-linxi',
    ]);
  });

  test('what no process offers yet is recorded as skipped, and nothing waits for it', async () => {
    const { caseId } = await desk.open('desk-linxi', 'incident', incidentReport);
    await desk.give('owner', caseId, 'declareMajor', { grounds: 'Twelve counties', commander: 'sup-dx' });
    const skipped = await product.eventually(async () =>
      (await product.eventsOf(caseId)).find(({ type }) => type === 'incident.effectSkipped'),
    );
    expect(skipped.data).toMatchObject({ kind: 'start', process: 'problem' });
    await thenSound(caseId);
  });

  test('an effect that a rule refuses for good is an event of the case', async () => {
    const parent = await openIncident();
    const child = await openIncident();
    await desk.give('eng-donghu-1', child, 'claim');
    await desk.give('eng-donghu-1', child, 'attachParent', { parent });
    await product.eventually(async () => typesOf(await product.eventsOf(parent)).includes('childAdded'));
    await desk.give('sup-donghu', parent, 'cancel', { reason: 'Reported twice' });
    await product.eventually(() => isOver('incident', parent));
    await desk.give('eng-donghu-1', child, 'detachParent');
    const failed = await product.eventually(async () =>
      (await product.eventsOf(child)).find(({ type }) => type === 'incident.effectFailed'),
    );
    expect(failed.data).toMatchObject({ kind: 'command', code: 'case-ended' });
    await thenSound(child);
  });
});

async function startEmpty(caseId: string, pins: object): Promise<void> {
  await product.temporal.workflow.start('incidentCase', {
    workflowId: workflowIdOf('incident', caseId),
    taskQueue: product.taskQueue,
    args: [{ caseId, process: 'incident', mode: 'live', pins }],
  });
}
