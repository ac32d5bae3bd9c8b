/** What is answered to what a release alone asks for, when it is rehearsed. */
import { ownerOf } from '../kernel/common/whom.ts';
import {
  ANSWERED_AFTER,
  type OwnAnswer,
  type OwnAnswers,
  type RehearsedAnswer,
  type RehearsedAsk,
  rehearsedWords,
} from '../kernel/running/rehearsed.ts';
import { commanderOf } from '../kernel/running/waits.ts';
import { HOUR } from '../kernel/time/durations.ts';
import type { Release } from './state.ts';
import { isOpenAt, partsOfKind, sitesMeant, statusOf, waveOfGate, windowOf } from './waves.ts';

const { said, because } = rehearsedWords;
const SHA256 = '0'.repeat(64);
/** Where a window closed before its gate could be passed. */
const EXTENDED_BY = 24 * HOUR;
type Ask = RehearsedAsk<Release>;

/**
 * It is built, tested, accepted and let in by its change; each wave opens with its window, is watched, and let on by its gate, whose window is extended where
 * it has closed meanwhile; a wave that went back goes again once, then it is left out, and the last one takes all back. Its waves
 * are said by whoever rehearses it: where they are not, nobody can be answered for. Throws nothing.
 */
const answerTo: OwnAnswers<Release>['to'] = ({ to, command, part = '' }, ask) => {
  const { state } = ask;
  const { sha256 = SHA256 } = state;
  switch (command) {
    case 'startBuild':
      return { data: { scope: said } };
    case 'recordBuild':
      return { data: { artefact: said, sha256: SHA256, notes: said } };
    case 'recordTest':
      return { data: { result: 'passed', sha256, evidence: said } };
    case 'acceptTest':
      return { data: { sha256, signature: said } };
    case 'openWave': // it opens by itself; where something kept it shut, its owner tries a little later
      return { data: {}, at: windowOf(state, part).from + ANSWERED_AFTER };
    case 'approveGate':
      return atGate(part, ask);
    case 'retryWave':
      return waveAgain(part, ask);
    case 'retryStep':
      if (!partsOfKind(state, 'site').some(({ id }) => id === part)) return undefined;
      return ask.retried.has(part) ? leavingOut(part, ask) : { to, command, part, data: because, at: null };
    case 'close':
      return { data: { outcome: state.wentBack ? 'with-issues' : 'successful', review: said } };
    default:
      return undefined;
  }
};
/** The change for the whole, once there is one, is approved as any answer comes: how is rehearsed by itself. */
const beside = ({ state: { status, change } }: Ask): RehearsedAnswer[] =>
  status === 'approving' && change !== undefined
    ? [{ to: 'outside', command: 'settleChange', data: { change, outcome: 'scheduled' }, at: null }]
    : [];
export const releaseAnswers: OwnAnswers<Release> = { to: answerTo, beside };

function atGate(gate: string, { state, now }: Ask): OwnAnswer | null {
  if (statusOf(state, gate) === 'soaking') return null;
  const wave = waveOfGate(state, gate);
  if (isOpenAt(windowOf(state, wave), now)) return { data: { sha256: state.sha256 ?? SHA256 } };
  const data = { until: now + EXTENDED_BY, ...because };
  return { to: ownerOf(state), command: 'extendWindow', part: wave, data, at: null };
}

function waveAgain(wave: string, ask: Ask): RehearsedAnswer {
  const { state, now, retried } = ask;
  if (retried.has(wave)) return leavingOut(wave, ask);
  const { from, until } = windowOf(state, wave);
  const isOver = until <= now + ANSWERED_AFTER;
  const window = isOver ? { window: { from: now + ANSWERED_AFTER, until: now + ANSWERED_AFTER + until - from } } : {};
  return { to: ownerOf(state), command: 'retryWave', part: wave, data: { ...because, ...window }, at: null };
}

/** Of what nobody else would have then, all is taken back. */
function leavingOut(part: string, { state }: Ask): RehearsedAnswer {
  const others = sitesMeant(state).filter((site) => site.id !== part && site.in !== part);
  return others.length > 0
    ? { to: ownerOf(state), command: 'leaveOut', part, data: because, at: null }
    : { to: commanderOf(state), command: 'rollBack', data: because, at: null };
}
