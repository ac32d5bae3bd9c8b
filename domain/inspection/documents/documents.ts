/** The inspection report 巡检报告: what was looked at and found line by line, what was agreed on each finding, and who signed it. */
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
} from '../../documents/model.ts';
import type { CaseEvent } from '../../kernel/process.ts';
import { limitsOf, titleOf, valueOf } from './checklist-words.ts';
import { answersIn, findingsIn, photosIn, signaturesIn } from './said.ts';
import type { Inspection } from '../state.ts';
import { inspectionWords } from '../words.ts';

type Seen = SeenCase<Inspection>;
const worded = (found: readonly [string, string] | undefined): Value | undefined =>
  found === undefined ? undefined : wordsOf(...found);
const newest = (events: readonly CaseEvent[], name: string): CaseEvent | undefined =>
  events.findLast((event) => eventName(event) === name);
const DONE: readonly string[] = ['settling', 'signing', 'archived'];
/** What is not in order is seen at once, in black and white too. */
const MARK = '■ ';

function overview({ view, state, side, events, checklist }: Seen): Block | null {
  const { unit, plan, slot, way, items, inspectors, former = [], visitFrom, begunAt, unannounced } = state;
  const [appointed, begun] = [newest(events, 'appointed'), newest(events, 'begun')];
  const until: unknown = appointed && 'until' in appointed.data ? appointed.data.until : undefined;
  return factsOf([
    [wordsOf('受检单位', 'Unit'), namedAs('organisation', unit)],
    [wordsOf('巡检计划', 'Plan'), said(plan)],
    [wordsOf('期次', 'Slot'), said(slot)],
    [wordsOf('方式', 'Way'), worded(inspectionWords.choices?.['way']?.[way])],
    [wordsOf('不定期', 'Unannounced'), unannounced ? wordsOf('是', 'yes') : undefined],
    [
      wordsOf('巡检表', 'Checklist'),
      checklist ? { all: [checklist.title, { text: state.checklist }] } : said(state.checklist),
    ],
    [wordsOf('配置项', 'Items'), items.length > 0 ? { all: items.map((text) => ({ text })) } : undefined],
    [wordsOf('巡检人', 'Inspectors'), inspectors.length > 0 ? { all: inspectors.map(person) } : undefined],
    [wordsOf('曾参与巡检', 'Inspected before'), former.length > 0 ? { all: former.map(person) } : undefined],
    [
      wordsOf('预约时间', 'Appointed for'),
      visitFrom !== undefined && typeof until === 'number' ? { from: visitFrom, until } : instantOf(visitFrom),
    ],
    [wordsOf('联系人', 'Contact'), side === 'inner' ? said(textIn(appointed, 'contact')) : undefined],
    [wordsOf('开始时间', 'Begun at'), instantOf(begunAt)],
    [wordsOf('开始地点或会话', 'Begun where'), said(textIn(begun, 'place'))],
    [wordsOf('完成时间', 'Completed at'), instantOf(newest(events, 'completed')?.at)],
    [wordsOf('状态', 'Status'), worded(inspectionWords.statuses[state.status])],
    [wordsOf('归档时间', 'Archived at'), instantOf(view.closedAt)],
  ]);
}

/** How many lines say what. */
function results({ state: { lines, parts } }: Seen): Block | null {
  const counted = Object.entries(inspectionWords.parts.line.statuses).flatMap(([status, [zh, en]]) => {
    const count = lines.filter(({ id }) => (parts?.line?.[id]?.status ?? 'open') === status).length;
    return count > 0 || status === 'ok' || status === 'abnormal'
      ? [[wordsOf(zh, en), said(String(count))] as const]
      : [];
  });
  return factsOf([[wordsOf('检查项总数', 'Lines in all'), said(String(lines.length))], ...counted]);
}

function answers({ state, events, checklist }: Seen): Block | null {
  const given = answersIn(events);
  const row = (id: string, no: number): Value[] => {
    const line = checklist?.lines.find((one) => one.id === id);
    const kept = state.parts?.line?.[id];
    const status = kept?.status ?? 'open';
    const [zh, en] = inspectionWords.parts.line.statuses[status];
    const answer = given.get(id);
    const mark = status === 'abnormal' || status === 'contested' ? MARK : '';
    return [
      { text: String(no) },
      titleOf(line, id),
      valueOf(line, answer?.value ?? kept?.value),
      limitsOf(
        line,
        state.lines.find((one) => one.id === id),
      ),
      wordsOf(`${mark}${zh}`, `${mark}${en}`),
      said(answer?.note) ?? BLANK,
    ];
  };
  // In the groups of the checklist; a version that says none leaves them in the order in which the case keeps them.
  const groups = checklist?.groups ?? [];
  const numbered = new Map(state.lines.map(({ id }, at) => [id, at + 1]));
  const grouped = groups.flatMap(({ title, id: group }): Value[][] => [
    [title],
    ...(checklist?.lines ?? [])
      .filter((line) => line.group === group && numbered.has(line.id))
      .map(({ id }) => row(id, numbered.get(id) ?? 0)),
  ]);
  const rows = grouped.length > 0 ? grouped : state.lines.map(({ id }, at) => row(id, at + 1));
  return tableOf(
    [
      { title: wordsOf('序号', 'No.'), share: 1 },
      { title: wordsOf('检查项', 'Line'), share: 6 },
      { title: wordsOf('取值', 'Value'), share: 3 },
      { title: wordsOf('范围', 'Limits'), share: 3 },
      { title: wordsOf('结论', 'Says'), share: 2 },
      { title: wordsOf('备注', 'Note'), share: 4 },
    ],
    rows,
  );
}

function findings({ state, events, checklist }: Seen): Block | null {
  const words = findingsIn(events);
  const rows = Object.entries(state.parts?.finding ?? {}).map(
    ([id, { in: at = '', class: grade, due, status }]): Value[] => {
      const { what, remedy, before, after } = words.get(id) ?? {};
      const fixed =
        before === undefined || after === undefined
          ? undefined
          : wordsOf(`${before} → ${after}`, `${before} → ${after}`);
      return [
        { text: id },
        titleOf(
          checklist?.lines.find((line) => line.id === at),
          at,
        ),
        worded(grade === undefined ? undefined : inspectionWords.choices?.['class']?.[grade]) ?? BLANK,
        said(what) ?? BLANK,
        said(remedy) ?? fixed ?? BLANK,
        instantOf(due) ?? BLANK,
        wordsOf(...inspectionWords.parts.finding.statuses[status]),
      ];
    },
  );
  return tableOf(
    [
      { title: wordsOf('隐患', 'Finding'), share: 2 },
      { title: wordsOf('检查项', 'Line'), share: 4 },
      { title: wordsOf('等级', 'Class'), share: 2 },
      { title: wordsOf('内容', 'Found'), share: 5 },
      { title: wordsOf('处理办法', 'Remedy'), share: 5 },
      { title: wordsOf('期限', 'Due'), share: 3 },
      { title: wordsOf('状态', 'Status'), share: 2 },
    ],
    rows,
  );
}

/** By their hashes: whoever has the file can hold it against the report. */
const photos = ({ events, checklist }: Seen): Block | null =>
  tableOf(
    [
      { title: wordsOf('检查项', 'Line'), share: 4 },
      { title: wordsOf('文件', 'File'), share: 4 },
      { title: wordsOf('散列值（SHA-256）', 'Hash (SHA-256)'), share: 8 },
      { title: wordsOf('登记时间', 'Recorded'), share: 3 },
    ],
    photosIn(events).map(({ line, name, sha256, at }): Value[] => [
      titleOf(
        checklist?.lines.find(({ id }) => id === line),
        line,
      ),
      { text: name },
      { text: sha256 },
      { at },
    ]),
  );

const SIDES: Readonly<Record<'service' | 'customer', Value>> = {
  service: wordsOf('服务方', 'Service side'),
  customer: wordsOf('客户方', 'Customer'),
};
const SILENT = wordsOf('逾期未签，按合同视为已签字', 'Not signed in time: by contract it counts as signed');

/** Those that stand, each with the record that it was given to. */
function signatures({ state, events }: Seen): Block | null {
  const rows = signaturesIn(state, events).map(({ side, by, at, record }): Value[] => [
    SIDES[side],
    by === null ? SILENT : person(by),
    { at },
    { text: record },
  ]);
  return tableOf(
    [
      { title: wordsOf('签字方', 'Side'), share: 3 },
      { title: wordsOf('签字人', 'Signed by'), share: 4 },
      { title: wordsOf('时间', 'Time'), share: 4 },
      { title: wordsOf('所签记录的散列值', 'Hash of what was signed'), share: 8 },
    ],
    rows,
  );
}

/** Where one signs on paper what nobody has signed here. */
function toSign({ state: { signed, countersigned, inspectors } }: Seen): Block | null {
  const [first] = inspectors;
  const boxes = [
    ...(signed
      ? []
      : [{ title: wordsOf('服务方', 'Service side'), ...(first === undefined ? {} : { name: person(first) }) }]),
    ...(countersigned ? [] : [{ title: wordsOf('客户方', 'Customer') }]),
  ];
  return boxes.length > 0 ? { is: 'signatures', boxes } : null;
}

export const inspectionReport: DocumentKind<Inspection> = {
  key: 'inspection-report',
  process: 'inspection',
  title: { zh: '巡检报告', en: 'Inspection report' },
  sides: ['inner', 'outward'],
  unready: ({ status }) => (DONE.includes(status) ? null : { code: 'not-inspected', params: { status } }),
  blocks: {
    overview: { title: wordsOf('基本情况', 'Overview'), of: overview },
    summary: {
      title: wordsOf('巡检结论', 'Summary'),
      of: ({ events }) => {
        const text = said(textIn(newest(events, 'completed'), 'summary'));
        return text ? { is: 'text', text } : null;
      },
    },
    results: { title: wordsOf('结果统计', 'Results'), of: results },
    lines: { title: wordsOf('检查明细', 'Lines'), of: answers },
    findings: { title: wordsOf('隐患与处理办法', 'Findings and remedies'), of: findings },
    photos: { title: wordsOf('现场照片', 'Photos'), of: photos },
    signatures: { title: wordsOf('签字', 'Signatures'), of: signatures },
    toSign: { title: wordsOf('签署', 'To be signed'), of: toSign },
  },
};
