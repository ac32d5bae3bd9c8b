/** G17: every golden history replays with the workflow code of now, to the head of what was stored. */
import { processOf } from '../../domain/catalogue.ts';
import { lastSeqOf, unwound } from '../../domain/kernel/record/commit.ts';
import { emptyCase, foldCommit } from '../../domain/kernel/fold.ts';
import { pinRefsOf } from '../../domain/kernel/record/pins.ts';
import type { CaseState, StoredCase } from '../../domain/kernel/process.ts';
import { upcast } from '../../domain/kernel/record/shape.ts';
import { processes } from '../../domain/processes.ts';
import { bodyOf, documentOf, isGenuine } from '../../models/cases/case.ts';
import { sha256 } from '../../models/store/chain.ts';
import { firstBreakOf, genesisOf } from '../../models/cases/commit.ts';
import { testRecordKey } from '../support/engines/database.ts';
import { involvedOfNow, stateOfNow, repeatedOfNow } from '../support/shapes.ts';
import { goldenNames, goldenOf, replay, type Recording } from '../support/replay.ts';

jest.setTimeout(60_000);

function folded({ document, commits, pins }: Recording): CaseState<{ status: string }> {
  const process = processOf(document.process);
  const { _id: caseId, mode } = document;
  const empty = emptyCase(process, { caseId, mode, pins, genesis: sha256(caseId) });
  return commits.reduce((kase, commit) => foldCommit(process, kase, upcast(process, commit)), empty);
}

/** Own fields that are younger than recordings, or shown otherwise since. */
const YOUNGER = [
  'knowledge',
  'planHash',
  'submittedAt',
  'startedAt',
  'finishedAt',
  'beyondWindow',
  'leadMs',
  'causedIncidents',
];
/** What lists, people and queries see: the signed text beside may be of another shape, and some fields are younger. */
function withoutText(stored: StoredCase): unknown {
  const { kase, outward: _outward, ...document } = stored;
  const { text: _text, mac: _mac, shape: _shape, ...beside } = kase;
  const known = Object.entries(document).filter(([name]) => !YOUNGER.includes(name));
  return JSON.parse(JSON.stringify({ ...Object.fromEntries(known), kase: beside }));
}

test('every process has golden histories', () => {
  for (const process of Object.keys(processes))
    expect(goldenNames().filter((name) => name.startsWith(`${process}-`)).length).toBeGreaterThan(0);
});

describe.each(goldenNames())('%s', (name) => {
  const recording = goldenOf(name);

  test('replays to the head of what was stored', async () => {
    const { error, turns } = await replay(recording);
    expect(error).toBeUndefined();
    const { document, commits } = recording;
    expect(turns.at(-1)).toMatchObject({ head: { seq: document.version, hash: document.kase.headHash }, ended: true });
    expect(lastSeqOf(commits.at(-1) ?? { seq: 0, events: [] })).toBe(document.version);
  });

  test('its commits verify and fold to the document that was stored', () => {
    const { document, commits, pins } = recording;
    const key = testRecordKey();
    expect(firstBreakOf(document._id, genesisOf(document._id), commits, key)).toBeNull();
    expect(isGenuine(document, key)).toBe(true);
    const kase = folded(recording);
    const { effectsFrom, ...body } = bodyOf(document);
    const again = documentOf(processOf(document.process), kase, { at: kase.headAt, effectsFrom, key });
    const events = commits.flatMap(unwound);
    const { involved } = document.parties;
    const parties = { ...document.parties, ...(involved ? { involved: involvedOfNow(involved, events) } : {}) };
    expect(withoutText(again)).toEqual(withoutText({ ...document, parties, ...repeatedOfNow(events) }));
    const state = stateOfNow(document.process, Object(body.state), events);
    expect(bodyOf(JSON.parse(JSON.stringify(again)))).toEqual({ ...body, effectsFrom, state });
    expect(isGenuine(again, key)).toBe(true);
    expect(body.pins).toEqual(pinRefsOf(pins));
  });
});

test('a workflow that does something else than the history says is found', async () => {
  const { workflowId, history } = goldenOf('incident-standard.json');
  const other = JSON.parse(JSON.stringify(history).replaceAll('"carryOut"', '"carryOutElsewhere"'));
  const { error } = await replay({ workflowId, history: other });
  expect(error?.name).toBe('DeterminismViolationError');
});
