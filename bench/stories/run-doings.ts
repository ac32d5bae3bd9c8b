/** What is done next of what a run waits for, and by whom of the sample organisation. */
import type { ProcessKey } from '../../domain/processes.ts';
import { CHIEF, CUSTOMER, ENGINEER, OWNER, SHA256 } from './run-releases.ts';

export const COMMANDER = 'sup-donghu';
export const ENGINEERS = ['eng-donghu-1', 'eng-donghu-2'] as const;
/** Confirms what was cut over: who has raised it works on it. */
const USER = 'req-linxi';
/** What is done by its role at the case: of a second person, who is neither the first nor who commands. */
const byRole: Readonly<Record<string, string>> = {
  engineer: ENGINEERS[0],
  supervisor: 'sup-dx',
  'process-owner': OWNER,
  'customer-representative': CUSTOMER,
};
/** All who do what runs wait for. */
export const DOING_PEOPLE: readonly string[] = [COMMANDER, USER, ...ENGINEERS, ...Object.values(byRole)];

export type Doing = { by: string; command: string; data: object; part?: string };

/** By who commands it. */
export const turningBack = (process: ProcessKey): Doing => ({
  by: process === 'release' ? CHIEF : COMMANDER,
  command: 'rollBack',
  data: { reason: '演示' },
});

/** Whom a case waits for and for what, as its document and its answers say it. */
export type Waiting = {
  to: { person?: string | undefined; role?: string | undefined; team?: string | undefined };
  command: string;
  parts?: readonly string[] | undefined;
};
/** Of a decision: the first that may be chosen; undefined: nothing is to be chosen at it. */
type ChoiceOf = (part: string) => string | undefined;
type Run = {
  process: ProcessKey;
  choiceOf: ChoiceOf;
  /** Steps that are left alone: it is turned back once it waits for all of them. */
  turn?: readonly string[] | undefined;
};

/** Only somebody who would turn it back is waited for; a wave opens by itself. */
const UNASKED: readonly string[] = ['rollBack', 'openWave'];
export const isWaitedFor = (waitsFor: readonly Waiting[], steps: readonly string[]): boolean =>
  steps.every((step) => waitsFor.some(({ parts = [] }) => parts.includes(step)));

/**
 * What is done next of what a run waits for; undefined: it waits for an action, for time, or only for somebody who would turn it back.
 * Where an action got lost somebody looks and says what he found; the run then goes on. Throws an Error for what nobody knows how to do.
 */
export function nextDoing(waitsFor: readonly Waiting[], run: Run): Doing | undefined {
  const { turn = [] } = run;
  const [next] = waitsFor
    .filter(({ command }) => !UNASKED.includes(command))
    .map((one) => ({ ...one, parts: one.parts?.filter((part) => !turn.includes(part)) }))
    .filter(({ parts }) => parts === undefined || parts.length > 0);
  return next && doingOf(next, run);
}

function doingOf({ to, command, parts: [part] = [] }: Waiting, { process, choiceOf }: Run): Doing {
  const by = process === 'release' && to.role === 'engineer' ? ENGINEER : personOf(to);
  const beside = part === undefined ? {} : { part };
  switch (command) {
    case 'confirmStep':
      return { by, command, data: { evidence: '已核对' }, ...beside };
    case 'witnessStep':
      return { by: by === ENGINEERS[0] ? ENGINEERS[1] : by, command, data: { evidence: '已见证' }, ...beside };
    case 'passGate':
      return { by, command, data: { evidence: '已检查' }, ...beside };
    case 'decideStep': {
      const choice = choiceOf(part ?? '');
      return { by, command, data: { ...(choice === undefined ? {} : { choice }), reason: '按预案' }, ...beside };
    }
    case 'retryUndo': // nobody can tell of its undo: who looks finds it done, or does it
      return { by, command: 'markUndone', data: { evidence: '已到现场核对' }, ...beside };
    case 'resume':
      return { by, command, data: { reason: '已查明' } };
    case 'approveGate':
      return { by, command, data: { sha256: SHA256 }, ...beside };
    case 'confirmService':
      return { by: process === 'cutover' ? USER : by, command, data: { checks: '已试用' } };
    case 'close':
      return { by, command, data: { outcome: 'successful', review: '无' } };
    case 'report': {
      const lost = process === 'failover' ? { dataLossMinutes: 0 } : {};
      return { by: COMMANDER, command, data: { good: '快', bad: '无', actions: [], ...lost } };
    }
    default:
      throw new Error(`nobody knows how to ${command}`);
  }
}

const personOf = ({ person, role }: Waiting['to']): string => person ?? (role && byRole[role]) ?? COMMANDER;
