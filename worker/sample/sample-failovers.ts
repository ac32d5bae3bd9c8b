/** Short stories of failovers, one for each status, by the runbook that the city wrote for itself: every step of it is done by hand. */
import type { Act, Story } from './sample-story.ts';

const MINUTE = 60_000;
const RAISER = 'eng-donghu-1';
const DOER = 'eng-donghu-2';
const CHIEF = 'sup-donghu';

const act = (by: string, command: string, data: Act['data'] = {}, part?: string): Act => ({
  by,
  command,
  data,
  ...(part === undefined ? {} : { part }),
});
const failover = (status: string, ...acts: Act[]): Story => ({ process: 'failover', status, acts });

type Told = { title: string; description: string; agoMinutes: number; incident?: string };
const BROKEN = { hostsDown: 'one', hardwareFault: true } as const;
const CLUSTERED = { ...BROKEN, clustered: true, standbyHealthy: true, dataLost: false } as const;

/** `agoMinutes`: since when the service is gone, counted from the instant at which the sample was begun; `incident`: by its status. */
const raised = ({ agoMinutes, incident, ...told }: Told, facts: object = CLUSTERED): Act =>
  act(RAISER, 'create', ({ begun, numbers }) => ({
    unit: '/dx/donghu/hospital',
    application: 'payment',
    items: ['srv-donghu-1'],
    faultAt: new Date(begun - agoMinutes * MINUTE).toISOString(),
    facts,
    commander: CHIEF,
    ...(incident === undefined ? {} : { incident: numbers[`incident ${incident}`] }),
    ...told,
  }));
const authorized = (told: Told): Act[] => [
  raised(told),
  act(CHIEF, 'authorize', ({ planHash }) => ({ planHash, customerTold: '已电话告知市人民医院财务科刘芳。' })),
];
const done = (part: string, evidence: string): Act => act(DOER, 'confirmStep', { evidence }, part);
const CHECKED = done('check', '版本 3.2.0 一致，证书有效至明年三月，磁盘余量 46%。');
const FENCED = done('fence', '带外断电完成，备机上 ping 原地址不通。');
const SWITCHED = done('switch', '前置日志 09:41 起两端连接均已建立。');
/** The last step wants a second person. */
const VERIFIED = [
  done('verify', '测试支付与撤销均成功，最后一批 37 笔与银行一致。'),
  act(RAISER, 'witnessStep', { evidence: '在场核对回单。' }, 'verify'),
];
const executed = (told: Told): Act[] => [...authorized(told), CHECKED, FENCED, SWITCHED, ...VERIFIED];
const confirmed = (told: Told): Act[] => [
  ...executed(told),
  act(RAISER, 'confirmService', { checks: '财务科刘芳提交两笔支付均成功，历史凭证可查。' }),
];

export const failovers: readonly Story[] = [
  failover(
    'assessing',
    raised(
      { title: '前置服务器电源模块告警', description: '双电源之一告警，业务时断时续，备机状态待查。', agoMinutes: 12 },
      BROKEN,
    ),
  ),
  failover(
    'executing',
    ...authorized({
      title: '前置服务器主板故障',
      description: '服务器无法启动，备机健康。',
      agoMinutes: 35,
      incident: 'in-progress',
    }),
    CHECKED,
    act(DOER, 'takeStep', {}, 'fence'),
  ),
  failover(
    'rolling-back',
    ...authorized({ title: '前置服务器网卡故障', description: '业务网口持续丢包。', agoMinutes: 50 }),
    CHECKED,
    FENCED,
    act(DOER, 'failStep', { reason: '备机上前置程序启动后立即退出，日志提示许可文件不符。' }, 'switch'),
  ),
  failover(
    'needs-human',
    ...authorized({ title: '前置服务器阵列卡故障', description: '磁盘阵列离线，系统只读。', agoMinutes: 80 }),
    CHECKED,
    FENCED,
    SWITCHED,
    act(DOER, 'failStep', { reason: '测试支付被银行拒绝，原因码 0417，待查。' }, 'verify'),
  ),
  failover(
    'verifying',
    ...executed({ title: '前置服务器内存故障', description: '内存校验错误，主机反复重启。', agoMinutes: 95 }),
  ),
  failover(
    'succeeded',
    ...confirmed({ title: '前置服务器风扇停转', description: '温度过高自动关机。', agoMinutes: 120 }),
  ),
  failover(
    'rolled-back',
    ...authorized({ title: '前置服务器系统盘告警', description: '系统盘预警，先行切换。', agoMinutes: 150 }),
    CHECKED,
    FENCED,
    act(CHIEF, 'rollBack', { reason: '厂商到场后确认为误报，先恢复原机。' }),
    done('fence', '电源与端口已恢复，原机启动正常。'),
  ),
  failover(
    'closed',
    ...confirmed({ title: '前置服务器掉电', description: '机房一路市电中断，主机未自动切换。', agoMinutes: 240 }),
    act(CHIEF, 'report', {
      good: '备机检查充分，切换一次成功。',
      bad: '带外管理口密码无人值守时难以取得，耽误八分钟。',
      actions: [{ what: '带外管理口密码纳入值班密码箱', by: 'eng-donghu-1' }],
      dataLossMinutes: 0,
    }),
  ),
  failover(
    'canceled',
    raised({ title: '前置服务器无响应', description: '监控显示主机失联。', agoMinutes: 20 }),
    act(CHIEF, 'standDown', { reason: '系监控探针故障，业务一直正常。' }),
  ),
];
