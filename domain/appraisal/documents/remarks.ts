/** What was said of each item: its scores, its dispute with the cases and the evidence, each answer with what moved by it. */
import {
  BLANK,
  type Block,
  eventName,
  person,
  type SeenCase,
  tableOf,
  textIn,
  type Value,
  wordsOf,
} from '../../documents/model.ts';
import { moneyOf, pointsOf } from '../../documents/numbers.ts';
import type { FileFact } from '../../kernel/facts.ts';
import type { CaseEvent } from '../../kernel/process.ts';
import type { Words } from '../../notice-words.ts';
import type { Appraisal, Totals } from '../state.ts';
import type { DECISIONS } from '../statuses.ts';
import { termsOf } from '../totals.ts';

const SAYS = {
  scored: wordsOf('评分', 'Scored'),
  disputed: wordsOf('申诉', 'Disputed'),
  disputeAnswered: wordsOf('答复', 'Answered'),
  appealed: wordsOf('复议', 'Appealed'),
  appealDecided: wordsOf('裁定', 'Decided'),
};
const isSaid = (name: string): name is keyof typeof SAYS => Object.hasOwn(SAYS, name);
const DECIDED: Readonly<Record<(typeof DECISIONS)[number], Words>> = {
  upheld: wordsOf('维持', 'Upheld'),
  adjusted: wordsOf('调整', 'Adjusted'),
};

/** As much of the events as is printed. */
type Said = {
  part?: string;
  points?: number;
  files?: readonly FileFact[];
  cases?: readonly string[];
  decision?: (typeof DECISIONS)[number];
  excluded?: readonly string[];
};
type Moved = { part?: string; from?: number; points?: number; relief?: number } & Partial<Totals>;

export function remarks({ state, events }: SeenCase<Appraisal>): Block | null {
  const { items, currency } = termsOf(state);
  const rows = events.flatMap((event, n): Value[][] => {
    const name = eventName(event);
    if (!isSaid(name)) return [];
    const said: Said = event.data;
    const title = items.find(({ id }) => id === said.part)?.title;
    const lines = [
      ...decidedIn(said, leftOf(events.slice(0, n + 1), said.part)),
      ...movedBy(movedAfter(events[n + 1], said.part), currency),
      ...(name === 'scored' && said.points !== undefined ? [line('得分', 'Points', pointsOf(said.points))] : []),
      ...wordsIn(event),
      ...(said.cases ? [line('涉及工单', 'Cases', listOf(said.cases))] : []),
      ...filesIn(said),
    ];
    return [[title ?? BLANK, SAYS[name], { lines }, person(event.by.id), { at: event.at }]];
  });
  return tableOf(
    [
      { title: wordsOf('考核项', 'Item'), share: 3 },
      { title: wordsOf('事项', 'What'), share: 2 },
      { title: wordsOf('内容', 'Said'), share: 9 },
      { title: wordsOf('人员', 'Who'), share: 2 },
      { title: wordsOf('时间', 'At'), share: 3 },
    ],
    rows,
  );
}

const line = (zh: string, en: string, value: Value): Value => ({ label: wordsOf(zh, en), value });
const listOf = (numbers: readonly string[]): Value => ({ all: numbers.map((text) => ({ text })) });
const isOf = ({ data }: CaseEvent, part: string | undefined): boolean => 'part' in data && data.part === part;

/** Cases that the dispute of this item names, and that no answer so far has taken out. */
function leftOf(events: readonly CaseEvent[], part: string | undefined): readonly string[] {
  const all = events.filter((event) => isOf(event, part)).map(({ data }): Said => data);
  const taken = new Set(all.flatMap(({ excluded = [] }) => excluded));
  return all.flatMap(({ cases = [] }) => cases).filter((number) => !taken.has(number));
}

/** Of an answer: how it was decided, and which of the disputed cases count no more. */
function decidedIn({ decision, excluded = [] }: Said, left: readonly string[]): Value[] {
  if (decision === undefined) return [];
  return [
    line('结论', 'Decision', DECIDED[decision]),
    ...(excluded.length > 0 ? [line('不再计入的工单', 'Cases that count no more', listOf(excluded))] : []),
    ...(left.length > 0 ? [line('仍计入的工单', 'Cases that still count', listOf(left))] : []),
  ];
}

/** The adjustment that an answer made stands right behind it. */
function movedAfter(next: CaseEvent | undefined, part: string | undefined): Moved | undefined {
  return next && eventName(next) === 'adjustmentAdded' && isOf(next, part) ? next.data : undefined;
}
function movedBy(moved: Moved | undefined, currency: string): Value[] {
  if (!moved) return [];
  const { from, points, relief, score, penalty } = moved;
  const before = from === undefined ? '–' : pointsOf(from).text;
  const money = (cents: number): Value => moneyOf(cents, currency);
  return [
    ...(points === undefined ? [] : [line('得分', 'Points', { text: `${before} → ${pointsOf(points).text}` })]),
    ...(relief === undefined ? [] : [line('减免', 'Less is owed', money(relief))]),
    ...(typeof score === 'number' ? [line('调整后总分', 'Score from then on', pointsOf(score))] : []),
    ...(penalty === undefined ? [] : [line('调整后违约金合计', 'Penalty from then on', money(penalty))]),
  ];
}

/** Under a label of their own: what somebody writes on several lines passes for none of ours. */
function wordsIn(event: CaseEvent): Value[] {
  const words = textIn(event, 'reason') ?? textIn(event, 'grounds');
  const evidence = textIn(event, 'evidence');
  return [
    ...(words === undefined ? [] : [line('说明', 'Words', { text: words })]),
    ...(evidence === undefined ? [] : [line('证据', 'Evidence', { text: evidence })]),
  ];
}

/** Each under its name, with so much of its hash as tells it from another of that name. */
const HASH_SHOWN = 16;
const filesIn = ({ files = [] }: Said): Value[] =>
  files.length === 0
    ? []
    : [
        line('附件', 'Files', {
          all: files.map(({ name, sha256 }) => ({ text: `${name} (SHA-256 ${sha256.slice(0, HASH_SHOWN)}…)` })),
        }),
      ];
