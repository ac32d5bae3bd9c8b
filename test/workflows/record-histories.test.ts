/**
 * The stories of the golden histories, told on the real engines: of each process one at least, and with `WHOLE=1` all. What is recorded replays
 * at once; with `RECORD_HISTORIES=1` it is written to test/replay, which every release does for every process.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { resolvePins } from '../../client/registers/pins.ts';
import { workflowIdOf } from '../../domain/kernel/ids.ts';
import type { StoredCase } from '../../domain/kernel/process.ts';
import type { PlanStep } from '../../domain/kernel/steps/shapes.ts';
import { bodyOf, caseOf } from '../../models/cases/case.ts';
import { commitsAfter } from '../../models/cases/commit.ts';
import { personOf } from '../../models/registers/person.ts';
import { runbookOf } from '../../models/registers/runbooks/runbook.ts';
import { fetchRun } from '../../platform/histories.ts';
import { cutoversOf } from '../support/product/cutovers.ts';
import { analysis, codeOf, deskOf, escalation, incidentReport, report, solution } from '../support/product/desk.ts';
import { publishPolicy } from '../support/product/policy.ts';
import { type Product, startProduct } from '../support/product/product.ts';
import { keepWebhooks, saying, startTool, type Tool } from '../support/outing/stage.ts';
import { autopilotOf } from '../support/product/autopilot.ts';
import { isWhole } from '../support/product/sample/whole.ts';
import { folder, replay, type Recording } from '../support/replay.ts';

jest.setTimeout(120_000);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const isRecording = process.env['RECORD_HISTORIES'] === '1';
/** Stories of processes of which another is told anyhow. */
const isAll = isWhole || isRecording;
let product: Product;
let desk: ReturnType<typeof deskOf>;

let tool: Tool;
/** Of the runbook `standby-node`. */
const ACTIONS = ['check-standby', 'fence-node', 'unfence-node', 'switch-service', 'switch-service-back'];
const MORE = ['start-applications', 'stop-applications'];

beforeAll(async () => {
  const actions = [...ACTIONS, ...MORE];
  tool = await startTool(Object.fromEntries(actions.map((name) => [`/${name}`, saying('done')])));
  process.env['WEBHOOK_ALLOW'] = `127.0.0.1:${tool.port}`;
  product = await startProduct();
  desk = deskOf(product);
  const urls = actions.map((name) => [name, `http://127.0.0.1:${tool.port}/${name}`]);
  await keepWebhooks(product, Object.fromEntries(urls));
});
afterAll(async () => {
  delete process.env['WEBHOOK_ALLOW'];
  await product.stop();
  await tool.stop();
});

const statusOf = async (workflowId: string) =>
  (await product.temporal.workflow.getHandle(workflowId).describe()).status.name;

/** Takes down the newest run of a case with what is stored of it; answers the version to which it replays. */
async function record(name: string, process: string, caseId: string): Promise<number | undefined> {
  const workflowId = workflowIdOf(process, caseId);
  const { json } = await fetchRun(product.temporal, workflowId);
  const [document, commits] = [await product.stored(caseId), await commitsAfter(product.db, caseId)];
  const pins = await resolvePins(product.db, bodyOf(document).pins);
  const recording: Recording = { workflowId, history: JSON.parse(json), document, commits, pins };
  const { error, turns } = await replay(recording);
  if (error) throw error;
  if (isRecording) writeFileSync(path.join(folder, `${name}.json`), `${JSON.stringify(recording)}\n`);
  return turns.at(-1)?.head.seq;
}

const isClosed = (process: string, caseId: string) => async () =>
  (await statusOf(workflowIdOf(process, caseId))) === 'COMPLETED';

if (isAll)
  test('an incident from report to close', async () => {
    const { caseId } = await desk.open('desk-linxi', 'incident', incidentReport);
    await desk.give('eng-donghu-1', caseId, 'claim');
    await desk.give('eng-donghu-1', caseId, 'start');
    await desk.give('eng-donghu-1', caseId, 'resolve', solution);
    await desk.give('eng-donghu-1', caseId, 'fileReport', analysis);
    await desk.give('req-linxi', caseId, 'confirm', { rating: 5 });
    await product.eventually(isClosed('incident', caseId));
    expect(await record('incident-standard', 'incident', caseId)).toBe((await product.stored(caseId)).version);
  });

test('an incident that is late, held, escalated, handed back, reopened and closed by the clock', async () => {
  const { caseId } = await desk.open('desk-linxi', 'incident', incidentReport);
  await product.fastForward(caseId, 2 * HOUR);
  await desk.give('eng-donghu-1', caseId, 'start');
  await desk.give('eng-donghu-1', caseId, 'hold', { reason: 'user', note: 'Which batch?' });
  await product.fastForward(caseId, 3 * DAY);
  await desk.give('req-linxi', caseId, 'supplyInfo', { text: 'The first one' });
  await desk.give('eng-donghu-1', caseId, 'escalate', { diagnosis: 'Server error', tried: 'Restart', ask: 'Look' });
  await desk.give('expert-2', caseId, 'claim');
  await desk.give('expert-2', caseId, 'handBack', { reason: 'info-missing', text: 'Which server?' });
  await desk.give('eng-donghu-1', caseId, 'resolve', solution);
  await desk.give('req-linxi', caseId, 'reopen', { reason: 'It fails again' });
  await desk.give('eng-donghu-1', caseId, 'resolve', solution);
  await desk.give('eng-donghu-1', caseId, 'fileReport', analysis);
  await product.fastForward(caseId, 20 * DAY);
  await product.eventually(isClosed('incident', caseId));
  expect(await record('incident-long-way', 'incident', caseId)).toBe((await product.stored(caseId)).version);
});

test('a critical incident whose visit is called off with it', async () => {
  const { caseId } = await desk.open('desk-linxi', 'incident', { ...incidentReport, impact: '1', urgency: '1' });
  const workOrder = await product.eventually(async () => visitOf(await product.stored(caseId)));
  await desk.give('sup-donghu', caseId, 'cancel', { reason: 'False alarm' });
  await product.eventually(isClosed('work-order', workOrder));
  await product.eventually(isClosed('incident', caseId));
  expect(await record('incident-visit-called-off', 'incident', caseId)).toBe((await product.stored(caseId)).version);
  expect(await record('work-order-called-off', 'work-order', workOrder)).toBe(
    (await product.stored(workOrder)).version,
  );
});

const visitOf = (stored: StoredCase & { workOrder?: string }): string | undefined => stored.workOrder;

test('a work order that waits for a part, is not as the customer wants it, and is signed', async () => {
  const { caseId: incident } = await desk.open('desk-linxi', 'incident', incidentReport);
  await desk.give('eng-donghu-1', incident, 'start');
  await desk.give('eng-donghu-1', incident, 'requestOnsite', { site: 'Room 105', contact: '0551', remoteHelp: 'None' });
  const caseId = await product.eventually(async () => visitOf(await product.stored(incident)));
  await product.fastForward(caseId, HOUR / 4);
  await desk.give('sup-donghu', caseId, 'dispatch', { engineers: ['eng-donghu-2'] });
  await desk.give('eng-donghu-2', caseId, 'accept');
  await desk.give('eng-donghu-2', caseId, 'depart', { expectedAt: Date.now() + DAY });
  await desk.give('eng-donghu-2', caseId, 'arrive');
  await desk.give('eng-donghu-2', caseId, 'awaitPart', { spare: 'Power supply' });
  await desk.give('sup-donghu', caseId, 'receivePart');
  await desk.give('eng-donghu-2', caseId, 'arrive');
  const done = { work: 'The power supply was replaced', result: 'fixed', labourMinutes: 45 };
  await desk.give('eng-donghu-2', caseId, 'complete', done);
  await desk.give('req-linxi', caseId, 'refuseWork', { reason: 'The lamp is still out' });
  await desk.give('eng-donghu-2', caseId, 'arrive');
  await desk.give('eng-donghu-2', caseId, 'complete', done);
  const { recordHash }: StoredCase & { recordHash?: string } = await product.stored(caseId);
  await desk.give('req-linxi', caseId, 'sign', { recordHash, rating: { score: 5 } });
  await product.eventually(isClosed('work-order', caseId));
  expect(await record('work-order-signed', 'work-order', caseId)).toBe((await product.stored(caseId)).version);
  await product.eventually(async () => visitOf(await product.stored(incident)) === undefined);
});

if (isAll)
  test('a call that is answered and confirmed', async () => {
    const { caseId } = await desk.open('req-linxi', 'call', { ...report, channel: 'plug-in' });
    await desk.give('desk-linxi', caseId, 'take');
    await desk.give('desk-linxi', caseId, 'requestInfo', { question: 'Which batch?' });
    await desk.give('req-linxi', caseId, 'supplyInfo', { text: 'The first one' });
    await desk.give('desk-linxi', caseId, 'answer', {
      outcome: 'solved',
      solution: 'The cache was cleared',
      category: 'software-function',
    });
    await desk.give('req-linxi', caseId, 'confirm', { rating: 4 });
    await product.eventually(isClosed('call', caseId));
    expect(await record('call-answered', 'call', caseId)).toBe((await product.stored(caseId)).version);
  });

test('a call that becomes an incident and is settled with it', async () => {
  const { caseId: call } = await desk.open('desk-linxi', 'call', report);
  await desk.give('desk-linxi', call, 'escalate', escalation);
  const { _id } = await product.eventually(() => caseOf(product.db).collection.findOne<StoredCase>({ call }));
  await desk.give('sup-donghu', _id, 'cancel', { reason: 'Reported twice' });
  await product.eventually(isClosed('call', call));
  expect(await record('call-escalated', 'call', call)).toBe((await product.stored(call)).version);
  expect(await record('incident-from-call', 'incident', _id)).toBe((await product.stored(_id)).version);
});

async function startedChange(): Promise<string> {
  const caseId = await cutoversOf(product).scheduledChange();
  await desk.give('eng-donghu-2', caseId, 'start');
  return caseId;
}

if (isAll)
  test('a change from draft to close: assessed, approved, carried out step by step', async () => {
    const caseId = await startedChange();
    for (const part of ['stop', 'patch'])
      await desk.give('eng-donghu-2', caseId, 'completeStep', { evidence: 'Log' }, { part });
    await desk.give('eng-donghu-2', caseId, 'finish', { verification: 'Works' });
    await desk.give('sup-donghu', caseId, 'review', { outcome: 'successful', lessons: 'None' });
    await product.eventually(isClosed('change', caseId));
    expect(await record('change-normal', 'change', caseId)).toBe((await product.stored(caseId)).version);
  });

test('a change that is taken back, while its items are nobody else’s', async () => {
  const caseId = await startedChange();
  await desk.give('eng-donghu-2', caseId, 'completeStep', { evidence: 'Log' }, { part: 'stop' });
  await desk.give('eng-donghu-2', caseId, 'failStep', { reason: 'No space' }, { part: 'patch' });
  await desk.give('sup-donghu', caseId, 'rollBack', { reason: 'It takes too long' });
  await expect(startedChange()).rejects.toMatchObject({ code: 'conflict' });
  for (const part of ['patch', 'stop'])
    await desk.give('eng-donghu-2', caseId, 'completeUndo', { evidence: 'Log' }, { part });
  await desk.give('sup-donghu', caseId, 'review', { outcome: 'rolled-back', lessons: 'More space' });
  await product.eventually(isClosed('change', caseId));
  expect(await record('change-rolled-back', 'change', caseId)).toBe((await product.stored(caseId)).version);
});

/** A release of the city, as far as its customer has accepted it; its change is not waited for. */
async function acceptedRelease(unit: string, ...organisations: string[]): Promise<string> {
  const sha256 = 'a'.repeat(64);
  const customer = { grants: { role: 'customer-representative', orgPath: '/dx' } };
  await personOf(product.db).updateOne({ _id: 'auditor' }, { $addToSet: customer });
  const data = { unit, application: 'payment', appVersion: '7.2.0', title: 'Payment 7.2', items: ['link-donghu'] };
  const { caseId } = await desk.open('owner', 'release', data);
  const undo = { kind: 'manual', instruction: 'Install the version before', minutes: 30 };
  const own = { kind: 'manual', role: 'engineer', minutes: 60, retries: 0, onFailure: 'undo' };
  await desk.give('owner', caseId, 'planWaves', {
    steps: ['backup', 'deploy'].map((id) => ({ id, title: id, instruction: id, undo, ...own })),
    waves: [{ window: { from: Date.now() - HOUR, until: Date.now() + 48 * HOUR }, organisations }],
  });
  await desk.give('owner', caseId, 'startBuild', { scope: 'All of it' });
  await desk.give('eng-dx-1', caseId, 'recordBuild', { artefact: 'store/payment-7.2.0.zip', sha256, notes: 'None' });
  await desk.give('expert-2', caseId, 'recordTest', { result: 'passed', sha256, evidence: 'Report 7' });
  await desk.give('auditor', caseId, 'acceptTest', { sha256, signature: 'Ms Wu' });
  return caseId;
}
type StoredRelease = StoredCase & { change?: string; waves?: { status: string }[] };

const system = { id: 'system', kind: 'system', unit: '/', teams: [], grants: [] } as const;
const releaseOf = async (caseId: string) => (await product.stored(caseId)) as StoredRelease;
/** Its change has its time, and its first wave has opened by itself; the number of the change. */
async function openedRelease(caseId: string): Promise<string> {
  const change = await product.eventually(async () => (await releaseOf(caseId)).change);
  const settled = { change, outcome: 'scheduled' };
  await product.caseClient.command(caseId, 'settleChange', settled, { actor: system, key: `u:system:${caseId}` });
  await product.eventually(isGoingOut(caseId));
  return change ?? '';
}
const isGoingOut = (caseId: string) => async () => (await releaseOf(caseId)).waves?.[0]?.status === 'running';

if (isAll)
  test('a release whose site fails: its wave goes back, goes again, and then all is rolled back', async () => {
    const caseId = await acceptedRelease('/dx', '/dx/donghu/linxi', '/dx/donghu/andu');
    const change = await openedRelease(caseId);
    const done = async (part: string) =>
      await desk.give('eng-donghu-1', caseId, 'confirmStep', { evidence: 'Log' }, { part });
    await done('w1-01-backup');
    await desk.give('eng-donghu-2', caseId, 'failStep', { reason: 'No space' }, { part: 'w1-02-backup' });
    await done('w1-01-backup'); // what somebody did is his to take back
    await desk.give('eng-donghu-2', caseId, 'confirmStep', { evidence: 'Log' }, { part: 'w1-02-backup' });
    expect(await releaseOf(caseId)).toMatchObject({ status: 'deploying', waves: [{ status: 'rolled-back' }] });
    await desk.give('owner', caseId, 'retryWave', { reason: 'Space was made' }, { part: 'w1' });
    await product.eventually(isGoingOut(caseId));
    await done('w1-01-backup');
    await desk.give('owner', caseId, 'rollBack', { reason: 'Wrong sums' });
    await done('w1-01-backup');
    await product.eventually(isClosed('release', caseId));
    expect(await record('release-rolled-back', 'release', caseId)).toBe((await product.stored(caseId)).version);
    await product.eventually(async () => (await product.stored(change)).status === 'canceled');
  });

test('a release that passes its gate, is refused once, confirmed and closed', async () => {
  await publishPolicy(product, 'release', { orgPath: '/dx/donghu', targets: { soak: 500 } });
  const caseId = await acceptedRelease('/dx/donghu', '/dx/donghu/linxi');
  await openedRelease(caseId);
  for (const part of ['w1-01-backup', 'w1-01-deploy'])
    await desk.give('eng-donghu-1', caseId, 'confirmStep', { evidence: 'Log' }, { part });
  const approve = () => desk.give('owner', caseId, 'approveGate', { sha256: 'a'.repeat(64) }, { part: 'g1' });
  await product.eventually(async () => (await codeOf(approve())) === 'done');
  await desk.give('auditor', caseId, 'refuseService', { checks: 'Prints', reason: 'Sums' });
  await desk.give('owner', caseId, 'resume', { reason: 'They are right' });
  await desk.give('auditor', caseId, 'confirmService', { checks: 'Paid one salary' });
  await desk.give('owner', caseId, 'close', { outcome: 'with-issues', review: 'Fine' });
  await product.eventually(isClosed('release', caseId));
  expect(await releaseOf(caseId)).toMatchObject({ status: 'closed', installed: ['/dx/donghu/linxi'] });
  expect(await record('release-closed', 'release', caseId)).toBe((await product.stored(caseId)).version);
});

test('an inspection with a finding: agreed, refused once, and signed by both sides', async () => {
  const { caseId } = await desk.open('sup-xiling', 'inspection', {
    unit: '/dx/xiling/court',
    title: 'By phone',
    way: 'phone',
    checklist: 'phone-visit',
    items: [],
    visitUntil: Date.now() + 10 * DAY,
  });
  const at = { from: Date.now() + DAY, until: Date.now() + DAY + HOUR };
  const inspect = (command: string, data: object = {}, part?: string) =>
    desk.give('eng-dx-1', caseId, command, data, part === undefined ? {} : { part });
  const agree = (command: string, data: object = {}, part?: string) =>
    desk.give('rep-xiling', caseId, command, data, part === undefined ? {} : { part });
  const hash = async (): Promise<string> => {
    const stored: StoredCase & { recordHash?: string } = await product.stored(caseId);
    return stored.recordHash ?? '';
  };
  await desk.give('sup-xiling', caseId, 'appoint', { inspectors: [{ person: 'eng-dx-1' }], ...at });
  await inspect('begin', { place: 'The clerk' });
  const lines = [
    { line: 'works', says: 'abnormal' },
    { line: 'speed', value: 'slow' },
    { line: 'wishes', value: 'None' },
  ];
  await inspect('recordItems', { lines });
  await inspect('raiseFinding', { line: 'speed', class: 'general', what: 'Slow in the morning' }, 'f-1');
  await inspect('complete', { summary: 'Slow' });
  await inspect('proposeRemedy', { remedy: 'More memory', due: Date.now() + 30 * DAY }, 'f-1');
  await agree('agreeRemedy', {}, 'f-1');
  await inspect('sign', { recordHash: await hash() });
  await agree('refuseSignature', { reason: 'The date is wrong' });
  await inspect('presentRecord');
  await inspect('sign', { recordHash: await hash() });
  await agree('sign', { recordHash: await hash() });
  await product.eventually(isClosed('inspection', caseId));
  expect(await record('inspection-signed', 'inspection', caseId)).toBe((await product.stored(caseId)).version);
});

test('a monthly archive: looked through, halted once, and signed by both', async () => {
  const before = new Date(Date.now() + 8 * HOUR);
  const month = new Date(Date.UTC(before.getUTCFullYear(), before.getUTCMonth() - 1, 2)).toISOString().slice(0, 7);
  const { caseId } = await desk.open('records-dx', 'archive', { unit: '/dx', month });
  const stands = async (status: string) => {
    const stored: StoredCase & { manifestHash?: string } = await product.stored(caseId);
    return stored.status === status && (stored.manifestHash ?? status);
  };
  await product.eventually(() => stands('signing'));
  await desk.give('pm-dx', caseId, 'halt', { reason: 'A paper is on its way' });
  await desk.give('records-dx', caseId, 'recheck', { reason: 'It has come' });
  const manifestHash = await product.eventually(() => stands('signing'));
  await desk.give('records-dx', caseId, 'sign', { manifestHash });
  await desk.give('pm-dx', caseId, 'sign', { manifestHash });
  await product.eventually(isClosed('archive', caseId));
  expect(await record('archive-signed', 'archive', caseId)).toBe((await product.stored(caseId)).version);
});

test('the drill of a monthly archive: a paper is missing, its lack is accepted, and both sign', async () => {
  const before = new Date(Date.now() + 8 * HOUR);
  const month = new Date(Date.UTC(before.getUTCFullYear(), before.getUTCMonth() - 1, 2)).toISOString().slice(0, 7);
  const asked = { unit: '/dx', month, drill: true, scripted: 'gap' };
  const { caseId } = await desk.open('records-dx', 'archive', asked);
  const whenIn = (status: string) =>
    product.eventually(async () => {
      const stored: StoredCase & { manifestHash?: string } = await product.stored(caseId);
      return stored.status === status && stored;
    });
  await whenIn('gaps-open');
  const found = (await product.eventsOf(caseId)).filter(({ type }) => type === 'archive.gapFound');
  for (const { data } of found) {
    const part = 'part' in data ? String(data.part) : '';
    await desk.give('pm-dx', caseId, 'acceptGap', { reason: 'Nobody has it any more' }, { part });
  }
  const { manifestHash } = await whenIn('signing');
  await desk.give('records-dx', caseId, 'sign', { manifestHash });
  await desk.give('pm-dx', caseId, 'sign', { manifestHash });
  await product.eventually(isClosed('archive', caseId));
  expect(await record('archive-gap', 'archive', caseId)).toBe((await product.stored(caseId)).version);
});

test('an appraisal: frozen, scored, disputed, appealed against, signed by both', async () => {
  const before = new Date(Date.now() + 8 * HOUR);
  const period = new Date(Date.UTC(before.getUTCFullYear(), before.getUTCMonth() - 2, 2)).toISOString().slice(0, 7);
  const { caseId } = await desk.open('chief-dx', 'appraisal', { unit: '/dx', scheme: 'dx-provider', period });
  const whenIn = (status: string) =>
    product.eventually(async () => {
      const stored: StoredCase & { statementHash?: string } = await product.stored(caseId);
      return stored.status === status && stored;
    });
  const why = { reason: 'Looked at again' };
  const [manners, resolution] = [{ part: 'manners' }, { part: 'resolution' }];
  await whenIn('scoring');
  await desk.give('appraiser-dx', caseId, 'score', { points: 3_200, ...why }, manners);
  await desk.give('chief-dx', caseId, 'publish');
  await desk.give('pm-dx', caseId, 'dispute', { grounds: 'They were kind' }, manners);
  await desk.give('pm-dx', caseId, 'dispute', { grounds: 'The power was off' }, resolution);
  await desk.give('chief-dx', caseId, 'answerDispute', { decision: 'upheld', ...why }, manners);
  await desk.give('appraiser-dx', caseId, 'answerDispute', { decision: 'upheld', ...why }, resolution);
  await desk.give('pm-dx', caseId, 'appeal', { grounds: 'They were, really' }, manners);
  await desk.give('owner', caseId, 'decideAppeal', { decision: 'adjusted', points: 3_600, ...why }, manners);
  await desk.give('pm-dx', caseId, 'accept');
  const { statementHash } = await whenIn('confirming');
  await desk.give('pm-dx', caseId, 'sign', { statementHash });
  await desk.give('chief-dx', caseId, 'sign', { statementHash });
  await product.eventually(isClosed('appraisal', caseId));
  expect(await record('appraisal-signed', 'appraisal', caseId)).toBe((await product.stored(caseId)).version);
});

test('the drill of an appraisal: told that its targets were missed, and voided by owner and auditor', async () => {
  const before = new Date(Date.now() + 8 * HOUR);
  const period = new Date(Date.UTC(before.getUTCFullYear(), before.getUTCMonth() - 2, 2)).toISOString().slice(0, 7);
  const asked = { unit: '/dx', scheme: 'dx-provider', period, drill: true, scripted: 'missed' };
  const { caseId } = await desk.open('chief-dx', 'appraisal', asked);
  await product.eventually(async () => (await product.stored(caseId)).status === 'scoring');
  await desk.give('owner', caseId, 'void', { reason: 'It was for practice' });
  await desk.give('auditor', caseId, 'void', { reason: 'It was' });
  await product.eventually(isClosed('appraisal', caseId));
  expect(await record('appraisal-voided', 'appraisal', caseId)).toBe((await product.stored(caseId)).version);
});

const fault = { hostsDown: 'one', hardwareFault: true, clustered: true, standbyHealthy: true };
if (isAll)
  test('a failover to its report: actions, a witness, the service confirmed', async () => {
    const pilot = autopilotOf(product);
    const caseId = await pilot.failover(fault);
    await pilot.run(caseId, ['closed']);
    await product.eventually(isClosed('failover', caseId));
    expect(await record('failover-standby', 'failover', caseId)).toBe((await product.stored(caseId)).version);
  });

test('a failover that is paused, and goes back when all but the last step is done', async () => {
  const pilot = autopilotOf(product);
  const caseId = await pilot.failover(fault);
  await pilot.run(caseId, ['needs-human'], { at: 'verify', command: 'pause' });
  await desk.give(pilot.commander, caseId, 'resume', { reason: 'Go on' });
  await pilot.run(caseId, ['closed'], { at: 'verify', command: 'rollBack' });
  await product.eventually(isClosed('failover', caseId));
  expect(await record('failover-rolled-back', 'failover', caseId)).toBe((await product.stored(caseId)).version);
});

/** A runbook of two steps by hand. */
async function publishSwap(): Promise<void> {
  const words = { zh: '更换', en: 'Swap' };
  const byHand = (id: string): PlanStep => ({
    node: 'step',
    id,
    kind: 'manual',
    title: words,
    instruction: words,
    role: 'engineer',
    budgetMs: HOUR,
    retries: 0,
    onFailure: 'needs-human',
    undo: { kind: 'manual', instruction: words, budgetMs: HOUR },
  });
  await runbookOf(product.db).create({
    _id: 'swap-server@1',
    runbook: 'swap-server',
    version: 1,
    title: words,
    process: 'cutover',
    scheme: 'cutover',
    orgPath: '/dx',
    applications: [],
    items: [],
    plan: { of: [byHand('connect'), byHand('verify')] },
    note: 'Test',
    publishedAt: Date.now(),
    publishedBy: 'owner',
    authors: ['expert-3'],
  });
}
/** Checked, armed and begun under a change of its own, its first step done. */
async function begunCutover(): Promise<{ caseId: string; change: string }> {
  // Who spoke for the customer of the releases above would have to consent to its change, too.
  await personOf(product.db).updateOne({ _id: 'auditor' }, { $pull: { grants: { role: 'customer-representative' } } });
  product.directory.drop();
  const begun = await cutoversOf(product).begun('swap-server');
  await desk.give('eng-donghu-2', begun.caseId, 'confirmStep', { evidence: 'Photo' }, { part: 'connect' });
  return begun;
}

test('a cutover whose commander is silent at its back-out time', async () => {
  await publishSwap();
  const { caseId, change } = await begunCutover();
  await product.fastForward(caseId, 3 * HOUR);
  const types = (await product.eventsOf(caseId)).map(({ type }) => type);
  expect(types).toEqual(expect.arrayContaining(['cutover.backOutReached', 'cutover.rollbackStarted']));
  await desk.give('eng-donghu-2', caseId, 'confirmStep', { evidence: 'Photo' }, { part: 'connect' });
  await desk.give('sup-donghu', caseId, 'report', { good: 'Back in time', bad: 'Silence', actions: [] });
  await product.eventually(isClosed('cutover', caseId));
  expect(await record('cutover-backed-out', 'cutover', caseId)).toBe((await product.stored(caseId)).version);
  await product.eventually(async () => (await product.stored(change)).status === 'reviewing');
});

if (isAll)
  test('a cutover that its users confirm', async () => {
    const { caseId } = await begunCutover();
    await desk.give('eng-donghu-2', caseId, 'confirmStep', { evidence: 'Photo' }, { part: 'verify' });
    await desk.give('req-linxi', caseId, 'confirmService', { checks: 'Paid one salary' });
    await desk.give('sup-donghu', caseId, 'report', { good: 'All', bad: 'Nothing', actions: [] });
    await product.eventually(isClosed('cutover', caseId));
    expect(await record('cutover-done', 'cutover', caseId)).toBe((await product.stored(caseId)).version);
  });

/** Found by the auditor of the province, put right by the city. */
async function issuedRectification(more: object = {}): Promise<string> {
  const found = { kind: 'audit', class: 'serious', unit: '/dx/donghu', title: 'No labels', finding: 'Three racks' };
  const said = { ...found, responsible: 'eng-donghu-1', due: Date.now() + 2 * DAY, ...more };
  return (await desk.open('auditor', 'rectification', said)).caseId;
}

test('a rectification that keeps a change shut, is late, refused, and closed', async () => {
  const change = await cutoversOf(product).scheduledChange();
  const caseId = await issuedRectification({ blocks: { case: change } });
  const start = () => codeOf(desk.give('eng-donghu-2', change, 'start'));
  await product.eventually(async () => 'rectifications' in (await product.stored(change)));
  expect(await start()).toBe('gate-closed');
  await desk.give('eng-donghu-1', caseId, 'takeUp', { rootCause: 'None at hand', measures: 'Ordered' });
  await product.fastForward(caseId, 3 * DAY);
  const photos = { before: 'Photo 1', after: 'Photo 2' };
  await desk.give('eng-donghu-1', caseId, 'submit', photos);
  await desk.give('auditor', caseId, 'refuseRemedy', { result: 'One is missing' });
  await desk.give('eng-donghu-1', caseId, 'submit', photos);
  await desk.give('auditor', caseId, 'clear', { result: 'Good', evidence: 'Seen' });
  await product.eventually(isClosed('rectification', caseId));
  expect(await record('rectification-closed', 'rectification', caseId)).toBe((await product.stored(caseId)).version);
  await product.eventually(async () => (await start()) === 'done');
});

if (isAll)
  test('an accident that was none: reported by the desk, late upward, withdrawn', async () => {
    const said = { unit: '/dx/donghu', title: 'A fall', site: 'Server room', harm: 'One arm' };
    const by = { actor: await product.actor('desk-donghu'), key: 'u:desk-donghu:accident', command: 'reportAccident' };
    const { caseId } = await product.caseClient.open('rectification', said, by);
    await product.fastForward(caseId, 3 * HOUR);
    const nothing = { rootCause: 'A misheard call', liable: 'Nobody', measures: 'The desk repeats what it heard' };
    await desk.give('safety-donghu', caseId, 'recordInvestigation', nothing);
    await desk.give('sup-donghu', caseId, 'withdraw', { reason: 'Nobody fell' });
    await product.eventually(isClosed('rectification', caseId));
    expect(await record('rectification-withdrawn', 'rectification', caseId)).toBe(
      (await product.stored(caseId)).version,
    );
  });
