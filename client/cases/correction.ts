/** What a correction of the intake would change, before anybody decides on it. Writes nothing. */
import type { Connection } from 'mongoose';
import { processOf } from '../../domain/catalogue.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import type { Actor, CaseState, Millis, OrgPath, StoredCase } from '../../domain/kernel/process.ts';
import { isProcessKey } from '../../domain/processes.ts';
import { resolvePins } from '../registers/pins.ts';
import type { Directory } from '../registers/directory.ts';
import { caseStateOf } from './case-state.ts';
import { EngineError } from './engine-error.ts';
import { factsFor } from './facts.ts';
import { pinsAsCorrected } from './turn-registers.ts';
import { changes, refsOf, type RetargetPreview, stateAfter } from './retarget.ts';

type Registers = { db: Connection; registers: Connection; directory: Directory };
/** Who would have it, and what it would run on. */
export type Stand = {
  unit: OrgPath;
  application?: string;
  queue?: string;
  queueOrg?: OrgPath;
  assignee?: string;
  policyVersion: string;
  contract?: string;
};
/** `policyVersion` and `calendars`: what the command must send back where unit or application change. */
export type CorrectionPreview = RetargetPreview & { before: Stand; after: Stand };

/**
 * Before and after of a correction of `stored` as of `now`. `data`: as the command takes them, but for what a preview names.
 * Throws what the command itself would be refused with ('nothing-changes', 'invalid-data', 'not-permitted' …).
 */
export async function previewCorrection(
  deps: Registers,
  { stored, actor, now, data }: { stored: StoredCase; actor: Actor; now: Millis; data: object },
): Promise<CorrectionPreview> {
  const { db, registers, directory } = deps;
  const { process: word } = stored;
  if (!isProcessKey(word)) throw new DomainError('process-not-offered', `There is no process ${word}`);
  const asking = { process: word, command: 'correct', data, actor };
  const [standing, pins, facts] = await Promise.all([
    caseStateOf(db, stored, (refs) => resolvePins(registers, refs)),
    pinsAsCorrected(deps, stored, data),
    factsFor({ db, registers, directory }, asking),
  ]);
  if (!standing) throw new EngineError('case-parked', `${stored._id} was not upgraded`);
  const { kase } = standing;
  const refs = refsOf(pins);
  const given = { ...data, ...refs, reason: '-' };
  const after = { ...kase, ...stateAfter(word, { kase, actor, now, facts: { ...facts, pins } }, 'correct', given) };
  return {
    ...refs,
    clocks: changes(kase, after, now),
    before: standOf(kase, word, now),
    after: standOf(after, word, now),
  };
}

function standOf(kase: CaseState<{ status: string }>, word: string, now: Millis): Stand {
  const { orgPath, application, queue, queueOrg, parties } = processOf(word).view(kase, now);
  const { sla, contract } = kase.pins;
  return {
    unit: orgPath,
    ...(application === undefined ? {} : { application }),
    ...(queue === undefined ? {} : { queue }),
    ...(queueOrg === undefined ? {} : { queueOrg }),
    ...(parties.assignee === undefined ? {} : { assignee: parties.assignee }),
    policyVersion: `${sla.id}@${sla.version}`,
    ...(contract === undefined ? {} : { contract }),
  };
}
