/** What keeps the appraisals of one store: reads one as it stands, freezes the figures of its period. */
import type { Connection } from 'mongoose';
import type { Appraisal } from '../../domain/appraisal/state.ts';
import type { StoredCase } from '../../domain/kernel/process.ts';
import { bodyOf, caseOf } from '../../models/cases/case.ts';
import { type FreezeDeps, type Frozen, frozenFigures } from './freezing.ts';
import { type Proposal, proposeScheme } from './proposing.ts';

export type AppraisalKeeper = {
  /** The appraisal as it stands; null: there is none. */
  read(number: string): Promise<Appraisal | null>;
  freeze(step: { number: string; appraisal: Appraisal }): Promise<Frozen>;
  /** Safe to repeat. Throws DomainError 'draft-open' where somebody is writing the next version already. */
  propose(proposal: Proposal): Promise<void>;
};

export const createAppraisalKeeper = (deps: FreezeDeps): AppraisalKeeper => ({
  read: (number) => appraisalAsKept(deps.db, number),
  freeze: (step) => frozenFigures(deps, step),
  propose: (proposal) => proposeScheme(deps.registers, proposal),
});

export async function appraisalAsKept(db: Connection, number: string): Promise<Appraisal | null> {
  const stored = await caseOf(db).findById(number).lean<StoredCase>();
  if (stored?.process !== 'appraisal') return null;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the state of a case is that of its process
  return bodyOf(stored).state as unknown as Appraisal;
}
