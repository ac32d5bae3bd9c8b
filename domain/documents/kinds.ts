/** THE registry of kinds of documents: which there are, and which a case may have made of it as it stands. */
import { appraisalStatement } from '../appraisal/documents/statement.ts';
import { changeMinutes } from '../change/documents/documents.ts';
import { faultAnalysisReport } from '../incident/documents.ts';
import { inspectionReport } from '../inspection/documents/documents.ts';
import type { Refusal } from '../kernel/process.ts';
import { rectificationNotice } from '../rectification/documents.ts';
import { workRecord } from '../work-order/documents.ts';
import type { DocumentKind, Side } from './model.ts';

/** By key. */
export const documentKinds: readonly DocumentKind[] = [
  appraisalStatement,
  changeMinutes,
  faultAnalysisReport,
  inspectionReport,
  rectificationNotice,
  workRecord,
];

export const documentKindOf = (key: string): DocumentKind | undefined => documentKinds.find((kind) => kind.key === key);

export type PossibleKind = { kind: DocumentKind; refusal: Refusal | null };
/** The kinds that cases of a process have for one of these sides, each with what stands in its way now. Throws nothing. */
export const kindsFor = (process: string, state: object, sides: readonly Side[]): PossibleKind[] =>
  documentKinds
    .filter((kind) => kind.process === process && kind.sides.some((side) => sides.includes(side)))
    .map((kind) => ({ kind, refusal: kind.unready(state) }));
