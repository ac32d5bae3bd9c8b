import { personOf } from '../../models/registers/person.ts';
import { noticeOf } from '../../models/notices/notice.ts';
import { type Product, startProduct } from '../support/product/product.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct();
}, 120_000);
afterAll(() => product.stop());

const create = async (title: string) => {
  const { caseId } = await product.caseClient.open(
    'incident',
    {
      channel: 'phone',
      reporter: 'req-linxi',
      unit: '/dx/donghu/linxi/school',
      application: 'payment',
      title,
      description: '支付失败',
      contact: '12345',
      impact: '2',
      urgency: '2',
      queue: 'donghu-l2',
    },
    { actor: await product.actor('desk-linxi'), key: `u:test:${title}-open` },
  );
  return caseId;
};
const deactivate = async (filter: object) => {
  await personOf(product.db).updateMany(filter, { active: false });
  product.directory.drop();
};

test('a notice for an empty team goes to the next one upward, else to its supervisor, and says for whom', async () => {
  await deactivate({ teams: 'donghu-l2' });
  const first = await create('served-above');
  const served = await product.eventually(() => noticeOf(product.db).findOne({ caseId: first, to: 'eng-dx-1' }).lean());
  expect(served.stoodIn).toBe('team:donghu-l2 > team:dx-l2');
  await deactivate({ teams: 'dx-l2' });
  const caseId = await create('empty-team');
  const told = await product.eventually(() => noticeOf(product.db).findOne({ caseId, to: 'sup-donghu' }).lean());
  expect(told.stoodIn).toBe('team:donghu-l2 > supervisor@/dx/donghu');
});

test('when nobody at all could be told, the case itself says so', async () => {
  await deactivate({ _id: { $nin: ['desk-linxi', 'req-linxi'] } });
  const caseId = await create('nobody-there');
  const failed = await product.eventually(async () =>
    (await product.eventsOf(caseId)).find(({ type }) => type === 'incident.effectFailed'),
  );
  expect(failed.data).toMatchObject({ kind: 'notify', code: 'nobody-to-tell' });
});
