/** The cases of the sample organisation as they stand in a store, against its stories. */
import type { Connection } from 'mongoose';
import { processOf } from '../../../../domain/catalogue.ts';
import { statusesOf } from '../../../../domain/kernel/lifecycle.ts';
import type { StoredCase } from '../../../../domain/kernel/process.ts';
import { isProcessKey, type ProcessKey, processes } from '../../../../domain/processes.ts';
import { caseOf } from '../../../../models/cases/case.ts';
import type { Act, Known, Story } from '../../../../worker/sample/sample-story.ts';

const known: Known = {
  begun: Date.now(),
  planHash: 'a'.repeat(64),
  recordHash: 'b'.repeat(64),
  manifestHash: 'c'.repeat(64),
  statementHash: 'd'.repeat(64),
  numbers: {
    'change scheduled': 'CHG-000001',
    'cutover armed': 'CUT-000001',
    'incident in-progress': 'INC-000001',
  },
};
/** What the act says, with numbers and hashes of no real case. */
export const given = ({ data }: Act): object => (typeof data === 'function' ? data(known) : data);

/** Through which the product goes by itself. */
const passing: Readonly<Record<string, readonly string[]>> = {
  archive: ['collecting', 'checking'],
  appraisal: ['collecting'],
};

/** Oldest first. */
export const casesOf = (db: Connection): Promise<StoredCase[]> =>
  caseOf(db).find().sort({ openedAt: 1 }).lean<StoredCase[]>();

/** What each story came to: the status in which its one case stands; several: it was told more than once. */
export function cameTo(cases: readonly StoredCase[], stories: readonly Story[]): string[] {
  return stories.map(({ process, acts }) => {
    const [title] = acts.map(given).flatMap((data) => ('title' in data ? [data.title] : []));
    const told = cases.filter((one) => one.title === title && one.process === process);
    return `${process} ${told.map(({ status }) => status).join()}`;
  });
}
/** What each is to come to. */
export const meantTo = (stories: readonly Story[]): string[] =>
  stories.map(({ process, status }) => `${process} ${status}`);

/** Statuses in which no case of its process stands, as `process status`. */
export function lacking(cases: readonly Pick<StoredCase, 'process' | 'status'>[]): string[] {
  const shown = new Set(cases.map(({ process, status }) => `${process} ${status}`));
  const all: ProcessKey[] = Object.keys(processes).filter(isProcessKey);
  return all.flatMap((process) =>
    statusesOf(processOf(process))
      .filter((status) => !passing[process]?.includes(status))
      .map((status) => `${process} ${status}`)
      .filter((one) => !shown.has(one)),
  );
}
