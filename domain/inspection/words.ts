/** What an inspection is called and says; behind `巡检 INS-000001：title` and `inspection INS-000001: title`. */
import type { Rules } from './state.ts';

export const inspectionWords: Rules['words'] = {
  noun: ['巡检', 'Inspection'],
  statuses: {
    planned: ['已计划', 'planned'],
    scheduled: ['已派工', 'scheduled'],
    'in-progress': ['巡检中', 'in progress'],
    settling: ['隐患协商中', 'settling its findings'],
    signing: ['待双签', 'to be signed by both sides'],
    archived: ['已归档', 'archived'],
    canceled: ['已取消', 'canceled'],
    missed: ['未执行', 'missed'],
  },
  parts: {
    line: {
      title: ['检查项', 'Line'],
      statuses: {
        open: ['待检', 'open'],
        ok: ['正常', 'in order'],
        abnormal: ['异常', 'abnormal'],
        'not-applicable': ['不适用', 'not applicable'],
        contested: ['两值待定', 'two values'],
      },
    },
    finding: {
      title: ['隐患', 'Finding'],
      statuses: {
        raised: ['已发现', 'raised'],
        fixed: ['已当场处理', 'fixed on the spot'],
        proposed: ['待客户同意', 'remedy proposed'],
        agreed: ['已商定', 'agreed'],
        disputed: ['有争议', 'disputed'],
        withdrawn: ['已撤回', 'withdrawn'],
      },
    },
  },
  choices: {
    class: { minor: ['轻微', 'minor'], general: ['一般', 'general'], serious: ['严重', 'serious'] },
    way: { 'on-site': ['现场', 'on site'], remote: ['远程', 'remote'], phone: ['电话', 'by phone'] },
  },
  told: {
    created: ['已登记，请安排', 'has been opened, please arrange it'],
    appointed: ['已派工', 'has been scheduled'],
    inspectorsReplaced: ['已更换巡检人', 'has other inspectors'],
    findingRaised: ['发现严重隐患', 'a serious hazard has been found'],
    completed: ['已完成检查', 'has been carried out'],
    remedyProposed: ['有隐患处理办法待确认', 'a remedy is proposed, please agree or dispute'],
    remedyAgreed: ['的隐患处理办法已同意', 'a remedy has been agreed'],
    remedyDisputed: ['的隐患处理办法有争议', 'a remedy is disputed'],
    findingReopened: ['的隐患已重新协商', 'a finding is open again'],
    recordPresented: ['待签字', 'is to be signed'],
    signed: ['服务方已签字，待客户签字', 'has been signed by the service side, the customer signs next'],
    deemedSigned: [
      '客户逾期未签，按合同视为已签字',
      'was not signed by the customer in time and by contract counts as signed',
    ],
    signatureWithdrawn: ['的签字已撤回', 'the signature has been withdrawn'],
    signatureRefused: ['被拒签', 'the signature has been refused'],
    archived: ['双方已签字归档', 'has been signed by both sides and archived'],
    canceled: ['已取消', 'has been canceled'],
    missed: ['未在期限内执行', 'has been missed'],
  },
  clocks: {
    report: ['巡检报告', 'the report'],
    propose: ['提出处理办法', 'the remedies'],
    agree: ['确认处理办法', "the customer's agreement"],
    sign: ['双方签字', 'the signatures'],
  },
  ladder: {
    'countersign-warned': [
      '待客户签字，{dueAt} 仍未签字的，按合同视为已签字',
      'waits for the signature of the customer and by contract counts as signed after {dueAt}',
    ],
    'visit-by-warned': ['尚未开始，逾期 {dueAt} 记为未执行', 'has not begun yet and is missed after {dueAt}'],
  },
  said: {
    appointed: ['from', 'until', 'contact', 'note'],
    inspectorsReplaced: ['reason'],
    findingRaised: ['what'],
    completed: ['summary'],
    remedyProposed: ['remedy', 'due'],
    remedyDisputed: ['reason'],
    findingReopened: ['reason'],
    signatureWithdrawn: ['reason'],
    signatureRefused: ['reason'],
    canceled: ['reason', 'agreedWith', 'newDay'],
  },
  values: {},
};
