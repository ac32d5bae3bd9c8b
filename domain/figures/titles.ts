/** What people call the names of formulas, in both languages. */
import { processOf } from '../catalogue.ts';
import type { FieldSpec, FieldSpecs } from '../kernel/own-fields.ts';
import { isProcessKey, processes } from '../processes.ts';
import { type CaseKind, DRILL, processesOf } from './kinds.ts';

export type Title = { zh: string; en: string };
type TwoWords = readonly [zh: string, en: string];

/** Of every case, and of fields that no list shows. */
const TITLES: Readonly<Record<string, TwoWords>> = {
  status: ['状态', 'status'],
  priority: ['优先级', 'priority'],
  tier: ['层级', 'tier'],
  application: ['应用', 'application'],
  organisation: ['组织', 'organisation'],
  unit: ['单位', 'unit'],
  team: ['队列', 'team'],
  person: ['处理人', 'person'],
  opened: ['登记时刻', 'opened at'],
  closed: ['结束时刻', 'ended at'],
  age: ['历时', 'age'],
  takenBack: ['撤回的超时数', 'breaches taken back'],
  spentMinutes: ['登记工时', 'time spent'],
  incidentSolved: ['所属事件已解决', 'its incident is solved'],
  'counts.refusedAnswers': ['答复被退次数', 'answers refused'],
  'counts.urges': ['催办次数', 'reminders'],
  'counts.comments': ['留言数', 'comments'],
  'counts.links': ['关联数', 'links'],
  'counts.files': ['附件数', 'files'],
  'counts.reporters': ['报障人数', 'reporters'],
  'counts.awaitedBy': ['等待它的工单数', 'cases that wait for it'],
  repeated: ['重复故障', 'repeated fault'],
  accepted: ['已接单', 'accepted'],
  confirmed: ['已确认', 'confirmed'],
  majorProposed: ['已提议为重大', 'proposed as major'],
  'hold.until': ['挂起至', 'on hold until'],
  'hold.reminders': ['挂起提醒次数', 'reminders while on hold'],
  unanswered: ['有未答复的话', 'words unanswered'],
  planHash: ['方案校验值', 'hash of the plan'],
  questionnaire: ['风险问卷', 'risk questionnaire'],
  freezes: ['封网', 'freezes'],
  'approval.round': ['审批轮', 'round of approval'],
  'approval.policy': ['审批策略', 'approval policy'],
  'approval.planHash': ['审批方案校验值', 'hash of what was approved'],
  'approval.state': ['审批结果', 'approval'],
  meetings: ['会议', 'meetings'],
  schemeRef: ['考核方案版本', 'version of the scheme'],
  listHash: ['清单校验值', 'hash of the list'],
  statementHash: ['结果单校验值', 'hash of the statement'],
  acceptedBy: ['认可人', 'accepted by'],
  rectifications: ['整改单', 'rectifications'],
  backOutMinutes: ['回退用时', 'length of the way back'],
  backupAt: ['备份时刻', 'backup at'],
  'run.steps': ['步骤数', 'steps'],
  'run.done': ['已完成步骤', 'steps done'],
  'run.undone': ['已撤销步骤', 'steps taken back'],
  'run.halt.why': ['停下原因', 'halted because'],
  'run.halt.part': ['停下之处', 'halted at'],
  'run.back': ['回退至', 'goes back to'],
  'run.startedAt': ['执行开始', 'run begun at'],
  'run.endedAt': ['执行结束', 'run over at'],
  recordHash: ['记录校验值', 'hash of the record'],
  'lines.all': ['巡检项数', 'lines'],
  'lines.open': ['未填巡检项', 'lines open'],
  'lines.abnormal': ['异常项数', 'lines abnormal'],
  'lines.contested': ['有分歧的项数', 'lines contested'],
  'findings.all': ['隐患数', 'findings'],
  'findings.open': ['未处理隐患数', 'findings open'],
  suggested: ['建议登记的隐患', 'findings suggested'],
  warned: ['已提醒', 'warned'],
  lead: ['前置时间', 'lead time'],
  recovery: ['恢复用时', 'recovery time'],
  rto: ['恢复时间目标', 'recovery time objective'],
  dataLoss: ['数据丢失时长', 'data loss'],
  outageMinutes: ['停机时长', 'outage'],
  labourMinutes: ['工时', 'labour'],
  zone: ['时区', 'zone'],
  drill: ['演练', 'drill'],
  'gaps.all': ['缺件数', 'missing papers'],
  'gaps.open': ['未补缺件', 'missing papers open'],
  'gaps.accepted': ['准予缺件', 'missing papers accepted'],
  'gaps.late': ['迟补缺件', 'missing papers that came late'],
};

/** Of drills alone. */
const OF_DRILLS: Readonly<Record<string, TwoWords>> = {
  process: ['流程', 'process'],
  completed: ['全部步骤已走完', 'all its steps were gone through'],
  runbook: ['预案', 'runbook'],
};

/** Of clocks that tell nobody that they are late. */
const CLOCKS: Readonly<Record<string, TwoWords>> = {
  'caller-wait': ['待补充', 'the wait for the caller'],
  confirm: ['确认', 'confirmation'],
  'urge-answer': ['催办答复', 'answer to a reminder'],
  'major-update': ['重大事件通报', 'update of a major incident'],
  'hold-nag': ['挂起提醒', 'reminder while on hold'],
  soak: ['观察期', 'soak'],
  'wave-start': ['批次开始', 'start of a wave'],
  'visit-by': ['巡检期限', 'visit'],
  countersign: ['会签', 'countersignature'],
  freeze: ['冻结取数', 'freezing the figures'],
  'dispute-window': ['申诉期', 'time for disputes'],
  'appeal-window': ['复议申请期', 'time for appeals'],
};
const ENDS: Readonly<Record<string, TwoWords>> = {
  state: ['时限状态', 'state'],
  met: ['达标', 'met'],
  breached: ['超时', 'breached'],
  consumed: ['用时', 'time used'],
  target: ['时限', 'target'],
  paused: ['暂停时长', 'time paused'],
  waitedForUser: ['等待用户时长', 'time the user was waited for'],
  breachTier: ['超时时层级', 'tier when breached'],
  breachTeam: ['超时时队列', 'team when breached'],
  breachPerson: ['超时时处理人', 'person when breached'],
  ended: ['次数', 'ended'],
};
/** Values of names of every case. */
const VALUES: Readonly<Record<string, Readonly<Record<string, TwoWords>>>> = {
  state: {
    waiting: ['未开始', 'not begun'],
    running: ['计时中', 'running'],
    paused: ['暂停', 'paused'],
    breached: ['已超时', 'breached'],
    met: ['达标', 'met'],
    late: ['超时后完成', 'late'],
    cancelled: ['已取消', 'cancelled'],
  },
  'approval.state': {
    open: ['审批中', 'open'],
    passed: ['通过', 'passed'],
    refused: ['否决', 'refused'],
    undecidable: ['无法决定', 'undecidable'],
    voided: ['作废', 'voided'],
  },
};

const both = ([zh, en]: TwoWords): Title => ({ zh, en });
const at = <T>(of: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(of, key) ? of[key] : undefined;

/** What people call a name of cases of a kind; the name itself where it has no such words. Throws nothing. */
export function titleOf(kind: CaseKind, name: string): Title {
  const ofDrills = kind === DRILL ? at(OF_DRILLS, name) : undefined;
  if (ofDrills) return both(ofDrills);
  const [first] = processesOf(kind);
  const { fields, words } = processOf(first);
  const clock = clockOf(name);
  if (!clock) {
    const said = at(TITLES, name);
    return (said && both(said)) ?? fieldAt(fields, name)?.column ?? { zh: name, en: name };
  }
  const own = at(CLOCKS, clock.name);
  const of = at(words.clocks, clock.name) ?? (own ? both(own) : { zh: clock.name, en: clock.name });
  const end = both(at(ENDS, clock.end) ?? [clock.end, clock.end]);
  return { zh: `${of.zh}${end.zh}`, en: `${of.en}: ${end.en}` };
}

/** What people call a value of a name; null: it has no words of its own. Throws nothing. */
export function valueTitle(kind: CaseKind, name: string, value: string): Title | null {
  if (kind === DRILL && name === 'process') return isProcessKey(value) ? processes[value].title : null;
  for (const { words } of processesOf(kind).map(processOf)) {
    const own = name === 'status' ? words.statuses : at(words.choices, name);
    const found = own && at(own, value);
    if (found) return found;
  }
  const general = at(at(VALUES, clockOf(name)?.end ?? name) ?? {}, value);
  return general ? both(general) : null;
}

/** `clock.first-line.met`: its clock and what of it; null of other names. */
function clockOf(name: string): { name: string; end: string } | null {
  const [head, clock, end] = name.split('.');
  return head === 'clock' && clock !== undefined && end !== undefined ? { name: clock, end } : null;
}

function fieldAt(fields: FieldSpecs, path: string): FieldSpec | undefined {
  const [head = '', ...rest] = path.split('.');
  const field = at(fields, head);
  return rest.length === 0 || !field ? field : fieldAt(field.parts ?? {}, rest.join('.'));
}
