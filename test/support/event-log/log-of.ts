/** Played cases as the log that the API would send of them, and read back by the replay. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { rowsFor, titlesIn } from '../../../api/event-log/rows.ts';
import { readMapping } from '../../../commands/replay/mapping.ts';
import { type LogCase, readLog } from '../../../commands/replay/read-log.ts';
import { processOf } from '../../../domain/catalogue.ts';
import { stepReader } from '../../../domain/event-log/steps.ts';
import { XES_TAIL, xesHead, xesTrace } from '../../../domain/event-log/xes.ts';
import { people } from '../sample.ts';
import type { World } from '../world.ts';
import { commitsOf } from './logged.ts';

/** As the head of the city sees them. */
export function xesOf(played: readonly { stage: World; caseId: string }[]): string {
  const traces = played.map(({ stage, caseId }) => {
    const view = stage.viewOf(caseId);
    const commits = commitsOf(stage.eventsOf(caseId));
    const steps = stepReader(processOf(view.process))(commits);
    const span = { from: -Infinity, until: Infinity };
    const naming = { title: titlesIn('en'), pseudonym: (person: string) => person };
    const found = rowsFor(people.cityHead, { view, steps, commits }, { span, naming });
    return found ? xesTrace(found.trace, found.events) : '';
  });
  return xesHead({ 'concept:name': 'played' }) + traces.join('') + XES_TAIL;
}

export async function readBack(xes: string): Promise<LogCase[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'changming-log-'));
  try {
    const file = path.join(folder, 'log.xes');
    writeFileSync(file, xes);
    return (await readLog(file, { mapping: readMapping('changming', processOf('incident')) })).cases;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
