import { workflowIdOf } from '../../domain/kernel/ids.ts';
import { sha256 } from '../../models/store/chain.ts';
import { commitsAfter, firstBreakOf, genesisOf } from '../../models/cases/commit.ts';
import { historyOf } from '../../models/cases/history.ts';
import { noticeOf } from '../../models/notices/notice.ts';
import { recordKeyOf } from '../../models/store/record-key.ts';
import { unpack } from '../../platform/histories.ts';
import { deskOf, incidentReport } from '../support/product/desk.ts';
import { publishPolicy } from '../support/product/policy.ts';
import { type Product, startProduct } from '../support/product/product.ts';

const MINUTE = 60_000;
const COMMANDS = 255;
const WRITERS = 8;
const UNIT = '/dx/donghu/linxi/court';
jest.setTimeout(120_000);
let product: Product;
let desk: ReturnType<typeof deskOf>;

beforeAll(async () => {
  product = await startProduct();
  desk = deskOf(product);
  await publishPolicy(product, 'incident', { orgPath: UNIT, targets: { response: 60 * MINUTE } });
});
afterAll(() => product.stop());

const comment = (n: number) => ({ text: `note ${n}`, audience: 'public' });
const noteKey = (n: number) => `note-key-${n}`;
const handleOf = (caseId: string) => product.temporal.workflow.getHandle(workflowIdOf('incident', caseId));

const bounced = (caseId: string) => ({
  effect: `e:${caseId}:1:0:li:mail`,
  kind: 'notify',
  code: 'bounced',
  detail: '',
  to: 'li',
});

/** An incident that continued as new while eight windows wrote to it. */
async function longIncident(): Promise<{ caseId: string; firstRun: string; seqs: number[] }> {
  const { caseId } = await desk.open('desk-linxi', 'incident', { ...incidentReport, unit: UNIT });
  const firstRun = (await handleOf(caseId).describe()).runId;
  await product.caseClient.noteEffect(caseId, bounced(caseId));
  const waiting = Array.from({ length: COMMANDS }, (_, n) => n);
  const seqs: number[] = [];
  const write = async () => {
    for (let n = waiting.shift(); n !== undefined; n = waiting.shift()) {
      const { seq } = await desk.give('req-linxi', caseId, 'comment', comment(n), { key: noteKey(n) });
      seqs[n] = seq;
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
  await product.eventually(async () => (await handleOf(caseId).describe()).runId !== firstRun);
  return { caseId, firstRun, seqs };
}

test('F15 F16 a case of many notes continues as new: none is refused or doubled, keys and clocks go on', async () => {
  const { caseId, firstRun, seqs } = await longIncident();
  expect(seqs.toSorted((a, b) => a - b)).toEqual(Array.from({ length: COMMANDS }, (_, n) => n + 3));

  // keys of the run before
  const again = await desk.give('req-linxi', caseId, 'comment', comment(3), { key: noteKey(3) });
  expect(again.seq).toBe(seqs[3]);
  const other = desk.give('req-linxi', caseId, 'comment', comment(4), { key: noteKey(3) });
  await expect(other).rejects.toMatchObject({ code: 'key-reused' });

  // a courier tells what it has told before
  await product.caseClient.noteEffect(caseId, bounced(caseId));
  const failures = (await product.eventsOf(caseId)).filter(({ type }) => type === 'incident.effectFailed');
  expect(failures).toHaveLength(1);

  // the clock that was started in the run before
  const { dueAt } = (await product.stored(caseId)).readings['response'] ?? {};
  await product.fastForward(caseId, 61 * MINUTE);
  const events = await product.eventsOf(caseId);
  const breaches = events.filter(
    ({ type, data }) => type === 'incident.clockBreached' && 'clock' in data && data.clock === 'response',
  );
  expect(breaches).toMatchObject([{ data: { dueAt } }]);
  const commits = await commitsAfter(product.db, caseId);
  expect(firstBreakOf(caseId, genesisOf(caseId), commits, recordKeyOf(product.db))).toBeNull();

  // what follows from each note, also of those that met the end of the run
  const told = await product.eventually(async () => {
    const toOne = { caseId, template: 'incident-commented', to: 'eng-donghu-1' };
    return (await noticeOf(product.db).countDocuments(toOne)) >= COMMANDS && (await noticeOf(product.db).find(toOne));
  });
  expect(told).toHaveLength(COMMANDS);

  // the run before is kept, whatever becomes of the case
  const kept = await product.eventually(async () => historyOf(product.db).findById(`${caseId}:${firstRun}`).lean());
  expect(kept).toMatchObject({ last: false, sha256: sha256(await unpack(Buffer.from(kept.gzip.buffer))) });
});
