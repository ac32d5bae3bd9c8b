/** Appraisals on the real engines: a month that is opened by the clock, frozen, disputed, signed by both at once, and reckoned anew. */
import { randomUUID } from 'node:crypto';
import { createAppraisals } from '../../../activities/jobs/appraisals.ts';
import { createRecordKeeper } from '../../../client/record/keeper.ts';
import { periodCalendar } from '../../../client/registers/period-calendar.ts';
import { monthAt, monthBefore, monthSpan } from '../../../domain/archive/month.ts';
import { openAuditTrail } from '../../../models/access/audit.ts';
import { itemsListed, keepList, listChunkOf, listed, listHeadOf } from '../../../models/appraisals/list.ts';
import { appraisalPeriodOf } from '../../../models/appraisals/period.ts';
import { casesIn } from '../../../models/cases/case.ts';
import { documentOf } from '../../../models/documents/document.ts';
import { nested } from '../../../models/figures/nested.ts';
import { figureRowsIn, type StoredRow } from '../../../models/figures/row.ts';
import { draftOf } from '../../../models/registers/draft.ts';
import { mandateOf } from '../../../models/registers/meetings/mandate.ts';
import { personOf } from '../../../models/registers/person.ts';
import { sealFolder } from '../../../platform/seal-folder.ts';
import { schemeOf } from '../../../models/registers/appraisals/scheme.ts';
import { type Api, type Caller, startApi } from '../../support/product/api.ts';
import { faultsIn, publishDraft, saveDraft } from '../../support/product/registers.ts';

const why = { reason: 'So it is' };
const QUALITY = { role: 'quality-lead', orgPath: '/dx' } as const;
let api: Api;
let [chief, appraiser, manager, owner, engineer]: Caller[] = [];
let month: { name: string; from: number; until: number };
let number = '';
beforeAll(async () => {
  api = await startApi();
  // Who stands in for somebody takes part in cases; here he judges as well.
  await personOf(api.product.db).updateOne({ _id: 'appraiser-dx' }, { $push: { grants: QUALITY } });
  await personOf(api.product.db).updateOne({ _id: 'pm-dx' }, { $set: { locale: 'en' } });
  [chief, appraiser, manager, owner, engineer] = await Promise.all(
    ['chief-dx', 'appraiser-dx', 'pm-dx', 'owner', 'eng-dx-1'].map((who) => api.as(who)),
  );
  const { offsets } = await periodCalendar(api.product, '/dx');
  // Of the month before last the figures may be frozen, whatever the day is.
  const name = monthBefore(monthBefore(monthAt(offsets, Date.now())));
  month = { name, ...monthSpan(offsets, name) };
  await figureRowsIn(api.product.db).insertMany(Array.from({ length: 30 }, (_, n) => rowOf(n)));
}, 120_000);
afterAll(() => api.stop());

/** Thirty incidents of the month: the first three were late, the very first since its user was waited for. */
const rowOf = (n: number): StoredRow => ({
  _id: `INC-9${String(n).padStart(5, '0')}`,
  process: 'incident',
  orgPath: '/dx',
  line: ['/dx'],
  unit: '/dx',
  openedAt: month.from,
  closedAt: month.from + n * 3_600_000,
  values: nested({
    'clock.resolution.state': n >= 3 ? 'met' : 'late',
    'clock.resolution.met': n >= 3,
    'clock.resolution.breached': n < 3,
    'clock.resolution.waitedForUser': n === 0 ? 90 : 0,
  }),
  head: { seq: 1, hash: 'ab' },
  shape: 'test',
});
const by = (who: Caller | undefined): Caller => {
  if (!who) throw new Error('nobody');
  return who;
};
const give = (who: Caller | undefined, command: string, data: object = {}) =>
  by(who).send(`/api/appraisals/${number}/${command}`, data);
const stands = async () => (await by(owner).get(`/api/appraisals/${number}`)).body;
const until = (status: string) =>
  api.product.eventually(async () => {
    const found = await stands();
    return found.status === status ? found : undefined;
  });

test('after a long stop each period is opened once, and a month that is not over is not', async () => {
  const { db } = api.product;
  const jobs = createAppraisals({
    ...api.product,
    periodCalendar: { registers: db, of: (orgPath) => periodCalendar(api.product, orgPath) },
    dispatch: async () => undefined,
  });
  await Promise.all([jobs.openAppraisals(month.until), jobs.openAppraisals(month.until)]);
  expect(await jobs.openAppraisals(month.until)).toEqual({ looked: 1, opened: 0, failed: 0 });
  const kept = await appraisalPeriodOf(db).find({ scheme: 'dx-provider' }).sort({ from: 1 }).lean();
  expect(kept.at(-1)).toMatchObject({ period: month.name, state: 'opened', number: expect.stringMatching(/^APR-/) });
  number = kept.at(-1)?.number ?? '';
  const again = { unit: '/dx', scheme: 'dx-provider', period: month.name };
  expect((await by(chief).send('/api/appraisals', again)).body).toMatchObject({ code: 'already-appraised' });
  expect((await by(appraiser).send('/api/appraisals', again)).status).toBe(403);
  const other = { unit: '/dx', scheme: 'dx-provider', period: '2020-01' };
  expect((await by(chief).send('/api/appraisals', other)).body).toMatchObject({ code: 'scheme-not-in-force' });
}, 120_000);

test('its figures are frozen with the list of their cases, and nothing that comes later changes them', async () => {
  const { db } = api.product;
  const frozen = await until('scoring');
  expect(frozen).toMatchObject({ listRows: 30, listHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  const parts = (await by(appraiser).get(`/api/cases/${number}/parts`)).body.items;
  expect(parts).toContainEqual(expect.objectContaining({ id: 'resolution', value: '0.9', points: 3_789 }));
  expect(parts).toContainEqual(expect.objectContaining({ id: 'overdue', value: '0.1', points: 1_000 }));
  const named = [rowOf(0)._id, rowOf(29)._id, 'INC-777777'];
  expect(await itemsListed(db, number, named)).toEqual(
    new Map([
      [rowOf(0)._id, ['resolution', 'overdue', 'reported']],
      [rowOf(29)._id, ['resolution', 'overdue', 'reported']],
    ]),
  );
  expect(await itemsListed(db, 'APR-777777', named)).toBeNull();
  // A case is reopened, another turns up late, a third is lost.
  await figureRowsIn(db).updateOne({ _id: rowOf(9)._id }, { $set: { 'values.clock.resolution.met': false } });
  await figureRowsIn(db).insertOne({ ...rowOf(30), closedAt: month.until - 1 });
  await figureRowsIn(db).deleteOne({ _id: rowOf(8)._id });
  const recount = (await by(manager).get(`/api/appraisals/${number}/recount`)).body;
  expect(recount).toMatchObject({ same: true, list: { holds: true, rows: 30 }, breaches: { 'per-breach': 2 } });
  const first = (await by(manager).get(`/api/appraisals/${number}/listed?item=overdue`)).body;
  expect(first.items).toHaveLength(30);
  expect(first.items.filter((one: { in: string[] }) => one.in.includes('clause:per-breach'))).toHaveLength(2);
  expect((await by(engineer).get(`/api/appraisals/${number}`)).status).toBe(404);
}, 120_000);

test('who stands in for the provider judges nothing of it; then it is scored, published, disputed with papers', async () => {
  const given = await by(manager).send('/api/delegations', {
    to: 'appraiser-dx',
    until: new Date(Date.now() + 86_400_000).toISOString(),
    reason: 'Away',
  });
  expect(given.status).toBe(201);
  const score = { part: 'manners', points: 2_300, ...why };
  expect((await give(appraiser, 'score', score)).body).toMatchObject({ status: 403, code: 'self-appraisal' });
  await mandateOf(api.product.db).updateMany({ to: 'appraiser-dx' }, { $set: { revokedAt: Date.now() } });
  await give(appraiser, 'score', score).expect(200);
  expect((await give(manager, 'publish')).status).toBe(403);
  await give(chief, 'publish').expect(200);
  expect(await stands()).toMatchObject({ status: 'published', score: 7_089, penalty: 1_600_000, currency: 'CNY' });
  const nobody = { part: 'resolution', grounds: 'Not ours', cases: ['INC-777777'] };
  expect((await give(manager, 'dispute', nobody)).body).toMatchObject({ code: 'invalid-data' });
  await give(manager, 'dispute', { part: 'resolution', grounds: 'The power was off' }).expect(200);
  const answer = { part: 'resolution', decision: 'adjusted', relief: 300_000, ...why };
  await give(appraiser, 'answerDispute', answer).expect(200);
  expect(await stands()).toMatchObject({ status: 'published', penalty: 1_300_000 });
}, 120_000);

test('both heads sign at once, over one hash: a statement for each, and a rectification for what is weak', async () => {
  const { db } = api.product;
  await give(manager, 'accept').expect(200);
  const { statementHash } = await stands();
  const lines = [{ item: 'resolution', target: 0.93, reason: 'Out of reach' }];
  await give(chief, 'proposeCriteria', { lines }).expect(200);
  expect((await give(chief, 'sign', { statementHash: 'a'.repeat(64) })).body).toMatchObject({ code: 'hash-differs' });
  const signs = await Promise.all([chief, manager].map((who) => give(who, 'sign', { statementHash })));
  expect(signs.map(({ status }) => [200, 202].includes(status))).toEqual([true, true]);
  const archived = await until('archived');
  expect(archived.signatures.map(({ side }: { side: string }) => side).toSorted()).toEqual(['judge', 'subject']);
  const started = await api.product.eventually(async () => (await stands()).rectifications);
  expect(await casesIn(db).findOne({ _id: started[0] })).toMatchObject({ kind: 'appraisal', source: number });
  const made = await api.product.eventually(async () => {
    const found = await documentOf(db).find({ caseId: number, state: 'ready' }).sort({ format: 1, locale: 1 }).lean();
    return found.length === 4 && found;
  });
  expect(made.map(({ kind, format, locale }) => `${kind} ${format} ${locale}`)).toEqual([
    'appraisal-statement pdf en',
    'appraisal-statement pdf zh',
    'appraisal-statement xlsx en',
    'appraisal-statement xlsx zh',
  ]);
  // One version, and that which both have signed.
  const seq = (await api.product.eventsOf(number)).find(({ type }) => type === 'appraisal.archived')?.seq;
  expect(new Set(made.map(({ version }) => version))).toEqual(new Set([seq]));
  const copies = made.flatMap(({ locale, copies: all = [] }) => all.map(({ to }) => `${locale} ${to}`));
  expect([...new Set(copies)].toSorted()).toEqual(['en pm-dx', 'zh chief-dx']);
  const sheet = { kind: 'appraisal-statement', format: 'xlsx', locale: 'en' };
  expect((await by(manager).send(`/api/cases/${number}/documents`, sheet)).status).toBe(202);
  const draft = await api.product.eventually(() => draftOf(db).findById('appraisal-schemes/dx-provider').lean());
  expect(draft).toMatchObject({ base: 1, source: { reason: expect.stringContaining('Out of reach') } });
  const proposed = draft?.register === 'appraisal-schemes' ? draft.source.items : [];
  expect(proposed.find(({ id }) => id === 'resolution')).toMatchObject({ target: 0.93 });
  const { says } = (await by(owner).get('/api/appraisal-schemes/dx-provider@1')).body;
  expect(says.overdue).toMatchObject({ zh: expect.stringContaining('比例'), en: expect.stringContaining('share') });
  const valid = await by(owner).send('/api/drafts/appraisal-schemes/dx-provider/check', {});
  expect([200, 404]).toContain(valid.status);
}, 120_000);

test('the next seal names the list; whoever writes into it is found', async () => {
  const { db } = api.product;
  const record = createRecordKeeper(db, sealFolder(api.product.env.sealFolder));
  const audit = openAuditTrail(db, `appraisals-${randomUUID()}`);
  const { seal } = await record.seal(audit, Date.now());
  expect(seal.lists).toContainEqual([number, (await stands()).listHash]);
  expect((await record.seal(audit, Date.now())).seal.lists).toBeUndefined();
  await audit.close();
  await listChunkOf(db).updateOne({ list: number }, { $set: { 'rows.0.row.values.clock': 'gone' } });
  const recount = (await by(manager).get(`/api/appraisals/${number}/recount`)).body;
  expect(recount.list.holds).toBe(false);
}, 120_000);

const row = (n: number) => ({ basis: 'closed' as const, row: { ...rowOf(n), values: { n } }, in: ['one'] });
async function* rows(most: number, fails = false) {
  for (let n = 0; n < most; n += 1) yield row(n);
  if (fails) throw new Error('killed');
}
test('a list that was cut off half-way and begun again is whole, once', async () => {
  const { db } = api.product;
  await expect(keepList(db, 'APR-999999', rows(700, true))).rejects.toThrow('killed');
  expect(await listHeadOf(db, 'APR-999999')).toBeNull();
  const [one, other] = await Promise.all([
    keepList(db, 'APR-999999', rows(600)),
    keepList(db, 'APR-999999', rows(600)),
  ]);
  expect(one).toEqual(other);
  // Another was killed before he removed what he had written.
  const left = { list: 'APR-999999', by: 'killed', place: 0, rows: [row(0)] };
  await listChunkOf(db).create({ _id: 'APR-999999/killed/0', ...left });
  expect(await keepList(db, 'APR-999999', rows(3))).toEqual(one);
  const kept: string[] = [];
  for await (const { row: of } of listed(db, 'APR-999999')) kept.push(of._id);
  expect([kept.length, new Set(kept).size]).toEqual([600, 600]);
  expect(await listChunkOf(db).countDocuments({ list: 'APR-999999' })).toBe(2);
}, 120_000);

const item = (id: string, more: object) => ({ id, title: { zh: id, en: id }, weight: 50, ...more });
test('a scheme is written by who judges, checked where it is written, and published by its owner', async () => {
  const measured = item('resolution', { measure: '@resolution-attainment', target: 0.9 });
  const source = (more: object = {}) => ({
    title: { zh: '季度考核', en: 'By quarter' },
    orgPath: '/dx/donghu',
    subject: { kind: 'centre' },
    judge: '/dx',
    period: 'quarter',
    items: [measured, item('manners', {})],
    ...more,
  });
  const entry = 'appraisal-schemes/donghu-quarter';
  expect((await saveDraft(by(engineer), entry, source())).status).toBe(403);
  expect(faultsIn(await saveDraft(by(chief), entry, source({ period: 'week' })))).toEqual([
    '/period not-allowed-value',
  ]);
  const wrong = [
    item('resolution', { measure: 'share(closed incident where colour = "red", closed incident)', target: 0.9 }),
  ];
  await saveDraft(by(chief), entry, source({ judge: '/dx/donghu', items: wrong })).expect(200);
  const refused = await publishDraft(by(owner), entry, 1);
  expect(refused.status).toBe(422);
  const places = faultsIn(refused).map((fault) => fault.split(' ')[0]);
  expect(places).toEqual(expect.arrayContaining(['/items', '/items/0/measure', '/judge']));
  // The one who could publish and sign is judged himself; a percent of a target of none is of nothing.
  const himself = {
    subject: { kind: 'person', person: 'chief-dx' },
    items: [item('resolution', { measure: 'count(closed incident)', better: 'less', target: 0 }), item('manners', {})],
    clauses: [
      {
        id: 'each',
        title: { zh: 'x', en: 'x' },
        item: 'resolution',
        is: 'per-percent',
        amount: { cents: 1 },
        count: 'full',
      },
    ],
  };
  await saveDraft(by(chief), entry, source(himself), 1).expect(200);
  expect(faultsIn(await publishDraft(by(owner), entry, 2))).toEqual([
    '/judge judges-itself',
    '/clauses/0/item target-too-small',
  ]);
  await saveDraft(by(chief), entry, source(), 2).expect(200);
  expect((await publishDraft(by(chief), entry, 3)).status).toBe(403);
  await publishDraft(by(owner), entry, 3).expect(201);
  const kept = await schemeOf(api.product.db).findById('donghu-quarter@1').lean();
  expect(kept?.items[0]?.formula).toEqual({ is: 'indicator', ref: 'resolution-attainment@1' });
  // It begins with the next quarter.
  const early = { unit: '/dx/donghu', scheme: 'donghu-quarter', period: '2026-Q1' };
  expect((await by(chief).send('/api/appraisals', early)).body).toMatchObject({ code: 'scheme-not-in-force' });
}, 120_000);
