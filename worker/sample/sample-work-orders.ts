/** Work orders of the sample organisation, one in each status: what engineers of the city do at the sites that it serves. */
import type { Act, Known, Story } from './sample-story.ts';

const act = (by: string, command: string, data: Act['data'] = {}): Act => ({ by, command, data });

type Task = { title: string; description: string; site: string; urgent?: boolean; skills?: readonly string[] };
const opened = (task: Task): Act =>
  act('coord-donghu', 'create', {
    reporter: 'req-donghu',
    unit: '/dx/donghu/hospital',
    application: 'payment',
    contact: '0551-6310022',
    ...task,
  });
const order = (status: string, task: Task, ...acts: Act[]): Story => ({
  process: 'work-order',
  status,
  acts: [opened(task), ...acts],
});

const sent = (...engineers: string[]): Act => act('coord-donghu', 'dispatch', { engineers });
const byZhao = (command: string, data: Act['data'] = {}): Act => act('eng-donghu-2', command, data);
const under: readonly Act[] = [sent('eng-donghu-2'), byZhao('accept')];
const there: readonly Act[] = [...under, byZhao('arrive')];
const hour = 3_600_000;
const inHours =
  (hours: number) =>
  ({ begun }: Known) => ({ expectedAt: new Date(begun + hours * hour).toISOString() });
const finished = (work: string): Act => byZhao('complete', { work, result: 'fixed', labourMinutes: 50 });

export const workOrders: readonly Story[] = [
  order('ready', {
    title: '收费窗口打印机卡纸',
    description: '三号窗口的票据打印机反复卡纸，重启无效。',
    site: '门诊楼一层收费处三号窗口',
  }),
  order(
    'assigned',
    {
      title: '机房交换机告警灯亮',
      description: '核心交换机二号电源模块告警。',
      site: '行政楼负一层机房',
      urgent: true,
      skills: ['network'],
    },
    sent('eng-donghu-1', 'eng-donghu-2'),
  ),
  order(
    'accepted',
    {
      title: '支付前置机无法开机',
      description: '按电源键无反应，指示灯不亮。',
      site: '行政楼三层财务科',
    },
    ...under,
    byZhao('depart', inHours(2)),
  ),
  order(
    'on-site',
    {
      title: '财务科网络时断时续',
      description: '每隔十几分钟断网一次，整层受影响。',
      site: '行政楼三层弱电间',
    },
    ...there,
  ),
  order(
    'waiting-part',
    {
      title: '不间断电源电池鼓包',
      description: '巡查时发现两节电池外壳鼓起。',
      site: '行政楼负一层机房',
    },
    ...there,
    byZhao('awaitPart', { spare: '12V 100Ah 蓄电池两节' }),
  ),
  order(
    'done',
    {
      title: '扫描仪驱动装不上',
      description: '换新电脑后高拍仪不能识别。',
      site: '门诊楼二层医保办',
    },
    ...there,
    finished('重装驱动并更新固件，扫描二十页验证正常。'),
  ),
  order(
    'canceled',
    {
      title: '显示器偏色',
      description: '五号窗口显示器发黄。',
      site: '门诊楼一层收费处五号窗口',
    },
    act('sup-donghu', 'cancel', { reason: '用户自行更换了显示器。' }),
  ),
  order(
    'closed',
    {
      title: '票据打印机色带更换',
      description: '字迹过淡，看不清金额。',
      site: '门诊楼一层收费处一号窗口',
    },
    ...there,
    finished('更换色带并清洁打印头，试打三张清晰。'),
    act('req-donghu', 'sign', ({ recordHash }) => ({ recordHash, rating: { score: 5 } })),
  ),
];
