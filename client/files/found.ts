/** What rules are told of a finding that is to be put right: it is read out of the record, since no case keeps its words. */
import type { Connection } from 'mongoose';
import { foundIn } from '../../domain/inspection/found.ts';
import type { Facts } from '../../domain/kernel/facts.ts';
import { processOfCase } from '../../domain/processes.ts';
import { eventsAfter } from '../../models/cases/commit.ts';

const PAGE = 1_000;

/** Of the finding `part` of an inspection; undefined for any other case. */
export async function foundFact(db: Connection, caseId: string, part: string): Promise<Facts['found']> {
  if (processOfCase(caseId) !== 'inspection') return undefined;
  const all = [];
  for (let after = 0; ; ) {
    const page = await eventsAfter(db, caseId, { after, limit: PAGE });
    all.push(...page);
    if (page.length < PAGE) return foundIn(all, part);
    after = page.at(-1)?.seq ?? after;
  }
}
