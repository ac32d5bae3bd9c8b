/** What is answered to what a cutover alone asks for, when it is rehearsed. */
import { type OwnAnswers, rehearsedWords } from '../kernel/running/rehearsed.ts';
import type { Millis } from '../kernel/units.ts';
import { expected } from './prechecks.ts';
import { isAsked } from './rules-running.ts';
import type { Cutover } from './state.ts';

const { said, evidence, because } = rehearsedWords;
const CHECKSUM = '0'.repeat(64);

/** All is checked, it begins with its window, and at its back-out time it goes back. Throws nothing. */
const answerTo: OwnAnswers<Cutover>['to'] = ({ command, part }, { state, now }) => {
  switch (command) {
    case 'recordPrecheck':
      return { data: checked(part, state, now) };
    case 'arm':
      return { data: {} };
    case 'start': {
      const from = state.window?.from ?? now;
      return { data: { rollCall: expected(state) }, ...(from > now ? { at: from } : {}) };
    }
    case 'rollBack':
      return isAsked(state) ? { data: because } : undefined;
    case 'extendBackOut':
      return null;
    case 'report':
      return { data: { good: said, bad: said, actions: [] } };
    default:
      return undefined;
  }
};
export const cutoverAnswers: OwnAnswers<Cutover> = { to: answerTo };

function checked(part: string | undefined, { networkDevices }: Cutover, now: Millis): object {
  switch (part) {
    case 'pre-spare':
      return { ...evidence, versions: { live: { os: said }, spare: { os: said } } };
    case 'pre-modules':
      return { ...evidence, modules: { optical: 2 * networkDevices, power: 2 * networkDevices } };
    case 'pre-backup':
      return { ...evidence, backup: { takenAt: now, checksum: CHECKSUM, readBack: CHECKSUM } };
    default:
      return evidence;
  }
}
