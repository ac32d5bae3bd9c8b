/** Who was judged, who judged, what came of it, and who signed for which side when. */
import {
  type Block,
  factsOf,
  instantOf,
  namedAs,
  person,
  said,
  type SeenCase,
  type Value,
  wordsOf,
} from '../../documents/model.ts';
import { countOf, moneyOf, pointsOf } from '../../documents/numbers.ts';
import type { Appraisal, Side } from '../state.ts';
import { termsOf } from '../totals.ts';
import { ownOrganisation } from '../whom.ts';
import { appraisalWords } from '../words.ts';

type Seen = SeenCase<Appraisal>;

/** A provider, a centre or a person, as its kind has it: organisation, teams, the person himself. */
const subjectRows = ({ unit, subject, subjectGone }: Appraisal): Parameters<typeof factsOf>[0] => [
  [wordsOf('被考核方', 'Who is judged'), kindOf(subject.kind)],
  [wordsOf('被考核单位', 'Their organisation'), namedAs('organisation', ownOrganisation({ unit, subject }))],
  [wordsOf('被考核团队', 'Their teams'), teamsOf(subject.teams)],
  [wordsOf('被考核人', 'Person'), namedAs('person', subject.person)],
  [
    wordsOf('被考核人去向', 'He'),
    subjectGone ? wordsOf('已离任，由其主管代为认可和签字', 'has left; his supervisor speaks for him') : undefined,
  ],
];
function kindOf(kind: Appraisal['subject']['kind']): Value {
  const [zh = kind, en = kind] = appraisalWords.choices?.['subjectKind']?.[kind] ?? [];
  return wordsOf(zh, en);
}
const teamsOf = (teams: readonly string[] = []): Value | undefined =>
  teams.length > 0 ? { all: teams.map((key): Value => ({ named: 'team', key })) } : undefined;

export function overview({ state, view }: Seen): Block | null {
  const { totals, accepted, list, judges } = state;
  const { currency } = termsOf(state);
  return factsOf([
    [wordsOf('考核单号', 'Number'), { text: view._id }],
    [wordsOf('考核期', 'Period'), { text: state.period }],
    [wordsOf('起止时间', 'From and until'), { from: state.from, until: state.until }],
    [wordsOf('时区', 'Time zone'), { text: state.zone }],
    [wordsOf('考核方案', 'Scheme'), said(state.schemeRef)],
    ...subjectRows(state),
    [wordsOf('所考核的服务', 'Service of'), namedAs('organisation', state.unit)],
    [wordsOf('考核方', 'Judge'), namedAs('organisation', state.judging)],
    [wordsOf('考核人员', 'Who judged'), judges.length > 0 ? { all: judges.map(person) } : undefined],
    [
      wordsOf('得分', 'Score'),
      totals && (totals.score === null ? wordsOf('不计', 'Left out') : pointsOf(totals.score)),
    ],
    [wordsOf('违约金合计', 'Penalty'), totals && moneyOf(totals.penalty, currency)],
    [
      wordsOf('认可', 'Accepted'),
      accepted && (accepted.silence ? wordsOf('逾期视为认可', 'By silence') : person(accepted.by)),
    ],
    [wordsOf('认可时间', 'Accepted at'), instantOf(accepted?.at)],
    [wordsOf('考核方签字', 'Signed for the judge'), signedBy(state, 'judge')],
    [wordsOf('被考核方签字', 'Signed for who is judged'), signedBy(state, 'subject')],
    [wordsOf('在册工单数', 'Cases'), list && countOf(list.rows)],
    [wordsOf('清单散列值 SHA-256', 'SHA-256 of the list'), said(list?.hash)],
    [wordsOf('结果单散列值 SHA-256', 'SHA-256 of the statement'), said(state.statementHash)],
  ]);
}

/** Who, and when. */
function signedBy({ signed }: Appraisal, side: Side): Value | undefined {
  const sign = signed?.[side];
  return sign && { all: [person(sign.by), { at: sign.at }] };
}

export function signatures({ state }: Seen): Block {
  const box = (title: ReturnType<typeof wordsOf>, side: Side) => {
    const sign = state.signed?.[side];
    return { title, ...(sign ? { name: { lines: [person(sign.by), { at: sign.at }] } } : {}) };
  };
  return {
    is: 'signatures',
    boxes: [box(wordsOf('考核方', 'Judge'), 'judge'), box(wordsOf('被考核方', 'Who is judged'), 'subject')],
  };
}
