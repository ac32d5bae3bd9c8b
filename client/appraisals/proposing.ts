/** What an appraisal proposes for the next version of its scheme becomes a draft of it, for who keeps it to look at. */
import type { Connection } from 'mongoose';
import { proposedScheme } from '../../domain/appraisal/calculus/proposing.ts';
import { schemeSourceOf } from '../../domain/appraisal/calculus/scheme.ts';
import type { ProposedLine } from '../../domain/appraisal/state.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import type { Millis } from '../../domain/kernel/process.ts';
import { draftId, draftOf, keepDraft } from '../../models/registers/draft.ts';
import { versionsOfScheme } from '../../models/registers/appraisals/scheme.ts';

export type Proposal = { number: string; scheme: string; lines: readonly ProposedLine[]; at: Millis; by: string };

/** Throws DomainError 'draft-open' where somebody is writing the next version already, 'scheme-withdrawn' where there is none to come. */
export async function proposeScheme(registers: Connection, { number, scheme, lines, at, by }: Proposal): Promise<void> {
  const versions = await versionsOfScheme(registers, scheme);
  const newest = versions.at(-1);
  // It is asked again behind a kill, and its draft may be a version by now.
  if (versions.some(({ reason }) => reason?.split('\n')[0] === number)) return;
  if (!newest || newest.withdrawn) throw new DomainError('scheme-withdrawn', `The scheme ${scheme} has ended`);
  const { version: base } = newest;
  const edit = { register: 'appraisal-schemes', id: scheme, base, editedAt: at, editedBy: by } as const;
  const before = await draftOf(registers).findById(draftId('appraisal-schemes', scheme)).lean();
  if (before) {
    if (before.editedAt === at && before.editedBy === by) return; // it is there already
    throw new DomainError('draft-open', `Somebody is writing the next version of ${scheme}`);
  }
  if (!(await keepDraft(registers, 0, { ...edit, source: proposedScheme(schemeSourceOf(newest), lines, number) })))
    throw new Error(`another begins the draft of ${scheme} at this moment`);
}
