/** What an appraisal is called and says; behind `考核 APR-000001：title` and `appraisal APR-000001: title`. */
import type { Rules } from './state.ts';

export const appraisalWords: Rules['words'] = {
  noun: ['考核', 'Appraisal'],
  statuses: {
    collecting: ['取数中', 'being collected'],
    scoring: ['评分中', 'being scored'],
    published: ['公示中', 'published'],
    disputed: ['争议中', 'disputed'],
    confirming: ['待双方确认', 'to be confirmed by both sides'],
    archived: ['已归档', 'archived'],
    voided: ['已作废', 'voided'],
  },
  parts: {
    item: {
      title: ['考核项', 'Item'],
      statuses: {
        open: ['待评分', 'open'],
        scored: ['已评分', 'scored'],
        disputed: ['申诉中', 'disputed'],
        upheld: ['维持', 'upheld'],
        adjusted: ['已调整', 'adjusted'],
        appealed: ['复议中', 'appealed'],
        decided: ['已裁定', 'decided'],
      },
    },
  },
  choices: {
    subjectKind: {
      provider: ['服务商', 'Provider'],
      centre: ['服务中心', 'Centre'],
      person: ['个人', 'Person'],
    },
  },
  told: {
    taken: ['已有人承办', 'somebody looks after it'],
    stuck: ['无法取数，请处理', 'cannot be collected, please look at it'],
    frozen: ['数据已冻结，请评分', 'has its figures frozen, please score it'],
    published: ['已公示，请在期限内认可或申诉', 'is published, please accept or dispute it in time'],
    disputed: ['有考核项被申诉', 'has an item that is disputed'],
    disputeAnswered: ['的申诉已答复', 'a dispute has been answered'],
    appealed: ['有考核项申请复议', 'has an item that is appealed against'],
    appealDecided: ['的复议已裁定', 'an appeal has been decided'],
    windowClosed: ['的申诉期已过', 'can be disputed no more'],
    accepted: ['已被认可，请双方签字', 'has been accepted, both sides sign next'],
    acceptedBySilence: ['逾期未申诉，视为认可', 'counts as accepted, since nobody disputed it in time'],
    signed: ['有一方已签字', 'has been signed by one side'],
    voidAsked: ['申请作废，待审计员确认', 'is to be voided, the auditor confirms it'],
    criteriaProposed: ['的下期方案已提出', 'proposes the next scheme'],
    archived: ['双方已签字归档', 'has been signed by both sides and archived'],
    voided: ['已作废', 'has been voided'],
  },
  clocks: {
    score: ['评分', 'the scores'],
    answer: ['答复申诉', 'the answer to a dispute'],
    decide: ['复议裁定', 'the decision on an appeal'],
    sign: ['签字', 'the signatures'],
  },
  ladder: {
    'dispute-window-warned': ['公示中，{dueAt} 之后不再受理申诉', 'is published and can be disputed until {dueAt}'],
    'appeal-window-warned': [
      '申诉已答复，{dueAt} 之后不再受理复议',
      'is answered and can be appealed against until {dueAt}',
    ],
  },
  said: {
    stuck: ['code'],
    scored: ['reason', 'evidence'],
    disputed: ['grounds', 'evidence'],
    disputeAnswered: ['reason'],
    appealed: ['grounds'],
    appealDecided: ['reason'],
    voidAsked: ['reason'],
    voided: ['reason'],
  },
  values: {},
};
