/** Runbooks over the API: written, approved by another, told to runs, out and in as a file. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { namedRunbook, offeredRunbooks, runbooksAsked } from '../../../client/registers/runbooks.ts';
import { resolvePins } from '../../../client/registers/pins.ts';
import { shippedRunbooks } from '../../../domain/runbooks/shipped/all.ts';
import { auditOf } from '../../../models/access/audit.ts';
import { type Api, type Caller, startApi } from '../../support/product/api.ts';
import { faultsIn, publishDraft, saveDraft, type Source } from '../../support/product/registers.ts';

let api: Api;
let [owner, engineer, local]: Caller[] = [];
beforeAll(async () => {
  api = await startApi({ worker: false });
  [owner, engineer, local] = await Promise.all([api.as('owner'), api.as('eng-dx-1'), api.as('eng-donghu-1')]);
}, 120_000);
afterAll(() => api.stop());
const by = (caller: Caller | undefined): Caller => caller as Caller;

const words = { zh: '重启', en: 'Restart' };
const step = (id: string, more: object = {}) => ({
  node: 'step',
  id,
  kind: 'manual',
  title: words,
  instruction: { zh: '按手册重启。\n再看一次。', en: 'Restart it by the manual.\nLook again.' },
  role: 'engineer',
  budgetMs: 600_000,
  retries: 0,
  onFailure: 'needs-human',
  ...more,
});
const runbookSource = (more: Source = {}): Source => ({
  title: { zh: '重启网关', en: 'Restart the gateway' },
  process: 'failover',
  scheme: 'standby-node',
  orgPath: '/dx',
  applications: [],
  items: [],
  plan: { of: [step('stop'), step('start', { witness: true })] },
  ...more,
});
const published = async (id: string, source: Source): Promise<{ id: string }> => {
  const { body } = await by(engineer).get(`/api/runbooks/${id}/draft`);
  const saved = await saveDraft(by(engineer), `runbooks/${id}`, source, body.revision ?? 0).expect(200);
  return (await publishDraft(by(owner), `runbooks/${id}`, saved.body.revision).expect(201)).body;
};
const sources = async (id: string): Promise<Source> =>
  (await by(owner).get(`/api/runbooks/${id}`).expect(200)).body.source;
const bring = (content: string, { id = 'from-file', format = 'yaml', seen = 0, as = engineer } = {}) =>
  by(as).post(`/api/runbooks/${id}/import`, { format, content }).set('If-Match', `"${seen}"`);

const without = (text: string) => text.replace(/"?from"?: .*\n/, '');
const deep = (open: string, close: string) => `plan:\n  of: ${open.repeat(25)}1${close.repeat(25)}\n`;
const db = () => api.product.db;

test('those shipped are there, approved by another than wrote them; a list leaves plans out', async () => {
  const { body } = await by(local).get('/api/runbooks').expect(200);
  expect(body.items.map(({ id }: { id: string }) => id)).toEqual(
    [
      'cutover',
      'dr-site',
      'manual-cutover',
      'manual-standby',
      'reduced-operation',
      'restore',
      'standby-node',
      'vendor-recovery',
    ].map((id) => `${id}@1`),
  );
  expect(body.items[1]).toMatchObject({
    publishedBy: 'owner',
    authors: ['expert-3'],
    title: { en: expect.any(String) },
  });
  expect(body.items[1]).not.toHaveProperty('plan');
  expect((await (await api.as('req-linxi')).get('/api/runbooks')).status).toBe(403);
  expect((await (await api.as('req-linxi')).get('/api/runbooks/cutover/export')).status).toBe(403);
  const { id: _id, ...shipped } = shippedRunbooks('/dx').find(({ id }) => id === 'dr-site') ?? { id: '' };
  expect(await sources('dr-site')).toEqual(shipped);
});

test('an engineer writes one for his organisation, a process owner publishes what another wrote', async () => {
  const path = 'runbooks/gateway';
  const saved = await saveDraft(by(engineer), path, runbookSource());
  expect(saved.body).toMatchObject({ revision: 1, authors: ['eng-dx-1'], problems: [] });
  expect((await publishDraft(by(engineer), path, 1)).status).toBe(403);
  await saveDraft(by(owner), path, runbookSource({ drillEveryMonths: 6 }), 1).expect(200);
  expect((await publishDraft(by(owner), path, 2)).body.code).toBe('separation-of-duties');
  await by(engineer).delete(`/api/${path}/draft`).set('If-Match', '"2"').expect(204);
  expect(await published('gateway', runbookSource())).toMatchObject({ id: 'gateway@1', authors: ['eng-dx-1'] });
  const { body } = await by(owner).get(`/api/${path}/versions`);
  expect(body.items).toMatchObject([{ id: 'gateway@1', publishedBy: 'owner', authors: ['eng-dx-1'] }]);
  // what is another organisation's, or for all of the top, is not his to write
  expect((await saveDraft(by(local), 'runbooks/of-all', runbookSource())).status).toBe(403);
  expect((await saveDraft(by(local), 'runbooks/of-xiling', runbookSource({ orgPath: '/dx/xiling' }))).status).toBe(403);
  await saveDraft(by(local), 'runbooks/of-donghu', runbookSource({ orgPath: '/dx/donghu' })).expect(200);
  expect((await (await api.as('desk-donghu')).get('/api/runbooks/of-donghu/draft')).status).toBe(403);
  expect((await (await api.as('sup-xiling')).get('/api/runbooks/of-donghu/draft')).status).toBe(404);
  await publishDraft(by(owner), 'runbooks/of-donghu', 1).expect(201);
  expect((await (await api.as('sup-xiling')).get('/api/runbooks/of-donghu')).status).toBe(404);
  expect((await (await api.as('sup-xiling')).get('/api/runbooks/of-donghu/export')).status).toBe(404);
});

test('what cannot work is no version: faults of the plan, and words that no register knows', async () => {
  const wrong = runbookSource({
    scheme: undefined,
    applications: ['solitaire'],
    items: ['srv-moon'],
    copyOf: 'nowhere@1',
    plan: {
      of: [
        step('1', { noReturn: true }),
        step('2', { undo: { kind: 'manual', instruction: words, budgetMs: 1 }, role: 'quality-lead' }),
        { node: 'each', kind: 'site', order: 'sequence', places: [{ id: 'm', orgPath: '/dx/moon' }], of: 'site' },
      ],
    },
  });
  const { body } = await saveDraft(by(engineer), 'runbooks/wrong', wrong).expect(200);
  expect(faultsIn({ body })).toEqual([
    '/scheme required',
    '/plan/of/0/witness required',
    '/plan/of/1/undo past-no-return',
    '/plan/of/2/of unknown',
    '/plan/of/2 of-a-release',
    '/plan/of/2/places/0/orgPath unknown',
    '/applications/0 unknown',
    '/items/0 unknown',
    '/copyOf unknown',
  ]);
  expect((await publishDraft(by(owner), 'runbooks/wrong', 1)).status).toBe(422);
  const nobody = runbookSource({ plan: { of: [step('1', { role: 'quality-lead' })] } });
  const asked = await saveDraft(by(engineer), 'runbooks/wrong', nobody, 1);
  expect(asked.body.problems).toEqual([
    { pointer: '/plan/of/0/role', code: 'nobody', params: { role: 'quality-lead', orgPath: '/dx' } },
  ]);
  const shapeless = await saveDraft(
    by(engineer),
    'runbooks/wrong',
    runbookSource({ plan: { of: [{ node: 'leap' }, step('X')] } }),
    2,
  );
  expect([shapeless.status, faultsIn(shapeless)]).toEqual([
    422,
    ['/plan/of/0/node not-allowed-value', '/plan/of/1/id wrong-format'],
  ]);
});

const named = (id: string, action: string, undo = 'unfence-node') =>
  step(id, {
    kind: 'automatic',
    action,
    undo: { kind: 'automatic', action: undo, instruction: words, budgetMs: 60_000 },
  });
const site = (place: string, orgPath: string) => ({ id: place, orgPath });
const unknownIn = ({ problems }: { problems: { pointer: string; code: string }[] }) =>
  problems.filter(({ code }) => code === 'unknown').map(({ pointer }) => pointer);
test('what its writer does not see is as unknown to him as what is not there; what stands in force may stay', async () => {
  await db()
    .collection<{ _id: string }>('items')
    .updateOne({ _id: 'srv-app-4' }, { $set: { orgPath: '/dx/xiling', line: ['/dx/xiling', '/dx'] } });
  const secret = runbookSource({ orgPath: '/dx/xiling', items: ['srv-app-4'] });
  const { id } = await published('of-xiling-alone', secret);
  const naming = runbookSource({
    orgPath: '/dx/donghu',
    items: ['srv-donghu-1', 'srv-app-4', 'ghost'],
    copyOf: id,
    plan: {
      of: [
        {
          node: 'each',
          kind: 'site',
          places: [site('a', '/dx/xiling'), site('b', '/dx/nowhere'), site('c', '/dx/donghu/linxi')],
          order: 'sequence',
          of: [step('stop')],
        },
      ],
    },
  });
  const { body } = await saveDraft(by(local), 'runbooks/prying', naming).expect(200);
  expect(unknownIn(body)).toEqual([
    '/plan/of/0/places/0/orgPath',
    '/plan/of/0/places/1/orgPath',
    '/items/1',
    '/items/2',
    '/copyOf',
  ]);
  const { body: seen } = await by(owner).get('/api/runbooks/prying/draft').expect(200);
  expect(unknownIn(seen)).toEqual(['/plan/of/0/places/1/orgPath', '/items/2']);

  const mixed = { orgPath: '/dx/donghu', items: ['srv-donghu-1', 'srv-app-4'] };
  await published('mixed', runbookSource(mixed));
  const { body: kept } = await saveDraft(
    by(local),
    'runbooks/mixed',
    runbookSource({ ...mixed, title: { zh: '改', en: 'Changed' } }),
  );
  expect(kept.problems).toEqual([]);
});

test('an action is one that is registered, open, and kept by the organisation of the runbook or above it', async () => {
  const system = await api.as('admin-system');
  const title = { zh: '重启', en: 'Restart' };
  const webhook = { url: 'https://tool.example/own', secret: 'example-tool' };
  const registered = (id: string, organisation: string, open = true) =>
    system.post('/api/actions', { id, title, organisation, kind: 'webhook', webhook, open }).expect(201);
  await registered('of-city', '/dx/donghu');
  await registered('of-other-city', '/dx/xiling');
  await registered('shut', '/dx', false);
  const source = runbookSource({
    orgPath: '/dx/donghu',
    plan: {
      of: [
        named('1', 'fence-node', 'nothing-of-the-kind'),
        named('2', 'of-city'),
        named('3', 'of-other-city'),
        named('4', 'shut'),
      ],
    },
  });
  const unknown = ['/plan/of/0/undo/action unknown', '/plan/of/2/action unknown', '/plan/of/3/action unknown'];
  const { body } = await saveDraft(by(local), 'runbooks/by-tool', source).expect(200);
  expect(faultsIn({ body })).toEqual(unknown);
  const refused = await publishDraft(by(owner), 'runbooks/by-tool', 1);
  expect([refused.status, faultsIn(refused)]).toEqual([422, unknown]);
  const sound = { ...source, plan: { of: [named('1', 'fence-node'), named('2', 'of-city')] } };
  expect((await saveDraft(by(local), 'runbooks/by-tool', sound, 1).expect(200)).body.problems).toEqual([]);
  await by(local).delete('/api/runbooks/by-tool/draft').set('If-Match', '"2"').expect(204);
  // what the city keeps is not for the whole province
  const above = await saveDraft(by(engineer), 'runbooks/by-tool', { ...sound, orgPath: '/dx' }).expect(200);
  const { problems, revision } = above.body;
  expect(faultsIn({ body: { problems } })).toEqual(['/plan/of/1/action unknown']);
  await by(engineer).delete('/api/runbooks/by-tool/draft').set('If-Match', `"${revision}"`).expect(204);
});

describe('as a file', () => {
  test.each(['yaml', 'json'])(
    'what goes out as %s comes in as the same, into a draft that another publishes',
    async (format) => {
      const id = `copy-${format}`;
      const answer = await by(local).get(`/api/runbooks/dr-site@1/export?format=${format}`).expect(200).buffer();
      expect(answer.headers['content-type']).toBe(`application/${format}; charset=utf-8`);
      expect(answer.headers['content-disposition']).toContain(`dr-site_1.${format}`);
      const { body } = await bring(answer.text, { id, format }).expect(200);
      expect(body).toMatchObject({ source: await sources('dr-site'), problems: [], authors: ['eng-dx-1'], base: 0 });
      expect((await publishDraft(by(engineer), `runbooks/${id}`, 1)).status).toBe(403);
      await publishDraft(by(owner), `runbooks/${id}`, 1).expect(201);
      const again = await by(local).get(`/api/runbooks/${id}/export?format=${format}`).buffer();
      expect(without(again.text)).toBe(without(answer.text));
      const entries = await auditOf(api.product.db).find({ type: 'runbookImported', 'data.runbook': id }).lean();
      expect(entries).toMatchObject([{ by: 'eng-dx-1', data: { format, from: expect.stringMatching(/^dr-site@1#/) } }]);
    },
  );

  test('a length in it is said in words beside', async () => {
    const { text } = await by(local).get('/api/runbooks/standby-node/export').expect(200).buffer();
    expect(text).toMatch(/^from: standby-node@1#[0-9a-f]{32}$/m);
    expect(text).toMatch(/budgetMs: 300000 # 5 min/);
  });

  test('a fault in it is said as that of a draft, with its place; nothing was kept', async () => {
    const file = JSON.stringify(runbookSource({ process: 'walk', plan: { of: [step('1', { role: 'auditor' })] } }));
    const answer = await bring(file, { format: 'json' });
    expect([answer.status, faultsIn(answer)]).toEqual([
      422,
      ['/process not-allowed-value', '/plan/of/0/role not-allowed-value'],
    ]);
    expect((await by(engineer).get('/api/runbooks/from-file/draft')).status).toBe(404);
    expect((await bring(JSON.stringify(runbookSource()), { format: 'json', as: local })).status).toBe(403);
    expect((await bring(JSON.stringify(runbookSource()), { id: 'gateway', format: 'json', seen: 7 })).status).toBe(412);
  });

  test('the example of docs/runbooks.md is one that can be published', async () => {
    const page = readFileSync(resolve(__dirname, '../../../docs/runbooks.md'), 'utf8');
    const example = /```yaml\n([^`]+)```/.exec(page)?.[1] ?? '';
    const { body } = await bring(example, { id: 'example' }).expect(200);
    expect(body.problems).toEqual([]);
    await publishDraft(by(owner), 'runbooks/example', 1).expect(201);
  });

  test('a file of docs/runbooks/ is one that can be published, once it says whose it is', async () => {
    const file = readFileSync(resolve(__dirname, '../../../docs/runbooks/restore.yaml'), 'utf8');
    const answer = await bring(file, { id: 'taken-over' });
    expect(answer.body.code).toBe('not-permitted');
    const { body } = await bring(file.replace('/your-organisation', '/dx'), { id: 'taken-over' }).expect(200);
    expect(body.problems).toEqual([]);
    await by(engineer).delete('/api/runbooks/taken-over/draft').set('If-Match', '"1"').expect(204);
  });

  test.each<[string, string, string, string]>([
    ['an alias', 'yaml', 'a: &a [x, x]\nb: [*a, *a]', '/content yaml-alias'],
    ['a tag', 'yaml', 'title: !!js/function "x"', '/content yaml-tag'],
    ['a key twice', 'yaml', 'process: cutover\nprocess: release', '/content yaml-duplicate-key'],
    ['two documents', 'yaml', 'a: 1\n---\nb: 1', '/content yaml-several-documents'],
    ['what is no YAML', 'yaml', 'a: [1', '/content yaml-malformed'],
    ['what is no JSON', 'json', '{', '/content not-json'],
    ['a list', 'json', '[]', '/content wrong-type'],
    ['a text', 'yaml', 'x', '/content wrong-type'],
    ['a name that reaches a prototype', 'json', '{"__proto__": {}}', '/__proto__ unknown-field'],
    ['another one', 'yaml', 'constructor: {}', '/constructor unknown-field'],
    ['too deep', 'yaml', deep('[', ']'), `/plan/of${'/0'.repeat(18)} too-deep`],
    ['too deep to look at', 'yaml', '['.repeat(1_000), '/content yaml-too-deep'],
    ['too much', 'yaml', '- a\n'.repeat(50_000), '/content yaml-too-many'],
    ['no version that it is of', 'json', '{"from": "x"}', '/from wrong-format'],
    ['a field that nobody knows', 'json', JSON.stringify({ ...runbookSource(), colour: 1 }), '/colour unknown-field'],
  ])('refused: %s', async (_what, format, content, fault) => {
    const answer = await bring(content, { format });
    expect([answer.status, faultsIn(answer)]).toEqual([422, expect.arrayContaining([fault])]);
  });

  test('a file longer than any plan is refused by its length', async () => {
    expect(faultsIn(await bring('x'.repeat(400_001)))).toEqual(['/content too-long']);
  });
});

describe('what a run is told', () => {
  const asking = {
    process: 'failover',
    orgPath: '/dx/donghu/linxi',
    application: 'payment',
    items: ['srv-1'],
  } as const;
  const refs = async (more: object = {}) => (await offeredRunbooks(db(), { ...asking, ...more })).map(({ ref }) => ref);

  test('by its id: the version in force, its outline and what pins it; the newest, until it is withdrawn', async () => {
    const found = await namedRunbook(db(), 'standby-node', asking);
    expect(found).toMatchObject({ ref: 'standby-node@1', scheme: 'standby-node', orgPath: '/dx', uncovered: [] });
    expect(found?.pin).toBe(`standby-node@1#${found?.hash}`);
    expect(found?.outline).toMatchObject({
      id: 'standby-node',
      of: [{ id: 'check', action: 'check-standby' }, { id: 'fence' }, {}, {}, {}],
    });
    expect(JSON.stringify(found?.outline)).not.toContain('instruction');
    const pins = { rules: 1, sla: 'incident@1', calendars: {}, desks: {} };
    await expect(resolvePins(db(), { ...pins, more: { runbook: found?.pin ?? '' } })).resolves.toBeDefined();
    await expect(resolvePins(db(), { ...pins, more: { runbook: `standby-node@1#${'0'.repeat(32)}` } })).rejects.toThrow(
      'not what was pinned',
    );

    await published('to-end', runbookSource());
    await published('to-end', runbookSource({ drillEveryMonths: 3 }));
    expect((await namedRunbook(db(), 'to-end', asking))?.ref).toBe('to-end@2');
    expect(await refs()).toContain('to-end@2');
    const withdrawn = { ...(await sources('to-end')), withdrawn: true, reason: '演练中未能恢复' };
    const altered = await saveDraft(by(owner), 'runbooks/to-end', { ...withdrawn, drillEveryMonths: 6 }, 0);
    expect(faultsIn(altered)).toEqual(['/drillEveryMonths withdrawal-only']);
    const { body } = await saveDraft(by(owner), 'runbooks/to-end', withdrawn, altered.body.revision).expect(200);
    await publishDraft(by(owner), 'runbooks/to-end', body.revision).expect(201); // stopping needs nobody
    expect(await namedRunbook(db(), 'to-end', asking)).toBeNull();
    expect((await refs()).filter((ref) => ref.startsWith('to-end'))).toEqual([]);
  });

  test('none of another process, of other organisations, or that is not there', async () => {
    expect(await namedRunbook(db(), 'cutover', asking)).toBeNull();
    expect(await namedRunbook(db(), 'nowhere', asking)).toBeNull();
    expect(await namedRunbook(db(), 'of-donghu', { ...asking, orgPath: '/dx/xiling' })).toBeNull();
    expect((await namedRunbook(db(), 'of-donghu', asking))?.ref).toBe('of-donghu@1');
    expect(await refs({ process: 'incident' })).toEqual([]);
  });

  test('those that cover the case: the nearest organisation first, there the narrower, and no draft', async () => {
    await published('payment', runbookSource({ applications: ['payment'] }));
    await saveDraft(by(engineer), 'runbooks/only-drafted', runbookSource()).expect(200);
    const found = await refs();
    expect(found.slice(0, 3)).toEqual(['of-donghu@1', 'example@1', 'payment@1']); // of all of payment, by id
    expect(found).toContain('dr-site@1');
    expect(found.some((ref) => ref.startsWith('only-drafted'))).toBe(false);
    expect(await refs({ application: 'budget' })).not.toContain('payment@1');
    expect(await namedRunbook(db(), 'payment', { ...asking, application: 'budget' })).toMatchObject({
      otherApplication: true,
    });
  });

  test('a command is told what it declares, of the items that it names', async () => {
    const about = { ...asking, data: { runbook: 'dr-site', item: 'srv-1' }, kept: { items: ['srv-2'] } };
    const both = await runbooksAsked(db(), about, { field: 'runbook', names: { runbook: true, runbooks: true } });
    expect(both.runbook?.ref).toBe('dr-site@1');
    expect(both.runbooks?.every((one) => !('outline' in one))).toBe(true);
    const none = { runbook: false, runbooks: false };
    expect(await runbooksAsked(db(), about, { field: 'runbook', names: none })).toEqual({});
    const unsaid = { ...about, data: {} };
    expect(await runbooksAsked(db(), unsaid, { field: 'runbook', names: { ...none, runbook: true } })).toEqual({});
  });
});

test('an organisation that has runbooks says so before it is closed', async () => {
  const system = await api.as('admin-system');
  const { body } = await system.get('/api/organisations/%2Fdx%2Fdonghu/holdings').expect(200);
  expect(body.runbooks).toEqual(['manual-standby', 'mixed', 'of-donghu']);
});
