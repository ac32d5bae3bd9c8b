/** The longest inspection, 200 lines with three photos each: what its state weighs, and the events of its longest run of the engine. */
import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { makeKeys, makePeople } from '../../commands/replay/accounts.ts';
import { Door } from '../../commands/replay/door.ts';
import { MOST_LINES } from '../../domain/inspection/checklist.ts';
import { workflowIdOf } from '../../domain/kernel/ids.ts';
import { MOST_STATE_BYTES } from '../../domain/kernel/part.ts';
import { bodyOf, casesIn } from '../../models/cases/case.ts';
import { fileRowsIn } from '../../models/files/file.ts';
import { addVersions } from '../../models/registers/add-missing.ts';
import { connectClient } from '../../platform/temporal.ts';
import type { Product } from '../product.ts';
import { budgetWords, verdictOf } from '../results.ts';
import type { Wish } from '../wish.ts';

const [INSPECTOR, PLANNER] = ['bench-inspector', 'bench-planner'];
const PHOTOS = 3;
const MOST_EVENTS = 2_000;
const HOUR = 3_600_000;
const answered = z.looseObject({ number: z.string() });
const at = (hours: number): string => new Date(Date.now() + hours * HOUR).toISOString();

/** Each line by a command of its own, as from a phone on line, and each once more: two values, as it were of another phone. */
export async function inspected(
  { results, command }: Wish,
  { product, db }: { product: Product; db: Connection },
): Promise<void> {
  const { address, env } = product.run();
  await makePeople(db, new Map([[INSPECTOR, { unit: '/dx', role: 'engineer', teams: new Set(['dx-l2']) }]]));
  await makePeople(db, new Map([[PLANNER, { unit: '/dx', role: 'supervisor', teams: new Set<string>() }]]));
  const door = new Door(address, await makeKeys(db, { people: [INSPECTOR, PLANNER], known: {}, name: 'bench' }));
  const give = async (by: string, path: string, data: object): Promise<string> => {
    const { shown, code } = await door.post(by, `/api/inspections${path}`, {
      key: randomUUID(),
      data,
      schema: answered,
    });
    if (!shown) throw new Error(`${path}: ${code}`);
    return shown.number;
  };
  const lines = await checklist(db);
  const place = { unit: '/dx', title: 'The longest', way: 'on-site', checklist: 'bench', items: [] };
  const number = await give(PLANNER, '', { ...place, visitUntil: at(48) });
  await give(PLANNER, `/${number}/appoint`, { inspectors: [{ person: INSPECTOR }], from: at(1), until: at(3) });
  await give(INSPECTOR, `/${number}/begin`, { place: 'In the machine room' });
  for (const value of [20.125, 21.375])
    for (const line of lines) {
      const files = value > 21 ? [] : await photos(db);
      const said = { line, value, basedOn: 0, ...(files.length > 0 ? { photos: files } : {}) };
      await give(INSPECTOR, `/${number}/recordItems`, { lines: [said], ...(files.length > 0 ? { files } : {}) });
    }
  const stored = await casesIn(db).findOne({ _id: number });
  if (!stored) throw new Error(`${number} is not stored`);
  const { state, clocks } = bodyOf(stored);
  const bytes = [state, clocks].reduce((sum, one) => sum + Buffer.byteLength(JSON.stringify(one)), 0);
  const temporal = connectClient({ temporalAddress: env['TEMPORAL_ADDRESS'] ?? '', temporalNamespace: 'changming' });
  const events = await eventsOfRuns(temporal, workflowIdOf('inspection', number));
  await temporal.connection.close();
  results.phase({ run: 'sync', variant: 'inspection', lines: MOST_LINES, photos: PHOTOS, bytes, events });
  results.row({
    row: 'sync',
    what: `an inspection of ${MOST_LINES} lines with ${PHOTOS} photos and two values each, by ${2 * MOST_LINES} commands: bytes of state and clocks, events of its longest run (${events.length} runs)`,
    budget: budgetWords([{ must: MOST_STATE_BYTES }, { must: MOST_EVENTS }]),
    measured: [bytes, Math.max(...events)].join(', '),
    verdict: verdictOf([bytes, { must: MOST_STATE_BYTES }], [Math.max(...events), { must: MOST_EVENTS }]),
    command,
  });
}

async function checklist(db: Connection): Promise<string[]> {
  const ids = Array.from({ length: MOST_LINES }, (_, n) => `line-of-the-machine-room-${String(n).padStart(3, '0')}`);
  const title = { zh: '最长', en: 'The longest' };
  const version = { _id: 'bench@1', checklist: 'bench', version: 1, publishedAt: Date.now(), publishedBy: 'system' };
  const answer = { type: 'number' as const, unit: '°C', min: 18.5, max: 27.25 };
  const lines = ids.map((id) => ({ id, group: 'all', title, answer, weight: 1 }));
  await addVersions(db, 'checklists', [
    { ...version, title, orgPath: '/dx', ways: ['on-site'], groups: [{ id: 'all', title }], lines },
  ]);
  return ids;
}

/** Written past the product: what is measured is the inspection. */
async function photos(db: Connection): Promise<string[]> {
  const rows = Array.from({ length: PHOTOS }, () => {
    const _id = randomUUID();
    const bytes = { size: 700_000, sha256: 'ab'.repeat(32), sent: 'ab'.repeat(32) };
    const of = { by: INSPECTOR, at: Date.now(), key: `u:${INSPECTOR}:${_id}`, open: true as const };
    return { _id, state: 'kept' as const, name: `${_id}.jpg`, type: 'image/jpeg', ...bytes, ...of };
  });
  await fileRowsIn(db).insertMany(rows);
  return rows.map(({ _id }) => _id);
}

/** Of each run, the last first. */
async function eventsOfRuns(temporal: Client, workflowId: string): Promise<number[]> {
  const events: number[] = [];
  for (let runId: string | undefined; ; ) {
    const handle = temporal.workflow.getHandle(workflowId, runId);
    const [{ historyLength }, { events: all }] = await Promise.all([handle.describe(), handle.fetchHistory()]);
    events.push(historyLength);
    runId = all?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? undefined;
    if (!runId) return events;
  }
}
