/** The rectification notice 整改通知书: what was found, who puts it right by when, and how that was cleared. */
import {
  type Block,
  type DocumentKind,
  eventName,
  factsOf,
  instantOf,
  namedAs,
  said,
  type SeenCase,
  tableOf,
  type Value,
  wordsOf,
} from '../documents/model.ts';
import { filesIn } from '../kernel/record/files.ts';
import type { Rectification } from './state.ts';
import { rectificationWords } from './words.ts';

type Seen = SeenCase<Rectification>;
/** A text of the newest event of that name. */
function textIn({ events }: Seen, name: string, field: string): string | undefined {
  const event = events.findLast((one) => eventName(one) === name);
  const value: unknown = event && Object.entries(event.data).find(([key]) => key === field)?.[1];
  return typeof value === 'string' ? value : undefined;
}
/** That text, of the first of these events that there is. */
const textOf =
  (names: readonly string[], field: string) =>
  (seen: Seen): Block | null => {
    const [text] = names.flatMap((name) => textIn(seen, name, field) ?? []);
    return text === undefined ? null : { is: 'text', text: { text } };
  };
/** What an investigation found says more than who took it up. */
const INVESTIGATED = ['investigationRecorded', 'takenUp'] as const;
const chosen = (field: 'kind' | 'class', value: string): Value => {
  const [zh = value, en = value] = rectificationWords.choices?.[field]?.[value] ?? [];
  return wordsOf(zh, en);
};

function overview({ view, state }: Seen): Block | null {
  const [zh, en] = rectificationWords.statuses[state.status];
  const { blocks, blocksStep } = state;
  return factsOf([
    [wordsOf('整改类别', 'Kind'), chosen('kind', state.kind)],
    [wordsOf('等级', 'Class'), chosen('class', state.class)],
    [wordsOf('责任单位', 'Unit'), namedAs('organisation', state.unit)],
    [wordsOf('责任人', 'Responsible'), namedAs('person', state.assignee)],
    [wordsOf('整改人', 'Carried out by'), namedAs('person', state.doer)],
    [wordsOf('事故地点', 'Place of the accident'), said(state.site)],
    [wordsOf('事故时间', 'Accident at'), instantOf(state.happenedAt)],
    [wordsOf('下发人', 'Issued by'), namedAs('person', state.issuer)],
    [wordsOf('下发时间', 'Issued at'), instantOf(view.openedAt)],
    [wordsOf('整改期限', 'Due'), instantOf(state.due)],
    [wordsOf('延期次数', 'Extensions'), counted(state.extensions)],
    [wordsOf('复查不通过次数', 'Refusals'), counted(state.refusals)],
    [wordsOf('来源工单', 'Source'), said(state.source)],
    [wordsOf('在此之前不得进行', 'Shut until then'), said([blocks, blocksStep].filter(Boolean).join(' ') || undefined)],
    [wordsOf('状态', 'Status'), wordsOf(zh, en)],
    [wordsOf('销号时间', 'Closed at'), instantOf(view.closedAt)],
  ]);
}

/** Under which event each file stands, and what it shows. */
const SHOWS: Readonly<Record<string, Value & { zh: string; en: string }>> = {
  created: wordsOf('问题', 'Finding'),
  sceneProtected: wordsOf('现场', 'Scene'),
  investigationRecorded: wordsOf('调查', 'Investigation'),
  submitted: wordsOf('整改后', 'After'),
  remedyRefused: wordsOf('复查', 'Check'),
  cleared: wordsOf('复查', 'Check'),
};
const idsIn = (data: object, field: string): readonly unknown[] => {
  const ids: unknown = Object.entries(data).find(([name]) => name === field)?.[1];
  return Array.isArray(ids) ? ids : [];
};
/** A file is known by its hash: the same bytes, whatever they are called. */
const files = ({ events }: Seen): Block | null =>
  tableOf(
    [
      { title: wordsOf('证明', 'Shows'), share: 2 },
      { title: wordsOf('文件', 'File'), share: 4 },
      { title: wordsOf('散列值 SHA-256', 'SHA-256'), share: 6 },
      { title: wordsOf('时间', 'Time'), share: 3 },
    ],
    events.flatMap((event) =>
      filesIn(event.data).map((file): Value[] => [
        idsIn(event.data, 'filesBefore').includes(file.id)
          ? wordsOf('整改前', 'Before')
          : (SHOWS[eventName(event)] ?? wordsOf('附件', 'Attached')),
        { text: file.name },
        { text: file.sha256 },
        { at: event.at },
      ]),
    ),
  );

const box = (title: Value & { zh: string; en: string }, key: string | undefined) => ({
  title,
  ...(key === undefined ? {} : { name: { named: 'person', key } as const }),
});

const counted = (times: number): Value | undefined => said(times === 0 ? undefined : String(times));

function signatures({ state: { issuer, assignee }, events }: Seen): Block {
  const cleared = events.findLast((event) => eventName(event) === 'cleared');
  return {
    is: 'signatures',
    boxes: [
      box(wordsOf('下发人', 'Issued by'), issuer),
      box(wordsOf('责任人', 'Responsible'), assignee),
      box(wordsOf('复查人', 'Cleared by'), cleared?.by.id),
    ],
  };
}

export const rectificationNotice: DocumentKind<Rectification> = {
  key: 'rectification-notice',
  process: 'rectification',
  title: { zh: '整改通知书', en: 'Rectification notice' },
  sides: ['inner'],
  unready: () => null,
  blocks: {
    overview: { title: wordsOf('基本情况', 'Overview'), of: overview },
    finding: {
      title: wordsOf('问题描述', 'Finding'),
      of: ({ state }) => ({ is: 'text', text: { text: state.description } }),
    },
    evidence: { title: wordsOf('依据', 'Evidence'), of: textOf(['created'], 'evidence') },
    cause: { title: wordsOf('原因', 'Root cause'), of: textOf(INVESTIGATED, 'rootCause') },
    measures: { title: wordsOf('整改措施', 'Measures'), of: textOf(INVESTIGATED, 'measures') },
    before: { title: wordsOf('整改前', 'Before'), of: textOf(['submitted'], 'before') },
    after: { title: wordsOf('整改后', 'After'), of: textOf(['submitted'], 'after') },
    clearance: { title: wordsOf('复查结论', 'Clearance'), of: textOf(['cleared'], 'result') },
    files: { title: wordsOf('附件与照片', 'Files and photos'), of: files },
    signatures: { title: wordsOf('签署', 'Signatures'), of: signatures },
  },
};
