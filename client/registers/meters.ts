/** What meters showed at the visits before, as an inspection compares its own readings with it. */
import type { Connection } from 'mongoose';
import { COMPARED, readingIn } from '../../domain/inspection/meters.ts';
import type { Inspection } from '../../domain/inspection/state.ts';
import type { Facts } from '../../domain/kernel/facts.ts';
import type { Mode } from '../../domain/kernel/process.ts';
import { visitsBefore } from '../../models/cases/processes/inspection.ts';

type Stored = {
  _id: string;
  mode: Mode;
  state: { status: string } & Partial<Pick<Inspection, 'lines' | 'begunAt' | 'plan' | 'unit' | 'items'>>;
};
/** By line, of the meters that the command names; undefined where it names none, so that nothing is read. */
export async function meterReadings(
  db: Connection,
  { _id: caseId, mode, state }: Stored,
  data: object,
): Promise<Facts['readings']> {
  const { lines = [], begunAt, plan, unit, items = [] } = state;
  const named = new Set(linesIn(data));
  const meters = lines.filter(({ id, meter }) => meter !== undefined && named.has(id)).map(({ id }) => id);
  if (meters.length === 0 || begunAt === undefined || unit === undefined) return undefined;
  const visits = await visitsBefore(db, { caseId, mode, before: begunAt, plan, unit, items }, COMPARED);
  return Object.fromEntries(
    meters.map((line) => [line, visits.flatMap(({ state: kept }) => readingIn(kept, line)?.value ?? [])]),
  );
}

const linesIn = (data: object): string[] =>
  ('lines' in data && Array.isArray(data.lines) ? data.lines : []).flatMap((one: unknown) =>
    typeof one === 'object' && one !== null && 'line' in one && typeof one.line === 'string' ? [one.line] : [],
  );
