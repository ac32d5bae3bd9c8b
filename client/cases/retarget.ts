/** What a re-target would change, before anybody decides on it. Writes nothing. */
import type { Connection } from 'mongoose';
import { processOf } from '../../domain/catalogue.ts';
import { readings } from '../../domain/kernel/clocks/clocks.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { foldAhead } from '../../domain/kernel/fold.ts';
import { decideOn } from '../../domain/kernel/decide.ts';
import { pinRefsOf } from '../../domain/kernel/record/pins.ts';
import type { Facts } from '../../domain/kernel/facts.ts';
import type { Actor, CaseState, CaseView, Millis, Pins, StoredCase } from '../../domain/kernel/process.ts';
import { isProcessKey, type ProcessKey } from '../../domain/processes.ts';
import { caseStateOf } from './case-state.ts';
import type { Directory } from '../registers/directory.ts';
import { EngineError } from './engine-error.ts';
import { pinsFor, resolvePins } from '../registers/pins.ts';

/** `db`: the case; `registers`: calendars and policies. */
type Registers = { db: Connection; registers: Connection; directory: Directory };
type Reading = CaseView['readings'][string];
/** `policyVersion` and `calendars`: what the command must send back, so that nobody moves a case further than he saw. */
export type RetargetPreview = {
  policyVersion: string;
  calendars: string[];
  /** Only clocks that change. */
  clocks: { clock: string; before: Reading | null; after: Reading | null }[];
};

/**
 * Old and new reading of each clock that a re-target of `stored` to the registers in force would move, as of `now`.
 * Throws what the command itself would be refused with ('nothing-changes', 'clock-missing', 'not-permitted' …).
 */
export async function previewRetarget(
  { db, registers, directory }: Registers,
  { stored, actor, now }: { stored: StoredCase; actor: Actor; now: Millis },
): Promise<RetargetPreview> {
  const { process: word, orgPath, application } = stored;
  if (!isProcessKey(word)) throw new DomainError('process-not-offered', `There is no process ${word}`);
  const [standing, pins] = await Promise.all([
    caseStateOf(db, stored, (refs) => resolvePins(registers, refs)),
    pinsFor({ db: registers, directory }, word, { orgPath, application }),
  ]);
  if (!standing) throw new EngineError('case-parked', `${stored._id} was not upgraded`);
  const { kase } = standing;
  const refs = refsOf(pins);
  const after = stateAfter(word, { kase, actor, now, facts: { pins } }, 'retarget', { ...refs, reason: '-' });
  return { ...refs, clocks: changes(kase, after, now) };
}

/** What a preview names, and the command sends back. */
export function refsOf(pins: Pins): Pick<RetargetPreview, 'policyVersion' | 'calendars'> {
  const { sla, calendars } = pinRefsOf(pins);
  return { policyVersion: sla, calendars: [...new Set(Object.values(calendars))].toSorted() };
}

type Asking = { kase: CaseState<{ status: string }>; actor: Actor; now: Millis; facts: Facts };
type Moved = Pick<CaseState<unknown>, 'clocks' | 'pins'>;

/** Guard, decide and fold, as the case itself would. Throws what the command would be refused with. */
export function stateAfter(key: ProcessKey, { kase, actor, now, facts }: Asking, command: string, data: object) {
  const process = processOf(key);
  const { role, events } = decideOn(process, kase, { command, data, actor, key: '', facts, now });
  return foldAhead(process, kase.state, events, { ...kase, now, actor, role, key: '', facts });
}

/** Of each clock that is not the same afterwards, how it stands at `now`. */
export function changes(before: Moved, after: Moved, now: Millis): RetargetPreview['clocks'] {
  const [old, next] = [readings(before.clocks, before.pins, now), readings(after.clocks, after.pins, now)];
  const names = [...new Set([...Object.keys(old), ...Object.keys(next)])];
  return names.flatMap((clock) => {
    const [one, other] = [old[clock] ?? null, next[clock] ?? null];
    return isEqual(one, other) ? [] : [{ clock, before: one, after: other }];
  });
}

const isEqual = (one: Reading | null, other: Reading | null): boolean => JSON.stringify(one) === JSON.stringify(other);
