/** The work record 工作记录单: what was to be done at the site, what was, with which parts, and who signed it. */
import {
  BLANK,
  type Block,
  type DocumentKind,
  eventName,
  factsOf,
  instantOf,
  namedAs,
  person,
  said,
  type SeenCase,
  tableOf,
  textIn,
  type Value,
  wordsOf,
} from '../documents/model.ts';
import { eventWords } from '../event-words.ts';
import { MINUTE } from '../kernel/time/durations.ts';
import { recordHash } from './record.ts';
import type { WorkOrder } from './state.ts';
import { workOrderWords } from './words.ts';

type Seen = SeenCase<WorkOrder>;
/** What is told of the visits. */
const VISITS: readonly string[] = [
  'dispatched',
  'departed',
  'arrived',
  'partAwaited',
  'partReceived',
  'completed',
  'workRefused',
];

function overview({ view, state, side }: Seen): Block | null {
  const [zh, en] = workOrderWords.statuses[state.status];
  return factsOf([
    [wordsOf('单位', 'Unit'), namedAs('organisation', state.unit)],
    [wordsOf('地点', 'Site'), side === 'inner' ? said(state.site) : undefined],
    [wordsOf('应用系统', 'Application'), namedAs('application', state.application)],
    [wordsOf('配置项', 'Item'), said(state.item)],
    [wordsOf('来源工单', 'Source'), said(state.source)],
    [wordsOf('紧急', 'Urgent'), state.urgent ? wordsOf('是', 'yes') : undefined],
    [wordsOf('登记时间', 'Opened'), instantOf(view.openedAt)],
    [wordsOf('首次到场', 'First arrival'), instantOf(state.arrivedAt)],
    [wordsOf('状态', 'Status'), wordsOf(zh, en)],
  ]);
}

type Event = Seen['events'][number];
/** What an event of a visit says; `last`: the work that has a place of its own in the record. */
function remarkOn(event: Event, last: Event | undefined): Value {
  const { engineers, labourMinutes }: { engineers?: unknown; labourMinutes?: unknown } = { ...event.data };
  if (Array.isArray(engineers)) return { all: engineers.map((id) => person(String(id))) };
  const work = event === last ? undefined : textIn(event, 'work');
  if (work !== undefined)
    return {
      all: [{ text: work }, ...(typeof labourMinutes === 'number' ? [{ lengthMs: labourMinutes * MINUTE }] : [])],
    };
  return said(textIn(event, 'reason') ?? textIn(event, 'spare') ?? textIn(event, 'note')) ?? BLANK;
}

function visits({ events }: Seen): Block | null {
  const last = events.findLast((event) => eventName(event) === 'completed');
  return tableOf(
    [
      { title: wordsOf('时间', 'Time'), share: 4 },
      { title: wordsOf('人员', 'Who'), share: 2 },
      { title: wordsOf('事项', 'What'), share: 3 },
      { title: wordsOf('说明', 'Remarks'), share: 5 },
    ],
    events
      .filter((event) => VISITS.includes(eventName(event)))
      .map((event): Value[] => [{ at: event.at }, person(event.by.id), eventWords(event.type), remarkOn(event, last)]),
  );
}

const parts = ({ state: { replaced } }: Seen): Block | null =>
  tableOf(
    [
      { title: wordsOf('部件', 'Part'), share: 4 },
      { title: wordsOf('配置项', 'Item'), share: 3 },
      { title: wordsOf('换下序列号', 'Old serial number'), share: 3 },
      { title: wordsOf('换上序列号', 'New serial number'), share: 3 },
    ],
    replaced.map(({ spare, item, oldSerial, newSerial }): Value[] => [
      { text: spare },
      said(item) ?? BLANK,
      { text: oldSerial },
      { text: newSerial },
    ]),
  );

function result({ state: { result: came, labourMinutes, causeCode, crew } }: Seen): Block | null {
  const [zh, en] = came === undefined ? [] : (workOrderWords.choices?.['result']?.[came] ?? []);
  return factsOf([
    [wordsOf('处理结果', 'Result'), zh === undefined || en === undefined ? undefined : wordsOf(zh, en)],
    [
      wordsOf('工时（分钟）', 'Labour (minutes)'),
      said(labourMinutes === undefined ? undefined : String(labourMinutes)),
    ],
    [wordsOf('原因代码', 'Cause code'), namedAs('cause-code', causeCode)],
    [wordsOf('上门人员', 'Crew'), crew.length === 0 ? undefined : { all: crew.map(person) }],
  ]);
}

/** Nobody signed in time: it was closed before a witness. Who that was, those within are told. */
function waived({ view, events }: Seen): Block | null {
  const event = events.findLast((one) => eventName(one) === 'signatureWaived');
  return factsOf([
    [
      wordsOf('签认', 'Signature'),
      wordsOf('客户逾期未签认，已由他人见证关闭', 'none in time: closed before a witness'),
    ],
    [wordsOf('见证人', 'Witness'), namedAs('person', textIn(event, 'witness'))],
    [wordsOf('原因', 'Reason'), said(textIn(event, 'reason'))],
    [wordsOf('关闭时间', 'Closed at'), instantOf(view.closedAt)],
  ]);
}

/** Once it is signed by whom and when, else where one signs by hand. */
function signature(seen: Seen): Block | null {
  const { state, events } = seen;
  if (state.unsigned) return waived(seen);
  const signed = events.findLast((event) => eventName(event) === 'signed');
  if (!signed)
    return {
      is: 'signatures',
      boxes: [
        {
          title: wordsOf('工程师', 'Engineer'),
          ...(state.crew[0] === undefined ? {} : { name: person(state.crew[0]) }),
        },
        { title: wordsOf('客户', 'Customer') },
      ],
    };
  const onPaper = 'signer' in signed.data && typeof signed.data.signer === 'string' ? signed.data.signer : undefined;
  return factsOf([
    [wordsOf('签认人', 'Signed by'), onPaper === undefined ? person(signed.by.id) : { text: onPaper }],
    [wordsOf('签认时间', 'Signed at'), instantOf(signed.at)],
    [wordsOf('所签记录的散列值', 'Hash of what was signed'), said(recordHash(state))],
    [wordsOf('满意度', 'Rating'), said(state.rating === undefined ? undefined : `${state.rating} / 5`)],
  ]);
}

export const workRecord: DocumentKind<WorkOrder> = {
  key: 'work-record',
  process: 'work-order',
  title: { zh: '工作记录单', en: 'Work record' },
  sides: ['inner', 'outward'],
  unready: (state) =>
    recordHash(state) === undefined ? { code: 'work-not-done', params: { status: state.status } } : null,
  blocks: {
    overview: { title: wordsOf('基本情况', 'Overview'), of: overview },
    task: {
      title: wordsOf('任务', 'Task'),
      of: ({ state }) => (state.description === '' ? null : { is: 'text', text: { text: state.description } }),
    },
    visits: { title: wordsOf('上门经过', 'Visits'), of: visits },
    work: {
      title: wordsOf('处理情况', 'Work done'),
      of: ({ state }) => (state.work === undefined ? null : { is: 'text', text: { text: state.work } }),
    },
    parts: { title: wordsOf('更换部件', 'Parts replaced'), of: parts },
    result: { title: wordsOf('结果', 'Result'), of: result },
    signature: { title: wordsOf('签认', 'Signature'), of: signature },
  },
};
