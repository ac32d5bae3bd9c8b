/** G17: every golden history replays with the workflow code of now, to the state that its events fold to. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { defaultPayloadConverter } from '@temporalio/common';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils';
import { processOf } from '../../domain/catalogue.ts';
import { emptyCase, fold } from '../../domain/kernel/fold.ts';
import { pinRefsOf } from '../../domain/kernel/pins.ts';
import type { CaseState, Pins } from '../../domain/kernel/process.ts';
import { processes } from '../../domain/processes.ts';
import { firstBreak, sha256 } from '../../models/chain.ts';
import { folder, replay, type Recording } from '../support/replay.ts';

jest.setTimeout(60_000);

const names = readdirSync(folder).filter((file) => file.endsWith('.json'));
const recordingOf = (name: string): Recording => JSON.parse(readFileSync(path.join(folder, name), 'utf8'));

function pinsIn({ history }: Recording): Pins {
  const [started] = historyFromJSON(history).events ?? [];
  const [payload] = started?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
  if (!payload) throw new Error('the history begins without an input');
  return defaultPayloadConverter.fromPayload<{ pins: Pins }>(payload).pins;
}

function folded(recording: Recording): CaseState<{ status: string }> {
  const { document, events } = recording;
  const process = processOf(document.process);
  const { _id: caseId, mode } = document;
  const empty = emptyCase(process, { caseId, mode, pins: pinsIn(recording), genesis: sha256(caseId) });
  return events.reduce((kase, event) => fold(process, kase, event), empty);
}

test('every process has golden histories', () => {
  for (const process of Object.keys(processes))
    expect(names.filter((name) => name.startsWith(`${process}-`)).length).toBeGreaterThan(0);
});

describe.each(names)('%s', (name) => {
  const recording = recordingOf(name);

  test('replays to the document that was stored', async () => {
    const { error, documents } = await replay(recording);
    expect(error).toBeUndefined();
    const last = documents.at(-1);
    const { kase, ...view } = recording.document;
    expect({ ...last, kase: { ...last?.kase, headHash: kase.headHash } }).toEqual({ ...view, kase });
  });

  test('its events verify and fold to the same state', () => {
    const { document, events } = recording;
    expect(firstBreak(document._id, { seq: 0, hash: sha256(document._id) }, events)).toBeNull();
    const { state, clocks, seq, headHash, pins } = folded(recording);
    expect(JSON.parse(JSON.stringify({ state, clocks, seq, headHash, pins: pinRefsOf(pins) }))).toEqual(document.kase);
  });
});

test('a workflow that does something else than the history says is found', async () => {
  const { workflowId, history } = recordingOf('incident-standard.json');
  const other = JSON.parse(JSON.stringify(history).replaceAll('"carryOut"', '"carryOutElsewhere"'));
  const { error } = await replay({ workflowId, history: other });
  expect(error?.name).toBe('DeterminismViolationError');
});
