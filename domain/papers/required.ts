/** THE registry of required papers: which an ended case must have, and what they are called. */
import { appraisalPapers } from './appraisal.ts';
import { incidentPapers } from './incident.ts';
import { inspectionPapers } from './inspection.ts';
import { workOrderPapers } from './work-order.ts';
import type { Paper, PapersOf } from './model.ts';

const all: readonly PapersOf[] = [appraisalPapers, incidentPapers, inspectionPapers, workOrderPapers];

/** What a case of `process` that ended so must have; nothing where its process asks for none. Throws nothing. */
export const papersOf = (process: string, state: object): readonly Paper[] =>
  all.find((one) => one.process === process)?.papers(state) ?? [];
