/** What is answered to what a failover alone asks for, when it is rehearsed. */
import { type OwnAnswers, rehearsedWords } from '../kernel/running/rehearsed.ts';
import type { Failover } from './state.ts';

const { said } = rehearsedWords;
/** What is proposed is authorised; where nothing is, nobody can be answered for. Throws nothing. */
const answerTo: OwnAnswers<Failover>['to'] = ({ command }, { state }) => {
  switch (command) {
    case 'authorize': {
      const planHash = state.proposal?.planHash;
      return planHash === undefined ? null : { data: { planHash, customerTold: said } };
    }
    case 'report':
      return { data: { good: said, bad: said, actions: [], dataLossMinutes: 0 } };
    default:
      return undefined;
  }
};
export const failoverAnswers: OwnAnswers<Failover> = { to: answerTo };
