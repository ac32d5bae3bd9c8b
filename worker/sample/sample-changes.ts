/** Short stories of changes, one for each status; their windows lie around the instant at which the sample was begun. */
import type { Act, Story } from './sample-story.ts';

const HOUR = 3_600_000;
const RAISER = 'eng-dx-1';
const CHIEF = 'sup-dx';

type Told = { items: readonly string[]; implementer: string; title: string; description: string };
type Assessing = readonly (readonly [as: 'technical' | 'security' | 'business', by: string, opinion: string])[];

const act = (by: string, command: string, data: Act['data'] = {}, part?: string): Act => ({
  by,
  command,
  data,
  ...(part === undefined ? {} : { part }),
});
const step = (id: string, title: string, instruction: string, undo: string) => ({
  id,
  title,
  instruction,
  undo,
  minutes: 20,
});
const STEPS = [
  step('backup', '备份', '导出当前配置并校验备份文件。', '无需操作，保留备份文件。'),
  step('apply', '实施', '按发布说明逐台操作，每台完成后检查日志。', '用备份的配置恢复，并重启服务。'),
  step('check', '验证', '登录业务系统，办理一笔测试业务。', '恢复后再办理一笔测试业务。'),
];
const UNASKED = [
  'first-of-kind',
  'untested-way-back',
  'vendor-needed',
  'data-changed',
  'security-boundary',
  'peak-period',
];
export const answers = Object.fromEntries(UNASKED.map((key) => [key, false]));

const raised = ({ items, title, description }: Told, more: object = {}): Act =>
  act(RAISER, 'create', {
    kind: 'normal',
    unit: '/dx',
    application: 'payment',
    title,
    description,
    items,
    ...more,
  });
/** `from`, `hours`: of the window, counted from the instant at which the sample was begun. */
export const planned = (
  { items, implementer }: Pick<Told, 'items' | 'implementer'>,
  { from, hours }: { from: number; hours: number },
  by = RAISER,
): Act =>
  act(by, 'plan', ({ begun }) => ({
    items,
    window: { from: at(begun, from), until: at(begun, from + hours) },
    outageMinutes: 0,
    consequences: '不影响业务办理。',
    steps: STEPS,
    backOut: '任一步骤失败即按各步骤的回退方法依次恢复。',
    backOutMinutes: 60,
    testEvidence: '已在测试环境完整演练一遍，记录见附件。',
    implementer,
  }));
export const at = (begun: number, hours: number): string => new Date(begun + hours * HOUR).toISOString();

const submitted = (told: Told, window = LATER): Act[] => [raised(told), planned(told, window), act(RAISER, 'submit')];
const ASSESSORS: Assessing = [
  ['technical', 'expert-1', '方案可行，步骤完整。'],
  ['security', 'expert-2', '不涉及安全边界。'],
  ['business', 'owner', '避开了支付高峰。'],
];
export const assessed = (given: object = answers, assessors = ASSESSORS): Act[] =>
  assessors.map(([as, by, opinion]) => act(by, 'assess', { as, answers: given, opinion }));
const asked = (told: Told, window = LATER): Act[] => [...submitted(told, window), ...assessed()];
export const decided = (command: string, by = CHIEF): Act =>
  act(by, command, ({ planHash }) => ({ planHash, reason: '已阅方案。' }));
const started = (told: Told): Act[] => [
  ...asked(told, NOW),
  decided('approve'),
  act(told.implementer, 'start'),
  act(told.implementer, 'completeStep', { evidence: '备份文件已校验。' }, 'backup'),
];
const finished = (told: Told): Act[] => [
  ...started(told),
  act(told.implementer, 'completeStep', { evidence: '三台均已完成，日志无异常。' }, 'apply'),
  act(told.implementer, 'completeStep', { evidence: '测试业务办理成功。' }, 'check'),
  act(told.implementer, 'finish', { verification: '业务办理正常，监控无告警。' }),
];

/** Two days from an hour before; and a night of the week after. */
export const NOW = { from: -1, hours: 48 };
export const LATER = { from: 24 * 7, hours: 6 };
const change = (status: string, ...acts: Act[]): Story => ({ process: 'change', status, acts });
const about = (item: string, implementer: string, title: string, description: string): Told => ({
  items: [item],
  implementer,
  title,
  description,
});

/** Of a template that was approved beforehand: it has its time at once. */
const standard = (item: string, implementer: string): Act[] => [
  act(RAISER, 'create', {
    kind: 'standard',
    template: 'renew-certificate',
    unit: '/dx',
    application: 'payment',
    title: '预算执行系统更换到期证书',
    items: [item],
  }),
  act(RAISER, 'plan', ({ begun }) => ({
    items: [item],
    window: { from: at(begun, 24 * 9), until: at(begun, 24 * 9 + 2) },
    implementer,
  })),
  act(RAISER, 'submit'),
];

export const changes: readonly Story[] = [
  // Those that are over come first: while one is at work, nobody else may be.
  change(
    'closed',
    ...finished(about('mw-payment', 'eng-dx-2', '支付中间件升级补丁', '修复厂商通报的内存泄漏。')),
    act(CHIEF, 'review', { outcome: 'successful', lessons: '演练充分，按时完成。' }),
  ),
  change('reviewing', ...finished(about('mw-payment-1', 'eng-dx-2', '支付中间件节点一扩容线程池', '月末并发不足。'))),
  change(
    'rolling-back',
    ...started(about('mw-payment-2', 'eng-dx-2', '支付中间件节点二调整参数', '与节点一保持一致。')),
    act('eng-dx-2', 'failStep', { reason: '重启后服务未能启动。' }, 'apply'),
    act(CHIEF, 'rollBack', { reason: '先恢复业务，查明原因后再安排。' }),
  ),
  change(
    'implementing',
    ...started(about('app-execution', 'expert-3', '预算执行系统更新报表模板', '新年度报表格式调整。')),
  ),
  change(
    'scheduled',
    ...asked(about('app-donghu', 'eng-donghu-2', '东湖市支付前置更换证书', '现有证书下月到期。')),
    decided('approve'),
  ),
  change('scheduled', ...standard('app-execution', 'expert-3')),
  change(
    'authorizing',
    ...asked(about('net-donghu', 'eng-donghu-1', '东湖市接入路由器升级软件', '厂商停止支持现有版本。')),
  ),
  change('assessing', ...submitted(about('link-donghu', 'eng-dx-2', '省厅至东湖市专线扩容', '视频会议占用带宽过高。'))),
  change('draft', raised(about('db-budget', 'eng-dx-2', '预算库升级小版本', '修复统计信息错误。'))),
  change(
    'rejected',
    ...asked(about('app-payment-3.2', 'expert-3', '支付系统临时关闭双因子验证', '部分单位反映登录不便。')),
    decided('reject'),
  ),
  change(
    'canceled',
    raised(about('srv-app-4', 'eng-dx-2', '新服务器提前上线', '应用服务器四提前投入使用。')),
    act(RAISER, 'cancel', { reason: '设备延期到货。' }),
  ),
];

const said = (seat: string, person: string, decision: string, reason: string) => ({ seat, person, decision, reason });
/** Of a high risk: looked at by the head, then decided by the board in its first meeting, and recorded by its chair. */
function decidedByBoard(told: Told): Act[] {
  const grave = { ...answers, 'first-of-kind': true, 'untested-way-back': true };
  return [
    ...submitted(told, { from: 24 * 14, hours: 6 }),
    ...assessed(grave),
    decided('approve'),
    act(CHIEF, 'recordMinutes', ({ planHash }) => ({
      meeting: 'cab-first',
      planHash,
      decisions: [
        said('chair', 'sup-dx', 'approve', '方案完整，同意实施。'),
        said('city-donghu', 'sup-donghu', 'approve', '已安排人员配合。'),
        said('city-xiling', 'sup-xiling', 'abstain', '不涉及本市。'),
        said('business', 'expert-1', 'approve', '避开了月末高峰。'),
        said('software', 'expert-2', 'approve', '回退方案可行。'),
      ],
    })),
  ];
}
export const boardChanges: readonly Story[] = [
  change(
    'scheduled',
    ...decidedByBoard(about('link-donghu', 'eng-dx-2', '省市专线更换承载网', '现有承载网年底停止服务。')),
  ),
];

/** For a cutover, which carries it out, and known to it by `called`; `status`: where that leads it. */
export const cutoverChange = (called: string, { status, window, voters = [], ...told }: ForCutover): Story => ({
  ...change(status, ...asked(told, window), ...[...voters, CHIEF].map((by) => decided('approve', by))),
  called,
});
/** `voters`: before the supervisor, on a change of medium risk. */
export type ForCutover = Told & { status: string; window: typeof NOW; voters?: readonly string[] };
/** The same, not submitted yet. */
export const draftChange = (called: string, { status, window, ...told }: Omit<ForCutover, 'voters'>): Story => ({
  ...change(status, raised(told), planned(told, window)),
  called,
});
