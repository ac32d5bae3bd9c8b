/**
 * A process with parts through the API on the real engine. No process of the product has parts yet, so the errand takes the place
 * of incidents in the registries: their routes, numbers and workflow, its contract and rules.
 */
import { randomUUID } from 'node:crypto';
import { auditOf } from '../../../models/access/audit.ts';
import type { catalogue as Catalogue } from '../../../domain/catalogue.ts';
import type * as Contracts from '../../../domain/contracts.ts';
import type * as Fixture from '../../support/errand/errand.ts';
import { type Api, type Caller, startApi } from '../../support/product/api.ts';

jest.mock('../../../domain/catalogue.ts', () => {
  const { catalogue: real } = jest.requireActual<{ catalogue: typeof Catalogue }>('../../../domain/catalogue.ts');
  const { errandAs } = jest.requireActual<typeof Fixture>('../../support/errand/errand.ts');
  const all: Record<string, unknown> = { ...real, incident: errandAs('incident') };
  return { catalogue: all, processOf: (key: string) => all[key] };
});
jest.mock('../../../domain/contracts.ts', () => {
  const real = jest.requireActual<typeof Contracts>('../../../domain/contracts.ts');
  const { errandCommands } = jest.requireActual<typeof Fixture>('../../support/errand/errand.ts');
  return { ...real, contracts: { ...real.contracts, incident: errandCommands } };
});

let api: Api;
let li: Caller;
let zhao: Caller;
let number: string;
beforeAll(async () => {
  api = await startApi();
  [li, zhao] = [await api.as('eng-donghu-1'), await api.as('eng-donghu-2')];
}, 120_000);
afterAll(() => api.stop());

const steps = ['s1', 's2', 's3'].map((id) => ({ id, role: 'engineer' }));
const give = (who: Caller, command: string, body: object = {}, key?: string) =>
  who.send(`/api/incidents/${number}/${command}`, body, key);

test('a command names a part, the answer shows what may be done with each, and who has one finds it in his work', async () => {
  const data = { unit: '/dx/donghu/linxi/school', title: 'Swap the router', implementer: 'eng-donghu-1', steps };
  const opened = await li.send('/api/incidents', data).expect(201);
  number = opened.body.number;
  expect(opened.body.parts).toMatchObject({ offers: [{ kind: 'step', status: 'pending', count: 3 }], next: null });
  await give(li, 'begin').expect(200);
  const { body } = await give(zhao, 'takeStep', { part: 's1' }).expect(200);
  expect(body.parts.offers).toEqual([
    {
      kind: 'step',
      status: 'pending',
      count: 3,
      allowed: ['takeStep'],
      blocked: [],
      except: { s1: { allowed: ['takeStep', 'completeStep', 'failStep'], blocked: [] } },
    },
  ]);
  expect(body.parts.items[0]).toEqual({
    id: 's1',
    kind: 'step',
    status: 'pending',
    assignees: ['eng-donghu-2'],
    rev: 3,
    role: 'engineer',
  });
  expect(body.allowed).not.toContain('completeStep');
  const work = await zhao.get('/api/work?of=mine').expect(200);
  expect(work.body.items).toMatchObject([{ number, waitsFor: [{ parts: ['s1'], count: 1 }, { command: 'takeStep' }] }]);
  expect(work.body.items[0]).not.toHaveProperty('parts'); // a list shows none
});

test('what is wrong with the part is said in its place, and nothing is lost', async () => {
  const evidence = 'It answers';
  const missing = await give(zhao, 'completeStep', { evidence }).expect(422);
  expect(missing.body.errors).toEqual([{ pointer: '/part', code: 'required' }]);
  const malformed = await give(zhao, 'completeStep', { part: 'Nº 1' }).expect(422);
  expect(malformed.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(['/evidence', '/part']);
  const needless = await give(li, 'rollBack', { part: 's1', reason: 'x' }).expect(422);
  expect(needless.body.errors).toEqual([{ pointer: '/part', code: 'unknown-field' }]);
  const unknown = await give(zhao, 'completeStep', { part: 's9', evidence }).expect(404);
  expect(unknown.body).toMatchObject({ code: 'unknown-part', params: { part: 's9' } });
  const [record] = await auditOf(api.product.db).find({ type: 'refused', 'data.code': 'unknown-part' }).lean();
  expect(record?.data).toMatchObject({ command: 'incident.completeStep', part: 's9' });
  const wrong = await give(zhao, 'askSkip', { part: 's1', reason: 'x' }).expect(409);
  expect(wrong.body).toMatchObject({
    code: 'wrong-status',
    params: { part: 's1', partStatus: 'pending' },
    view: { parts: { offers: [{ kind: 'step' }] } },
  });
});

test('the same key for another part is another body; the same one again is the same answer', async () => {
  const key = randomUUID();
  await give(zhao, 'takeStep', { part: 's2' }, key).expect(200);
  const { version } = (await give(zhao, 'takeStep', { part: 's2' }, key).expect(200)).body;
  expect((await api.product.stored(number)).version).toBe(version);
  expect((await give(zhao, 'takeStep', { part: 's3' }, key).expect(422)).body.code).toBe('key-reused');
});

test('a part that is made is there once, and those within alone see its kind', async () => {
  await give(li, 'invite', { part: 'boss', person: 'eng-donghu-3' }).expect(200);
  const again = await give(li, 'invite', { part: 'boss', person: 'eng-donghu-3' }).expect(409);
  expect(again.body).toMatchObject({ code: 'part-exists', params: { part: 'boss', kind: 'seat', status: 'open' } });
  const page = await zhao.get(`/api/cases/${number}/parts?kind=seat`).expect(200);
  expect(page.body.items).toMatchObject([{ id: 'boss', kind: 'seat', assignees: ['eng-donghu-3'] }]);
  const colleague = await api.as('req-linxi'); // of the unit that it is for
  const { parts, parties, readings } = (await colleague.get(`/api/incidents/${number}`).expect(200)).body;
  expect(parts.items.map(({ kind }: { kind: string }) => kind)).toEqual(['step', 'step', 'step']);
  expect(parts.offers.map(({ kind }: { kind: string }) => kind)).toEqual(['step']);
  expect(parties).not.toHaveProperty('involved');
  expect(Object.keys(readings).filter((name) => name.includes('~'))).toEqual([]); // names of seats are within
});

test('parts are read page by page, and a bulk names one for all its cases', async () => {
  const first = await zhao.get(`/api/cases/${number}/parts?limit=2`).expect(200);
  expect([first.body.items.length, first.body.next]).toEqual([2, 's2']);
  const rest = await zhao.get(`/api/cases/${number}/parts?limit=2&after=s2`).expect(200);
  expect(rest.body).toMatchObject({ items: [{ id: 's3' }, { id: 'boss' }], next: null });
  await zhao.get(`/api/cases/${number}/parts?after=s9`).expect(422);
  const bulk = { command: 'completeStep', numbers: [number, 'INC-999999'], part: 's1', data: { evidence: 'Done' } };
  const { results } = (await zhao.send('/api/commands', bulk).expect(200)).body;
  expect(results.map(({ status }: { status: number }) => status)).toEqual([200, 404]);
  const { items } = (await zhao.get(`/api/cases/${number}/timeline`).expect(200)).body;
  expect(items.at(-1)).toMatchObject({ type: 'incident.stepCompleted', data: { part: 's1', to: 'done' } });
  const lacking = await zhao.send('/api/commands', { ...bulk, part: undefined }).expect(200);
  expect(lacking.body.results[0].problem.errors).toEqual([{ pointer: '/part', code: 'required' }]);
});

test('what hangs on whoever has a part is shown before he leaves', async () => {
  const guard = await api.as('admin-security');
  const { body } = await guard.get('/api/people/eng-donghu-2/holdings').expect(200);
  expect(body.parts).toEqual([number]);
});
