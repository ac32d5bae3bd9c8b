/** Kinds of items and relations as shipped, and the items of the sample organisation; every name of those is invented. */
import type { FieldType, KindField } from '../../../domain/items/kinds.ts';
import type { Carries, RelationRule } from '../../../domain/items/relations.ts';
import type { FieldValue, ItemRelation, ItemStatus, MaintenanceWindow } from '../../../domain/items/item.ts';
import type { OrgPath } from '../../../domain/kernel/process.ts';
import { derivedOf, type Item } from '../../registers/items/item.ts';
import type { StoredKind, StoredRelation } from '../../registers/items/item-types.ts';

type Words = readonly [zh: string, en: string];
const titled = ([zh, en]: Words) => ({ zh, en });
const field = (key: string, words: Words, type: FieldType = 'text'): KindField => ({ key, title: titled(words), type });
const required = (one: KindField): KindField => ({ ...one, required: true });

const model = field('model', ['型号', 'Model']);
const serial = field('serial', ['序列号', 'Serial number']);
const address = field('address', ['IP 地址', 'IP address'], 'address');
const place = field('place', ['安装位置', 'Place']);
const bought: readonly KindField[] = [
  field('supplier', ['供应商', 'Supplier']),
  field('supplierContact', ['供应商电话', "Supplier's phone"]),
  field('price', ['购置价格（元）', 'Price'], 'amount'),
  field('boughtOn', ['购置日期', 'Bought on'], 'day'),
  field('warrantyUntil', ['维保到期', 'Warranty until'], 'day'),
];
const product = required(field('product', ['产品', 'Product']));
const release = field('release', ['产品版本', 'Release']);
const port = field('port', ['端口', 'Port'], 'whole');

const kindRows: readonly [id: string, words: Words, fields: readonly KindField[]][] = [
  [
    'server',
    ['服务器', 'Server'],
    [
      required(model),
      required(address),
      field('os', ['操作系统版本', 'Operating system']),
      field('software', ['已装软件及版本', 'Installed software'], 'texts'),
      serial,
      place,
      ...bought,
    ],
  ],
  ['application', ['应用系统', 'Application'], [field('url', ['访问地址', 'Address of use']), ...bought.slice(0, 2)]],
  [
    'application-version',
    ['应用版本', 'Application version'],
    [
      required(field('number', ['版本号', 'Version number'])),
      field('releasedOn', ['发布日期', 'Released on'], 'day'),
      field('notes', ['版本说明', 'Notes']),
    ],
  ],
  ['database', ['数据库', 'Database'], [product, release, address, port]],
  ['middleware', ['中间件', 'Middleware'], [product, release, address, port]],
  ['network-device', ['网络设备', 'Network device'], [required(model), address, release, serial, place, ...bought]],
  [
    'link',
    ['线路', 'Link'],
    [
      field('carrier', ['运营商', 'Carrier']),
      field('circuit', ['线路编号', 'Circuit number']),
      field('megabits', ['带宽（Mbit/s）', 'Mbit/s'], 'whole'),
    ],
  ],
];
export const itemKinds: readonly StoredKind[] = kindRows.map(([_id, words, fields], order) => ({
  _id,
  title: titled(words),
  order,
  open: true,
  fields,
}));

const rule = (carries: Carries, from: readonly string[], to: readonly string[]): RelationRule => ({
  from,
  to,
  carries,
});
const software = ['application', 'application-version', 'middleware', 'database'];
const alike = (carries: Carries, kinds: readonly string[]) => kinds.map((kind) => rule(carries, [kind], [kind]));
const clustered = ['server', 'database', 'middleware', 'network-device', 'application'];

const relationRows: readonly [id: string, words: Words, inverse: Words, rules: readonly RelationRule[]][] = [
  [
    'runs-on',
    ['运行于', 'runs on'],
    ['承载', 'carries'],
    [
      rule('back', software, ['server']),
      rule('back', ['application', 'application-version'], ['middleware', 'application-version']),
    ],
  ],
  ['depends-on', ['依赖', 'depends on'], ['被依赖', 'is needed by'], [rule('back', software, software)]],
  [
    'connects',
    ['连接', 'connects'],
    ['接入', 'is connected by'],
    [
      rule('forth', ['link'], ['network-device', 'server']),
      rule('back', ['server', 'network-device'], ['network-device']),
    ],
  ],
  [
    'member-of',
    ['属于', 'is a member of'],
    ['包含', 'consists of'],
    [rule('forth', ['application-version'], ['application']), ...alike('forth', clustered)],
  ],
  ['stands-by', ['备用于', 'stands by for'], ['备机为', 'has as a standby'], alike('none', [...clustered, 'link'])],
];
export const itemRelations: readonly StoredRelation[] = relationRows.map(([_id, words, inverse, rules], order) => ({
  _id,
  title: titled(words),
  inverse: titled(inverse),
  order,
  open: true,
  rules,
}));

type Told = {
  at?: OrgPath;
  of?: string;
  by?: readonly string[];
  teams?: readonly string[];
  status?: ItemStatus;
  window?: MaintenanceWindow;
  /** Recovery time objective, in minutes. */
  rto?: number;
  fields?: Record<string, FieldValue>;
  to?: readonly (readonly [type: string, to: string])[];
};
/** Saturday from ten in the evening to six on Sunday morning. */
const weekend: MaintenanceWindow = { calendar: 'cn-5x8', week: [[], [], [], [], [], [[22 * 60, 30 * 60]], []] };
/** Every day from midnight to five. */
const nights: MaintenanceWindow = { calendar: 'cn-5x8', week: Array.from({ length: 7 }, () => [[0, 5 * 60] as const]) };

function item(id: string, kind: string, name: string, told: Told): Item {
  const { at = '/dx', of, by = [], teams = ['dx-l2'], status = 'in-use', window, rto, fields = {}, to = [] } = told;
  const relations: ItemRelation[] = to.map(([type, target]) => ({ type, to: target }));
  return {
    _id: id,
    name,
    kind,
    orgPath: at,
    ...(of === undefined ? {} : { application: of }),
    maintainers: by,
    teams,
    ...(window === undefined ? {} : { maintenance: window }),
    status,
    ...(rto === undefined ? {} : { rtoMinutes: rto }),
    fields,
    relations,
    ...derivedOf(id, { orgPath: at, name, fields }),
    sample: true,
  };
}
const server = (id: string, name: string, host: number, told: Told): Item =>
  item(id, 'server', name, {
    window: weekend,
    ...told,
    fields: { model: '浪潮 NF5280M6', address: `10.1.8.${host}`, os: '麒麟 V10 SP3', ...told.fields },
  });

export const items: readonly Item[] = [
  item('net-core-1', 'network-device', '省厅核心交换机一', {
    window: weekend,
    fields: { model: '华为 S12708', address: '10.1.0.1', release: 'V200R021', supplier: '东兴网络服务公司' },
  }),
  item('net-core-2', 'network-device', '省厅核心交换机二', {
    window: weekend,
    fields: { model: '华为 S12708', address: '10.1.0.2', release: 'V200R021' },
    to: [['stands-by', 'net-core-1']],
  }),
  item('net-donghu', 'network-device', '东湖市接入路由器', {
    at: '/dx/donghu',
    teams: ['donghu-l2'],
    by: ['eng-donghu-1'],
    fields: { model: '华为 AR6300', address: '10.2.0.1' },
    to: [['connects', 'net-core-1']],
  }),
  item('link-donghu', 'link', '省厅至东湖市专线', {
    fields: { carrier: '东兴电信', circuit: 'DX-2026-0117', megabits: 200 },
    to: [['connects', 'net-donghu']],
  }),
  server('srv-db-1', '支付数据库服务器一', 11, {
    of: 'payment',
    rto: 60,
    by: ['eng-dx-1'],
    fields: { software: ['达梦 8.1.3'], supplier: '东兴信息设备公司', price: 186_000, boughtOn: '2024-03-12' },
    to: [['connects', 'net-core-1']],
  }),
  server('srv-db-2', '支付数据库服务器二', 12, {
    of: 'payment',
    by: ['eng-dx-1'],
    to: [
      ['stands-by', 'srv-db-1'],
      ['connects', 'net-core-1'],
    ],
  }),
  server('srv-app-1', '应用服务器一', 21, { of: 'payment', to: [['connects', 'net-core-1']] }),
  server('srv-app-2', '应用服务器二', 22, { of: 'payment', to: [['connects', 'net-core-1']] }),
  server('srv-app-3', '应用服务器三', 23, { of: 'budget', to: [['connects', 'net-core-1']] }),
  server('srv-old', '旧预算服务器', 90, { of: 'budget', status: 'retired', fields: { os: 'CentOS 6.5' } }),
  server('srv-donghu-1', '东湖市前置服务器', 41, {
    at: '/dx/donghu',
    of: 'payment',
    teams: ['donghu-l2'],
    by: ['eng-donghu-1'],
    fields: { address: '10.2.8.41' },
    to: [['connects', 'net-donghu']],
  }),
  item('db-payment', 'database', '支付库', {
    of: 'payment',
    rto: 60,
    by: ['eng-dx-1'],
    window: nights,
    fields: { product: '达梦', release: '8.1.3', address: '10.1.8.11', port: 5236 },
    to: [['runs-on', 'srv-db-1']],
  }),
  item('db-budget', 'database', '预算库', {
    of: 'budget',
    window: nights,
    fields: { product: '人大金仓', release: 'V8R6', address: '10.1.8.23', port: 54321 },
    to: [['runs-on', 'srv-app-3']],
  }),
  item('mw-payment', 'middleware', '支付中间件集群', {
    of: 'payment',
    teams: ['dx-software'],
    fields: { product: '东方通 TongWeb', release: '7.0.4.9' },
  }),
  item('mw-payment-1', 'middleware', '支付中间件节点一', {
    of: 'payment',
    teams: ['dx-software'],
    fields: { product: '东方通 TongWeb', release: '7.0.4.9', address: '10.1.8.21', port: 8080 },
    to: [
      ['runs-on', 'srv-app-1'],
      ['member-of', 'mw-payment'],
    ],
  }),
  item('mw-payment-2', 'middleware', '支付中间件节点二', {
    of: 'payment',
    teams: ['dx-software'],
    fields: { product: '东方通 TongWeb', release: '7.0.4.9', address: '10.1.8.22', port: 8080 },
    to: [
      ['runs-on', 'srv-app-2'],
      ['member-of', 'mw-payment'],
    ],
  }),
  item('app-payment', 'application', '国库集中支付系统', {
    of: 'payment',
    rto: 120,
    teams: ['dx-software'],
    by: ['expert-2'],
    window: nights,
    to: [
      ['depends-on', 'db-payment'],
      ['runs-on', 'mw-payment'],
    ],
  }),
  item('app-payment-3.2', 'application-version', '国库集中支付 3.2', {
    of: 'payment',
    teams: ['dx-software'],
    fields: { number: '3.2.0', releasedOn: '2026-01-10', notes: '电子凭证库 2.0 接口' },
    to: [['member-of', 'app-payment']],
  }),
  item('app-budget', 'application', '预算编制系统', {
    of: 'budget',
    rto: 480,
    teams: ['dx-experts'],
    window: nights,
    to: [
      ['depends-on', 'db-budget'],
      ['runs-on', 'srv-app-3'],
    ],
  }),
  item('app-execution', 'application', '预算执行系统', {
    of: 'execution',
    teams: ['dx-software'],
    to: [
      ['depends-on', 'app-payment'],
      ['depends-on', 'app-budget'],
    ],
  }),
  item('app-donghu', 'application', '东湖市支付前置', {
    at: '/dx/donghu',
    of: 'payment',
    teams: ['donghu-l2'],
    to: [
      ['runs-on', 'srv-donghu-1'],
      ['depends-on', 'app-payment'],
    ],
  }),
  item('srv-app-4', 'server', '应用服务器四（待上线）', {
    of: 'execution',
    status: 'planned',
    fields: { model: '浪潮 NF5280M6', address: '10.1.8.24' },
  }),
];
