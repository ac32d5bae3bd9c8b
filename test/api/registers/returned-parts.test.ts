/** The register of returned parts on the real store: what a work order writes, once, and who follows a part. */
import { verifyRegisters } from '../../../client/record/verify-registers.ts';
import { itemOf } from '../../../models/registers/items/item.ts';
import { keepRemoved } from '../../../models/registers/items/returned-part.ts';
import { registerVersionOf } from '../../../models/registers/register-version.ts';
import { type Api, startApi } from '../../support/product/api.ts';

let api: Api;
let item: string;
beforeAll(async () => {
  api = await startApi({ worker: false });
  const found = await itemOf(api.product.db).findOne({ kind: 'server' }).sort({ _id: 1 }).lean();
  item = found?._id ?? '';
  await itemOf(api.product.db).updateOne({ _id: item }, { $set: { 'fields.serial': 'SN-001' } });
}, 120_000);
afterAll(() => api.stop());

const removed = {
  orgPath: '/dx/donghu/linxi',
  workOrder: 'WO-000777',
  spare: '主板',
  oldSerial: 'sn 001',
  newSerial: 'SN-002',
  symptom: '无法开机',
  removedAt: Date.UTC(2026, 10, 30),
  removedBy: 'eng-donghu-1',
} as const;
const get = async (person: string, path: string) => await (await api.as(person)).get(path);
const keep = (id: string, more: object = {}) =>
  keepRemoved(api.product.db, { key: `e:${id}`, id, removed: { ...removed, item, ...more } });

test('written several times at once it stands there once, and the item has the new number in a version of its own', async () => {
  const { db } = api.product;
  await Promise.all([keep('WO-000777.9'), keep('WO-000777.9'), keep('WO-000777.9')]);
  await keep('WO-000777.9');
  const known = await itemOf(db).findById(item).lean();
  expect([known?.fields['serial'], known?.words.includes('sn-002')]).toEqual(['SN-002', true]);
  const rows = await registerVersionOf(db).find({ by: 'WO-000777' }).lean();
  expect(rows.map(({ register, id }) => `${register}/${id}`).toSorted()).toEqual([
    `items/${item}`,
    'returned-parts/WO-000777.9',
  ]);
  const { body } = await get('keeper-donghu', '/api/returned-parts/WO-000777.9');
  expect(body).toMatchObject({
    spare: '主板',
    state: 'removed',
    itemSerial: 'corrected',
    workOrder: 'WO-000777',
    version: 1,
  });
  const broken: unknown[] = [];
  await verifyRegisters(db, (finding) => broken.push(finding), { againMs: 50 });
  expect(broken.filter((finding) => JSON.stringify(finding).includes('returned-parts'))).toEqual([]);
});

test('what was taken out of an item that has another number leaves that alone, and says so; an item that nobody knows likewise', async () => {
  await keep('WO-000778.3', { workOrder: 'WO-000778', oldSerial: 'DISK-1', newSerial: 'DISK-2' });
  await keep('WO-000778.4', { workOrder: 'WO-000778', item: 'no-such-item' });
  expect((await itemOf(api.product.db).findById(item).lean())?.fields['serial']).toBe('SN-002');
  expect((await get('keeper-donghu', '/api/returned-parts/WO-000778.3')).body.itemSerial).toBe('differs');
  expect((await get('keeper-donghu', '/api/returned-parts/WO-000778.4')).body).not.toHaveProperty('itemSerial');
});

test('who keeps spares follows it to its vendor and back; nobody else edits it, and not from elsewhere', async () => {
  const keeper = await api.as('keeper-donghu');
  const { body: entry } = await keeper.get('/api/returned-parts/WO-000777.9');
  const { id: _id, version: _version, itemSerial: _found, ...fields } = entry;
  const edit = (more: object, version: number, by = keeper) =>
    by.put('/api/returned-parts/WO-000777.9', { ...fields, ...more }).set('If-Match', `"${version}"`);
  const bare = await edit({ state: 'at-vendor', oldSerial: 'X' }, 1);
  expect([
    bare.status,
    bare.body.errors.map(({ pointer, code }: Record<string, string>) => `${pointer} ${code}`),
  ]).toEqual([422, ['/oldSerial immutable', '/vendor required', '/sentAt required']]);
  const sent = { state: 'at-vendor', warranty: 'in', vendor: '蓝云', sentAt: '2026-12-01T08:00:00Z' };
  expect((await edit(sent, 1)).status).toBe(200);
  const stranger = await api.as('req-linxi');
  expect((await edit(sent, 2, stranger)).status).toBe(403);
  const back = { ...sent, state: 'repaired', returnedAt: '2026-12-09T08:00:00Z', outcome: '更换电容' };
  expect((await edit(back, 2)).status).toBe(200);
  expect((await keeper.get('/api/returned-parts/WO-000777.9')).body).toMatchObject({
    state: 'repaired',
    itemSerial: 'corrected',
  });
  expect((await get('sup-xiling', '/api/returned-parts/WO-000777.9')).status).toBe(404);
});
