/** The pieces of which a case's life is made: commands in turn, ticks, wake-ups. run-case.ts puts them in order. */
import { DomainError } from '../../domain/kernel/errors.ts';
import { tickKey } from '../../domain/kernel/ids.ts';
import { guard, isEnd } from '../../domain/kernel/lifecycle.ts';
import type { AnyProcess, Millis } from '../../domain/kernel/process.ts';
import { dueBefore, dueBy, nextDue } from '../../domain/kernel/tick.ts';
import { createCaseEffects } from './case-effects.ts';
import { openRecord } from './case-record.ts';
import type { CaseInput, CommandAnswer, CommandInput, EffectNote } from './messages.ts';
import { createTurns } from './turns.ts';

/** A tick that is due again and again at one instant is a bug; a case that spins would hide it. */
const TICKS_AT_ONCE = 200;

export type CaseRuntime = ReturnType<typeof openCase>;

/** The case of `input` at work. What it exposes may be called at any time; turns keep one command at a time. */
export function openCase(process: AnyProcess, input: CaseInput) {
  const { caseId, mode } = input;
  const record = openRecord(process, input);
  const turns = createTurns();
  const settled = () => settle(dueBefore);
  const effects = createCaseEffects({ caseId, process: process.key, mode, settle: settled }, record, turns);
  let commands = 0;

  /** Guard and decide, nothing kept. Throws DomainError. */
  function decide(type: string, { data, actor, key, facts, seen }: CommandInput, now: Millis) {
    const kase = record.now();
    const { state, clocks, pins, seq } = kase;
    if (seen !== undefined && seen < seq)
      throw new DomainError('stale-version', `The case has changed since version ${seen}`, {
        params: { version: seq, seen },
      });
    const role = guard(process, kase, { actor, now, facts, command: type });
    const ctx = { now, actor, role, key, caseId, mode, pins, clocks, facts };
    return { role, events: process.decider.decide({ type, data }, state, ctx) };
  }

  /** Without effect, for the validator: a key that is answered already passes, another body under it does not. */
  function judge(type: string, command: CommandInput): void {
    if (!answered(command)) decide(type, command, Date.now());
  }

  /** The same key is answered once and for all. */
  async function apply(type: string, command: CommandInput): Promise<CommandAnswer> {
    commands += 1;
    if (command.seen !== undefined && command.seen > record.now().seq) await record.readOn();
    for (;;) {
      if (dueBefore(process, record.now(), Date.now()).length > 0) await settled(); // each promise costs in the sandbox
      const before = answered(command);
      if (before) return before;
      const now = Date.now(); // here and not before the queue: the case may have waited
      const { role, events } = decide(type, command, now);
      const { actor, key, digest } = command;
      if (events.length === 0 || (await record.save(events, { at: now, by: { id: actor.id, role }, key, digest })))
        return { seq: record.now().seq };
    }
  }

  function answered({ key, digest }: CommandInput): CommandAnswer | undefined {
    const known = record.now().keys[key];
    if (known && known.digest !== digest) throw new DomainError('key-reused', 'The key was used for another body');
    return known && { seq: known.seq };
  }

  /** What is due is recorded before anything else is decided. */
  async function settle(due: typeof dueBy): Promise<void> {
    for (let ticks = 0; ticks < TICKS_AT_ONCE; ticks += 1) {
      const now = Date.now();
      const events = due(process, record.now(), now);
      if (events.length === 0) return;
      const key = tickKey(record.now().seq + 1);
      await record.save(events, { at: now, by: { id: 'system', role: 'system' }, key, digest: '' });
    }
    throw new Error(`${caseId}: what is due does not end`);
  }

  const isEmpty = (): boolean => record.now().seq === 0;
  const hasEnded = (): boolean => isEnd(process, record.now().state.status);

  async function catchUp(): Promise<CommandAnswer> {
    await record.readOn();
    return { seq: record.now().seq };
  }

  /** What became of an effect after it was handed on; nothing once the case has ended, since an end is final. */
  async function noteEffect(data: EffectNote): Promise<CommandAnswer> {
    if (!isEmpty()) await effects.failed(data, () => !hasEnded());
    return { seq: record.now().seq };
  }

  return {
    judge,
    apply: (type: string, command: CommandInput) => turns.take(() => apply(type, command)),
    tick: () => turns.take(() => settle(dueBy)),
    catchUp: () => turns.take(catchUp),
    noteEffect: (data: EffectNote) => turns.take(() => noteEffect(data)),
    /** See case-effects.ts. */
    beginEffects: () => effects.begin(),
    isTickDue: (): boolean => dueBy(process, record.now(), Date.now()).length > 0,
    /** The earliest instant after now at which something falls due; null when nothing waits. */
    nextInstant(): Millis | null {
      const now = Date.now();
      const ofTime = nextDue(process, record.now(), now);
      const instants = [ofTime, ...effects.instants()].filter((at): at is Millis => at !== null && at > now);
      return instants.length > 0 ? Math.min(...instants) : null;
    },
    isBusy: turns.isBusy,
    /** An activity carries out effects at this moment. */
    isCarrying: effects.isCarrying,
    isEmpty,
    /** At an end, with nothing left to carry out. */
    isOver: (): boolean => !isEmpty() && hasEnded() && record.now().pending.length === 0,
    seq: (): number => record.now().seq,
    /** Commands that this run has taken. */
    commands: (): number => commands,
    /** Moves with each turn and each round of effects. */
    changes: turns.changes,
    carryOver: record.carryOver,
  };
}
