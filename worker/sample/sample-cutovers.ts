/** Short stories of cutovers, one for each status, each carrying out a change, by a runbook of which every step is done by hand. */
import { at, cutoverChange, draftChange, type ForCutover } from './sample-changes.ts';
import type { Act, Story } from './sample-story.ts';

const RAISER = 'eng-dx-1';
const DOER = 'eng-dx-2';
const CHIEF = 'sup-dx';

const act = (by: string, command: string, data: Act['data'] = {}, part?: string): Act => ({
  by,
  command,
  data,
  ...(part === undefined ? {} : { part }),
});
const cutover = (status: string, ...acts: Act[]): Story => ({ process: 'cutover', status, acts });

type Told = { item: string; title: string; description: string };
const about = (item: string, title: string, description: string): Told => ({ item, title, description });

/** Hours from the instant at which the sample was begun: of a cutover, and of the change that it carries out. */
const NOW = { from: -0.5, until: 12, of: { from: -1, hours: 14 } };
const TOMORROW = { from: 28, until: 34, of: { from: 26, hours: 10 } };
/** What a cutover and its change are about: `by` implements it. */
type Under = Pick<ForCutover, 'status' | 'voters'> & { by: string };
const under = ({ item, title, description }: Told, { by: implementer, ...more }: Under, { of: window } = NOW) =>
  ({ items: [item], title, description, implementer, window, ...more }) as const;

/** Under the change of the same title. */
const planned = ({ item, ...told }: Told, { from, until } = NOW): Act =>
  act(RAISER, 'create', ({ begun, numbers }) => ({
    unit: '/dx',
    application: 'payment',
    items: [item],
    change: numbers[told.title],
    commander: CHIEF,
    runbook: 'manual-cutover',
    window: { from: at(begun, from), until: at(begun, until) },
    backOutMinutes: 45,
    people: [{ person: DOER, as: '现场操作' }],
    ...told,
  }));

const SUM = '5f3ab81c'.repeat(8);
const VERSION = { os: 'V200R021' };
const checked = (part: string, evidence: string, data: object = {}, by = RAISER): Act =>
  act(by, 'recordPrecheck', { evidence, ...data }, part);
const armed = (told: Told, window = NOW): Act[] => [
  planned(told, window),
  checked('pre-spare', '备件已上架加电，版本与在用设备一致。', { versions: { live: VERSION, spare: VERSION } }),
  ...(told.item === 'net-donghu'
    ? [checked('pre-modules', '光模块、电源模块各两只，已登记出库。', { modules: { optical: 2, power: 2 } })]
    : []),
  act(
    RAISER,
    'recordPrecheck',
    ({ begun }) => ({
      evidence: '备份已写入备份库并读回比对。',
      backup: { takenAt: at(begun, -1), checksum: SUM, readBack: SUM },
    }),
    'pre-backup',
  ),
  checked('pre-person-1', '本人按时到场。', {}, DOER),
  act(CHIEF, 'arm'),
];
const started = (told: Told): Act[] => [...armed(told), act(CHIEF, 'start', { rollCall: [DOER] })];
const done = (part: string, evidence: string): Act => act(DOER, 'confirmStep', { evidence }, part);
const CONNECTED = done('connect', '端口全部点亮，双路电源正常，照片六张已存档，备用路径无丢包。');
/** The last step wants a second person. */
const executed = (told: Told): Act[] => [
  ...started(told),
  CONNECTED,
  done('verify', '核验清单十二项全部通过，响应时间与割接前持平。'),
  act(RAISER, 'witnessStep', { evidence: '在场逐项核对清单。' }, 'verify'),
];
const confirmed = (told: Told): Act[] => [
  ...executed(told),
  act(RAISER, 'confirmService', { checks: '东湖市人民医院提交两笔支付均成功。' }),
];

/** Once its cutover is over its change is reviewed, by somebody who led neither. */
const reviewed = (outcome: string, lessons: string, once: string): Act => ({
  ...act('owner', 'review', { outcome, lessons }),
  on: 'change',
  once,
});

const [CLOSED, WENT_BACK, SUCCEEDED, PLANNED, ARMED, CANCELED, EXECUTING, ROLLING_BACK, HALTED, VERIFYING] = [
  about('link-donghu', '东湖专线省端光传输设备割接', '省端传输设备到期更换，先割接主用光路。'),
  about('app-donghu', '东湖市支付前置迁移至新机（第一次）', '前置程序迁移到新购服务器。'),
  about('mw-payment-1', '支付中间件节点一更换电源模块', '厂商召回批次的电源模块，更换后恢复双路供电。'),
  about('net-donghu', '东湖市接入路由器备用机割接', '备用路由器同批更换，待主用机割接后实施。'),
  about('link-donghu', '东湖专线备用光路割接', '主用光路割接后，次日割接备用光路。'),
  about('app-donghu', '东湖市支付前置双机同时割接', '两台前置同一窗口内一并更换。'),
  about('link-donghu', '东湖专线市端光传输设备割接', '市端传输设备到期更换。'),
  about('net-donghu', '东湖市接入路由器割接', '现用路由器停止维保，更换为新机。'),
  about('mw-payment-1', '支付中间件节点一割接至新服务器', '原服务器性能不足，节点一迁移到新服务器。'),
  about('app-donghu', '东湖市支付前置迁移至新机', '银行地址已开通，重新安排迁移。'),
] as const;

export const cutovers: readonly Story[] = [
  // Those that are over come first: while one is under way, nobody else has its item.
  cutoverChange(CLOSED.title, under(CLOSED, { status: 'closed', by: 'eng-donghu-2' })),
  cutover(
    'closed',
    ...confirmed(CLOSED),
    act(CHIEF, 'report', {
      good: '备件和光模块准备充分，提前二十分钟完成。',
      bad: '部分线缆标签褪色，核对耗时较长。',
      actions: [{ what: '传输机架线缆标签全部重新打印', by: 'eng-dx-2' }],
    }),
    reviewed('successful', '线缆标签列入季度巡检。', 'change.finished'),
  ),
  cutoverChange(WENT_BACK.title, under(WENT_BACK, { status: 'closed', by: 'eng-donghu-2' })),
  cutover(
    'rolled-back',
    ...started(WENT_BACK),
    act(CHIEF, 'rollBack', { reason: '银行方临时通知延迟开通新机地址，当晚不具备条件。' }),
    reviewed('rolled-back', '割接前一日须取得银行方书面确认。', 'change.rolledBack'),
  ),
  cutoverChange(SUCCEEDED.title, under(SUCCEEDED, { status: 'closed', by: 'eng-donghu-2' })),
  cutover('succeeded', ...confirmed(SUCCEEDED), reviewed('successful', '同批次设备照此办理。', 'change.finished')),
  draftChange(PLANNED.title, under(PLANNED, { status: 'draft', by: 'eng-donghu-2' }, TOMORROW)),
  cutover('planned', planned(PLANNED, TOMORROW)),
  cutoverChange(ARMED.title, under(ARMED, { status: 'scheduled', by: 'eng-donghu-1' }, TOMORROW)),
  cutover('armed', ...armed(ARMED, TOMORROW)),
  draftChange(CANCELED.title, under(CANCELED, { status: 'canceled', by: 'eng-donghu-2' }, TOMORROW)),
  cutover(
    'canceled',
    planned(CANCELED, TOMORROW),
    act(CHIEF, 'cancel', { reason: '两台同时割接期间没有备机，改为逐台实施。' }),
    { ...act(RAISER, 'cancel', { reason: '改为逐台实施，另行登记。' }), on: 'change' },
  ),
  cutoverChange(EXECUTING.title, under(EXECUTING, { status: 'implementing', by: 'eng-donghu-1' })),
  cutover('executing', ...started(EXECUTING), act(DOER, 'takeStep', {}, 'connect')),
  // At work beside it is the line: that is a medium risk.
  cutoverChange(
    ROLLING_BACK.title,
    under(ROLLING_BACK, { status: 'rolling-back', by: 'eng-donghu-2', voters: ['expert-1', 'expert-2'] }),
  ),
  cutover(
    'rolling-back',
    ...started(ROLLING_BACK),
    act(DOER, 'failStep', { reason: '新机第二槽位板卡不识别，重新插拔无效。' }, 'connect'),
  ),
  cutoverChange(HALTED.title, under(HALTED, { status: 'implementing', by: 'desk-province' })),
  cutover(
    'needs-human',
    ...started(HALTED),
    CONNECTED,
    act(DOER, 'failStep', { reason: '响应时间为割接前的 1.6 倍，原因待查。' }, 'verify'),
  ),
  cutoverChange(VERIFYING.title, under(VERIFYING, { status: 'implementing', by: 'sup-donghu' })),
  cutover('verifying', ...executed(VERIFYING)),
];
