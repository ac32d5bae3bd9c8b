/** What a versioned register is to its editor: a row of the table beside. */
import type { ClientSession } from 'mongoose';
import type { z } from 'zod';
import type { Actor, FieldError, Millis, OrgPath, Role } from '../../../domain/kernel/process.ts';
import { pinnedWord } from '../../../models/cases/case.ts';
import type { CaseFilter } from '../../../models/cases/scoped.ts';
import type { KeptApprovalPolicy } from '../../../models/registers/approval-policy.ts';
import type { Calendar } from '../../../models/registers/calendar.ts';
import type { KeptChangeTemplate } from '../../../models/registers/changes/change-template.ts';
import type { Contract } from '../../../models/registers/contract.ts';
import type { Sources, VersionedName } from '../../../models/registers/draft.ts';
import type { Freeze } from '../../../models/registers/freeze.ts';
import type { Matrix } from '../../../models/registers/priority-matrix.ts';
import type { Policy } from '../../../models/registers/policy.ts';
import type { KeptRiskQuestionnaire } from '../../../models/registers/changes/risk-questionnaire.ts';
import type { KeptDocumentTemplate } from '../../../models/registers/documents/document-template.ts';
import type { KeptIndicator } from '../../../models/registers/figures/indicator.ts';
import type { KeptScheme } from '../../../models/registers/appraisals/scheme.ts';
import type { KeptChecklist } from '../../../models/registers/inspections/checklist.ts';
import type { KeptRunbook } from '../../../models/registers/runbooks/runbook.ts';
import type { EntryField } from '../../../models/store/newest-version.ts';
import type { RegisterDeps } from './register-checks.ts';

export type Stamp = {
  version: number;
  note?: string;
  publishedAt: number;
  publishedBy: string;
  /** Of one whose publication needed four eyes: whoever wrote it. */
  authors?: readonly string[];
};
/** One that a version meets, and when first. */
export type Met = { number: string; from: Millis; until: Millis };
export type Documents = {
  calendars: Calendar;
  policies: Policy;
  matrices: Matrix;
  contracts: Contract;
  'approval-policies': KeptApprovalPolicy;
  'change-templates': KeptChangeTemplate;
  'risk-questionnaires': KeptRiskQuestionnaire;
  'document-templates': KeptDocumentTemplate;
  freezes: Freeze;
  runbooks: KeptRunbook;
  checklists: KeptChecklist;
  indicators: KeptIndicator;
  'appraisal-schemes': KeptScheme;
};

export type VersionedRegister<K extends VersionedName = VersionedName> = {
  name: K;
  /** Field that names the entry over all its versions. */
  field: EntryField;
  title: string;
  schema: z.ZodType;
  /** Who writes its drafts; absent: process owners alone, who publish it always. */
  writers?: readonly Role[];
  /** Its publication approves something: nobody publishes what he wrote himself. */
  needsFourEyes?(source: Sources[K]): boolean;
  /** What people edit, of a version. */
  sourceOf(published: Documents[K]): Sources[K];
  /** Why `actor` may not publish it as entry `id`; empty when he may. `former`: the version in force. */
  problems(
    deps: RegisterDeps,
    edit: { id: string; source: Sources[K]; former: Sources[K] | null; actor: Actor },
  ): Promise<FieldError[]>;
  /** The part of `problems` that others' publications may bring about at any time: asked again by the one that publishes. */
  rivals?(deps: RegisterDeps, edit: { id: string; source: Sources[K] }, session?: ClientSession): Promise<FieldError[]>;
  /** Whose promises it touches; empty: everybody's. */
  places(source: Sources[K]): readonly OrgPath[];
  documentOf(deps: RegisterDeps, id: string, source: Sources[K], stamp: Stamp): Promise<Documents[K]>;
  /** Cases that run on these versions; undefined: cases are not pinned to this register. */
  pinnedTo?(versions: readonly string[]): CaseFilter[];
  /** Cases that it concerns at once, whatever they are pinned to, a page at a time; undefined: none. */
  meets?(deps: RegisterDeps, version: Documents[K], now: Millis): AsyncIterable<readonly Met[]>;
  /** What must be under way before it is stored, so that whom it meets is told whatever dies then. */
  announce?(deps: RegisterDeps, version: Documents[K]): Promise<void>;
  /** Cases that may come under it because it covers others than `former` did. */
  newlyCovered?(source: Sources[K], former: Sources[K] | null): CaseFilter[];
};

/** Cases that run on any of these versions. */
export const pinnedAny = (kind: Parameters<typeof pinnedWord>[0], versions: readonly string[]): CaseFilter => ({
  'kase.pinned': { in: versions.map((version) => pinnedWord(kind, version)) },
});

export const refOf = (id: string, { version }: Stamp): string => `${id}@${version}`;
