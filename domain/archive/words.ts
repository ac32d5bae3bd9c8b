/** What a monthly archive is called and says; behind `归档 ARC-000001：title` and `archive ARC-000001: title`. */
import type { Rules } from './state.ts';

export const archiveWords: Rules['words'] = {
  noun: ['月度归档', 'Monthly archive'],
  statuses: {
    collecting: ['归集中', 'being collected'],
    checking: ['校验中', 'being checked'],
    'gaps-open': ['待补正', 'waiting for missing papers'],
    signing: ['待签收', 'to be signed'],
    'needs-human': ['待人工处理', 'needs a person'],
    archived: ['已归档', 'archived'],
  },
  parts: {
    gap: {
      title: ['缺件', 'Gap'],
      statuses: {
        open: ['待补', 'open'],
        filled: ['已补', 'filled'],
        accepted: ['已接受', 'accepted'],
        late: ['往月待补', 'late'],
      },
    },
  },
  choices: {},
  told: {
    taken: ['已有人承办', 'somebody looks after it'],
    gapFound: ['有缺件待补', 'a paper is missing, please hand it in'],
    gapCarried: ['有往月缺件仍待补', 'a paper of an earlier month is still missing'],
    gapAssigned: ['有缺件请补正', 'a missing paper is yours to hand in'],
    gapFilled: ['的缺件已补正', 'a missing paper is there'],
    gapAccepted: ['的缺件已被接受', 'a gap has been accepted'],
    chainBroken: ['发现记录断链', 'a chain of the record is broken'],
    stuck: ['无法继续，请处理', 'cannot go on, please look at it'],
    halted: ['已暂停', 'has been halted'],
    brokenAccepted: ['将带断链归档', 'will be archived with its broken chains'],
    packaged: ['归档包已生成，待签收', 'is packed and to be signed'],
    signed: [
      '档案管理员已签收，待项目经理签收',
      'has been signed by the records keeper, the project manager signs next',
    ],
    archived: ['双方已签收归档', 'has been signed twice and archived'],
  },
  clocks: { gap: ['补正缺件', 'the missing paper'], sign: ['签收', 'the signatures'] },
  ladder: {},
  said: {
    gapFound: ['case', 'paper'],
    gapCarried: ['case', 'paper', 'of'],
    gapAccepted: ['reason'],
    chainBroken: ['case', 'code'],
    stuck: ['code'],
    halted: ['reason'],
    brokenAccepted: ['reason'],
  },
  values: {},
};
