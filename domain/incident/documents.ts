/** The fault analysis report 故障分析报告: what happened, what was promised, why it happened, and what keeps it from happening again. */
import { eventWords } from '../event-words.ts';
import type { ClockReading } from '../kernel/clocks/clocks.ts';
import { outwardReadings } from '../kernel/clocks/promise.ts';
import type { CaseEvent } from '../kernel/process.ts';
import {
  BLANK,
  type Block,
  type DocumentKind,
  eventName,
  factsOf,
  instantOf,
  namedAs,
  said,
  type SeenCase,
  tableOf,
  textIn,
  type Value,
  wordsOf,
} from '../documents/model.ts';
import type { Incident, IncidentEvents } from './state.ts';
import { incidentWords } from './words.ts';

type Seen = SeenCase<Incident>;
type Report = IncidentEvents['reportFiled'];

/** What is told of how it went; what was said beside the work is not. */
const TOLD: readonly string[] = [
  'created',
  'triaged',
  'claimed',
  'accepted',
  'dispatched',
  'declined',
  'started',
  'released',
  'transferred',
  'escalated',
  'handedBack',
  'held',
  'resumed',
  'infoSupplied',
  'onsiteRequested',
  'onsiteWithdrawn',
  'arrived',
  'visitEnded',
  'priorityChanged',
  'majorDeclared',
  'updatePosted',
  'clockBreached',
  'resolved',
  'confirmed',
  'reopened',
  'reportFiled',
  'reportReturned',
  'closed',
];
/** Fields of events whose words stand beside them; longer ones have blocks of their own. */
const BESIDE = ['reason', 'note', 'text', 'diagnosis', 'grounds', 'result', 'site'] as const;
const STATES: Readonly<Record<ClockReading['state'], Value>> = {
  waiting: wordsOf('未开始', 'not begun'),
  running: wordsOf('进行中', 'running'),
  paused: wordsOf('已暂停', 'paused'),
  met: wordsOf('按时', 'in time'),
  late: wordsOf('逾期完成', 'late'),
  breached: wordsOf('已超时', 'breached'),
  cancelled: wordsOf('已撤销', 'canceled'),
};

/** The report as it was filed last, as far as this side sees it. */
const reportIn = ({ events }: Seen): (Partial<Report> & { by: string; at: number }) | undefined => {
  const filed = events.findLast((event) => eventName(event) === 'reportFiled');
  return filed && { ...filed.data, by: filed.by.id, at: filed.at };
};

const textOf =
  (field: 'cause' | 'evidence' | 'handling' | 'prevention') =>
  (seen: Seen): Block | null => {
    const text = reportIn(seen)?.[field];
    return text === undefined ? null : { is: 'text', text: { text } };
  };

function overview(seen: Seen): Block | null {
  const { view, state } = seen;
  const [zh, en] = incidentWords.statuses[state.status];
  const repeated = reportIn(seen)?.repeated;
  return factsOf([
    [wordsOf('报障单位', 'Reported by'), namedAs('organisation', state.unit)],
    [wordsOf('应用系统', 'Application'), namedAs('application', state.application)],
    [wordsOf('优先级', 'Priority'), { text: state.priority }],
    [wordsOf('重大事件', 'Major incident'), state.major ? wordsOf('是', 'yes') : undefined],
    [wordsOf('类别', 'Category'), namedAs('category', state.category)],
    [wordsOf('配置项', 'Item'), said(state.item)],
    [wordsOf('登记时间', 'Opened'), instantOf(view.openedAt)],
    [wordsOf('解决时间', 'Resolved'), instantOf(lastAt(seen, 'resolved'))],
    [wordsOf('关闭时间', 'Closed'), instantOf(view.closedAt)],
    [wordsOf('状态', 'Status'), wordsOf(zh, en)],
    [wordsOf('重复故障', 'Repeated fault'), repeated === true ? wordsOf('是', 'yes') : undefined],
  ]);
}

const lastAt = ({ events }: Seen, name: string): number | undefined =>
  events.findLast((event) => eventName(event) === name)?.at;

function promises({ view }: Seen): Block | null {
  const rows = Object.entries(outwardReadings(view.readings)).flatMap(([name, reading]): Value[][] => {
    const { kind, state, targetMs, dueAt, stoppedAt } = reading;
    const [zh = name, en = name] = incidentWords.clocks[name] ?? [];
    if (kind !== 'sla') return [];
    const length: Value = targetMs === null ? BLANK : { lengthMs: targetMs };
    return [[wordsOf(zh, en), length, instantOf(dueAt) ?? BLANK, instantOf(stoppedAt) ?? BLANK, STATES[state]]];
  });
  return tableOf(
    [
      { title: wordsOf('承诺', 'Promise'), share: 3 },
      { title: wordsOf('时限', 'Target'), share: 3 },
      { title: wordsOf('截止', 'Due'), share: 4 },
      { title: wordsOf('完成', 'Done'), share: 4 },
      { title: wordsOf('结果', 'Result'), share: 3 },
    ],
    rows,
  );
}

function timeline({ events }: Seen): Block | null {
  const rows = events
    .filter((event) => TOLD.includes(eventName(event)))
    .map((event): Value[] => {
      const beside = BESIDE.flatMap((field) => textIn(event, field) ?? []);
      const by: Value = event.by.role === 'system' ? wordsOf('系统', 'system') : { named: 'person', key: event.by.id };
      return [{ at: event.at }, by, eventWords(event.type), { text: shortened(reasonOf(event) ?? beside.join('\n')) }];
    });
  return tableOf(
    [
      { title: wordsOf('时间', 'Time'), share: 4 },
      { title: wordsOf('人员', 'Who'), share: 3 },
      { title: wordsOf('事项', 'What'), share: 4 },
      { title: wordsOf('说明', 'Words'), share: 9 },
    ],
    rows,
  );
}

/** A breach says of which clock. */
const reasonOf = (event: CaseEvent): string | undefined =>
  eventName(event) === 'clockBreached'
    ? (incidentWords.clocks[textIn(event, 'clock') ?? '']?.join(' / ') ?? '')
    : undefined;

/** So much of what was said stands beside an event. */
const MOST_BESIDE = 300;
const shortened = (text: string): string => (text.length > MOST_BESIDE ? `${text.slice(0, MOST_BESIDE)}…` : text);

function solution({ state: { solved } }: Seen): Block | null {
  if (!solved) return null;
  return factsOf([
    [wordsOf('解决方案', 'Solution'), { text: solved.solution }],
    [wordsOf('原因代码', 'Cause code'), namedAs('cause-code', solved.causeCode)],
    [wordsOf('解决人', 'Resolved by'), namedAs('person', solved.by)],
  ]);
}

function signatures(seen: Seen): Block {
  const by = reportIn(seen)?.by;
  return {
    is: 'signatures',
    boxes: [
      { title: wordsOf('编制人', 'Prepared by'), ...(by === undefined ? {} : { name: { named: 'person', key: by } }) },
      { title: wordsOf('审核人', 'Reviewed by') },
      { title: wordsOf('客户确认', 'Confirmed by the customer') },
    ],
  };
}

export const faultAnalysisReport: DocumentKind<Incident> = {
  key: 'fault-analysis-report',
  process: 'incident',
  title: { zh: '故障分析报告', en: 'Fault analysis report' },
  sides: ['inner', 'outward'],
  unready: ({ report = 'none' }) => (report === 'filed' ? null : { code: 'report-not-filed', params: { report } }),
  blocks: {
    overview: { title: wordsOf('基本情况', 'Overview'), of: overview },
    description: {
      title: wordsOf('故障现象', 'What was reported'),
      of: ({ state }) => (state.description === '' ? null : { is: 'text', text: { text: state.description } }),
    },
    cause: { title: wordsOf('故障原因', 'Cause'), of: textOf('cause') },
    evidence: { title: wordsOf('依据', 'Evidence'), of: textOf('evidence') },
    handling: { title: wordsOf('处理经过', 'Handling'), of: textOf('handling') },
    solution: { title: wordsOf('解决情况', 'Solution'), of: solution },
    promises: { title: wordsOf('服务承诺', 'Promises'), of: promises },
    prevention: { title: wordsOf('预防措施', 'Prevention'), of: textOf('prevention') },
    timeline: { title: wordsOf('时间线', 'Timeline'), of: timeline },
    signatures: { title: wordsOf('签署', 'Signatures'), of: signatures },
  },
};
