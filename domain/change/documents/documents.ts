/** The change minutes 变更会审纪要: what was before those who decided, what each said, in which meeting, and how it ended. */
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
  type Value,
  wordsOf,
} from '../../documents/model.ts';
import type { Says } from '../../kernel/approval/shapes.ts';
import type { Plan } from '../plan.ts';
import type { Change } from '../state.ts';
import { changeWords } from '../words.ts';
import { type CastVote, type Round, roundsIn } from './votes.ts';

type Seen = SeenCase<Change>;

const DECISIONS: Readonly<Record<Says, readonly [zh: string, en: string]>> = {
  approve: ['同意', 'approves'],
  reject: ['反对', 'rejects'],
  abstain: ['弃权', 'abstains'],
};
const AS: Readonly<Record<string, Value>> = {
  technical: wordsOf('技术', 'technical'),
  security: wordsOf('安全', 'security'),
  business: wordsOf('业务', 'business'),
};

const worded = (
  table: Readonly<Record<string, readonly string[]>> | undefined,
  key: string | undefined,
): Value | undefined => {
  if (key === undefined) return undefined;
  const [zh = key, en = key] = table?.[key] ?? [];
  return wordsOf(zh, en);
};
/** The plan as it was written last. */
const planIn = ({ events }: Seen): Plan => {
  const data = events.findLast((event) => eventName(event) === 'planned')?.data;
  const { plan: written = {} }: { plan?: Plan } = data ?? {};
  return written;
};

const inMinutes = (count: number | undefined): Value | undefined =>
  count === undefined ? undefined : wordsOf(`${count} 分钟`, `${count} min`);

function overview(seen: Seen): Block | null {
  const { view, state } = seen;
  const { window, outageMinutes, backOutMinutes, implementer } = planIn(seen);
  return factsOf([
    [wordsOf('变更类型', 'Kind'), worded(changeWords.choices?.['kind'], state.kind)],
    [wordsOf('风险等级', 'Risk'), worded(changeWords.choices?.['risk'], state.risk)],
    [wordsOf('申请单位', 'Raised by'), namedAs('organisation', state.unit)],
    [wordsOf('申请人', 'Requested by'), namedAs('person', state.reporter)],
    [wordsOf('应用系统', 'Application'), namedAs('application', state.application)],
    [wordsOf('配置项', 'Items'), state.items.length > 0 ? { all: state.items.map((text) => ({ text })) } : undefined],
    [wordsOf('变更窗口', 'Window'), window],
    [wordsOf('停机时间', 'Outage'), inMinutes(outageMinutes)],
    [wordsOf('回退时间', 'Back-out'), inMinutes(backOutMinutes)],
    [wordsOf('实施人', 'Implementer'), namedAs('person', implementer)],
    [wordsOf('首次提交', 'First submitted'), instantOf(state.submittedAt)],
    [wordsOf('状态', 'Status'), worded(changeWords.statuses, view.status)],
  ]);
}

function plan(seen: Seen): Block | null {
  const { consequences, backOut, testEvidence } = planIn(seen);
  return factsOf([
    [wordsOf('变更原因', 'Reason'), said(seen.state.description)],
    [wordsOf('影响', 'Consequences'), said(consequences)],
    [wordsOf('回退方案', 'Back-out'), said(backOut)],
    [wordsOf('测试依据', 'Test evidence'), said(testEvidence)],
  ]);
}

function steps(seen: Seen): Block | null {
  const { steps: all = [] } = planIn(seen);
  return tableOf(
    [
      { title: wordsOf('序号', 'No.'), share: 1 },
      { title: wordsOf('步骤', 'Step'), share: 5 },
      { title: wordsOf('分钟', 'Minutes'), share: 2 },
      { title: wordsOf('回退', 'Undo'), share: 5 },
    ],
    all.map(({ title, minutes, undo, noUndo }, at) => [
      { text: String(at + 1) },
      { text: title },
      { text: String(minutes) },
      undo === undefined ? (said(noUndo) ?? BLANK) : { text: undo },
    ]),
  );
}

/** Of the sheet that was submitted last: an earlier one was another. */
function assessments({ events }: Seen): Block | null {
  const since = events.findLastIndex((event) => eventName(event) === 'submitted');
  const rows = events.slice(since + 1).flatMap((event): Value[][] => {
    if (eventName(event) !== 'assessed') return [];
    const { as = '', opinion = '' }: { as?: string; opinion?: string } = event.data;
    return [[AS[as] ?? { text: as }, person(event.by.id), { text: opinion }, { at: event.at }]];
  });
  return tableOf(
    [
      { title: wordsOf('评估', 'Assessment'), share: 2 },
      { title: wordsOf('评估人', 'By'), share: 3 },
      { title: wordsOf('意见', 'Opinion'), share: 8 },
      { title: wordsOf('时间', 'Time'), share: 4 },
    ],
    rows,
  );
}

function meetings({ state, meetings: known }: Seen): Block | null {
  const rows = (state.meetings ?? []).flatMap((id): Value[][] => {
    const met = known.get(id);
    if (!met) return [[{ text: id }, BLANK, BLANK, BLANK, BLANK]];
    const { name, from, until, place = '', chair, attended } = met;
    const there: Value = attended ? { all: attended.map(person) } : wordsOf('未登记', 'not written down');
    return [[{ text: name }, { from, until }, { text: place }, person(chair), there]];
  });
  return tableOf(
    [
      { title: wordsOf('会议', 'Meeting'), share: 4 },
      { title: wordsOf('时间', 'Time'), share: 4 },
      { title: wordsOf('地点', 'Place'), share: 3 },
      { title: wordsOf('主席', 'Chair'), share: 3 },
      { title: wordsOf('出席', 'Present'), share: 5 },
    ],
    rows,
  );
}

function votes({ events, meetings: known }: Seen): Block | null {
  const rows = roundsIn(events).flatMap((round) =>
    round.votes.map((vote): Value[] => [
      { text: `${round.number} ${vote.stage}` },
      { text: vote.seat },
      voter(vote),
      decision(vote, round),
      { text: vote.reason ?? '' },
      vote.meeting === undefined
        ? wordsOf('会外', 'outside a meeting')
        : { text: known.get(vote.meeting)?.name ?? vote.meeting },
      { at: vote.at },
    ]),
  );
  return tableOf(
    [
      { title: wordsOf('轮次', 'Round'), share: 3 },
      { title: wordsOf('席位', 'Seat'), share: 3 },
      { title: wordsOf('审批人', 'Who'), share: 3 },
      { title: wordsOf('表决', 'Vote'), share: 3 },
      { title: wordsOf('理由', 'Reason'), share: 5 },
      { title: wordsOf('会议', 'Meeting'), share: 4 },
      { title: wordsOf('时间', 'Time'), share: 4 },
    ],
    rows,
  );
}

const voter = (vote: CastVote): Value =>
  vote.for === undefined ? person(vote.person) : { all: [person(vote.person), wordsOf('代', 'for'), person(vote.for)] };

/** What was taken back, or said of what has been edited since, does not count. */
function decision({ says, withdrawnAt }: CastVote, { voidedAt }: Round): Value {
  const [zh, en] = DECISIONS[says];
  if (withdrawnAt !== undefined) return wordsOf(`${zh}（已撤回）`, `${en} (taken back)`);
  return voidedAt === undefined ? wordsOf(zh, en) : wordsOf(`${zh}（已作废）`, `${en} (void)`);
}

function results({ events }: Seen): Block | null {
  const rows = roundsIn(events).flatMap((round): Value[][] => [
    ...round.ends.map(({ stage, result, at, bySuperior }): Value[] => [
      { text: `${round.number} ${stage}` },
      result === 'passed' ? wordsOf('通过', 'passed') : wordsOf('未通过', 'refused'),
      bySuperior === undefined
        ? BLANK
        : { all: [wordsOf('逾期，由上级决定', 'overdue, by the superior'), person(bySuperior)] },
      { at },
    ]),
    ...(round.voidedAt === undefined
      ? []
      : [
          [
            { text: `${round.number}` },
            wordsOf('作废', 'void'),
            wordsOf('方案已修改', 'its sheet was edited'),
            { at: round.voidedAt },
          ],
        ]),
  ]);
  return tableOf(
    [
      { title: wordsOf('轮次', 'Round'), share: 3 },
      { title: wordsOf('结果', 'Result'), share: 3 },
      { title: wordsOf('说明', 'Words'), share: 8 },
      { title: wordsOf('时间', 'Time'), share: 4 },
    ],
    rows,
  );
}

function consents({ state: { consents: given } }: Seen): Block | null {
  return tableOf(
    [
      { title: wordsOf('客户', 'Customer'), share: 5 },
      { title: wordsOf('同意人', 'By'), share: 4 },
      { title: wordsOf('电话确认', 'On the phone'), share: 5 },
    ],
    given.map(({ customer, by, onPhone }) => [
      { named: 'organisation', key: customer },
      person(by),
      said(onPhone) ?? BLANK,
    ]),
  );
}

/** Of the round that holds: what was decided on, by which policy. */
function shown({ events }: Seen): Block | null {
  const round = roundsIn(events).at(-1);
  if (!round) return null;
  return factsOf([
    [wordsOf('审批轮次', 'Round'), { text: String(round.number) }],
    [wordsOf('审批政策', 'Approval policy'), { text: round.policy }],
    [wordsOf('送审时间', 'Asked'), { at: round.askedAt }],
    [wordsOf('审批单散列值（SHA-256）', 'Hash of the sheet (SHA-256)'), { text: round.planHash }],
  ]);
}

const box = (zh: string, en: string, key: string | undefined) => ({
  title: wordsOf(zh, en),
  ...(key === undefined ? {} : { name: person(key) }),
});

function signatures({ state, meetings: known }: Seen): Block {
  const last = (state.meetings ?? []).flatMap((id) => known.get(id) ?? []).at(-1);
  return {
    is: 'signatures',
    boxes: [
      box('主席', 'Chair', last?.chair),
      box('记录人', 'Recorder', last?.secretary),
      box('变更申请人', 'Who asked for it', state.reporter),
    ],
  };
}

export const changeMinutes: DocumentKind<Change> = {
  key: 'change-minutes',
  process: 'change',
  title: { zh: '变更会审纪要', en: 'Change minutes' },
  sides: ['inner'],
  unready: ({ approval, status }) => (approval ? null : { code: 'nothing-decided', params: { status } }),
  blocks: {
    overview: { title: wordsOf('变更概况', 'Overview'), of: overview },
    plan: { title: wordsOf('变更方案', 'Plan'), of: plan },
    steps: { title: wordsOf('实施步骤', 'Steps'), of: steps },
    assessments: { title: wordsOf('评估意见', 'Assessments'), of: assessments },
    meetings: { title: wordsOf('会议', 'Meetings'), of: meetings },
    shown: { title: wordsOf('审批对象', 'What was decided on'), of: shown },
    votes: { title: wordsOf('表决情况', 'Votes'), of: votes },
    results: { title: wordsOf('会审结论', 'Results'), of: results },
    consents: { title: wordsOf('客户意见', 'Consents of customers'), of: consents },
    signatures: { title: wordsOf('签署', 'Signatures'), of: signatures },
  },
};
