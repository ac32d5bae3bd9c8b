/** Golden histories: recorded once on the real engines, replayed by every version after. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { defaultPayloadConverter } from '@temporalio/common';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils';
import { type InjectedSinks, Worker } from '@temporalio/worker';
import { unwound } from '../../domain/kernel/record/commit.ts';
import type { CaseEvent, CaseView, Commit, Pins, StoredCase } from '../../domain/kernel/process.ts';
import type { TurnAnswer } from '../../domain/kernel/turn.ts';
import { createLogger } from '../../platform/logger.ts';
import { cachedBundle } from './engines/bundle.ts';
import { quietRuntime } from './engines/runtime.ts';
import type { TurnsSeen } from './engines/turns-seen.ts';

export const folder = path.resolve(__dirname, '../replay');

/** One run of one case, with what MongoDB held at its end and what the case was opened on. */
export type Recording = {
  workflowId: string;
  history: unknown;
  document: StoredCase;
  commits: readonly Commit[];
  pins: Pins;
};
/** What the loop before turns recorded: whole pins in the start of its history, a document that held the case as it was. */
export type EarlyRecording = {
  history: unknown;
  document: CaseView & { kase: object };
  events: readonly (CaseEvent & { prevHash: string; hash: string })[];
};
/** `turns`: what each turn answered, as the replayed workflow heard it. */
export type Replayed = { error: Error | undefined; turns: readonly TurnAnswer[] };

/** Runs the workflow code of now over the history: no server, no activity. */
export async function replay({ workflowId, history }: Pick<Recording, 'workflowId' | 'history'>): Promise<Replayed> {
  quietRuntime(createLogger('replay', 'silent'));
  const turns: TurnAnswer[] = [];
  const sinks: InjectedSinks<TurnsSeen> = {
    turns: { taken: { fn: (_, answer) => void turns.push(answer as TurnAnswer), callDuringReplay: true } },
  };
  const options = { workflowBundle: await cachedBundle([require.resolve('./engines/turns-seen.ts')]), sinks };
  const histories = [{ workflowId, history: historyFromJSON(history) }];
  let error: Error | undefined;
  for await (const result of Worker.runReplayHistories(options, histories)) error ??= result.error;
  return { error, turns };
}

const namesIn = (place: string): string[] => readdirSync(place).filter((file) => file.endsWith('.json'));
const readFrom = (place: string, name: string): unknown => JSON.parse(readFileSync(path.join(place, name), 'utf8'));

/** Names of the histories that the workflow code of now must replay. */
export const goldenNames = (): string[] => namesIn(folder);
export const goldenOf = (name: string): Recording => readFrom(folder, name) as Recording;

/** Of the last release whose histories no loop of now can replay: its events stay readable for ever. */
const EARLY = '2512ebe';
export const earlyNames = (): string[] => namesIn(path.join(folder, EARLY));
export const earlyOf = (name: string): EarlyRecording => readFrom(path.join(folder, EARLY), name) as EarlyRecording;

export function pinsOfEarly({ history }: EarlyRecording): Pins {
  const [started] = historyFromJSON(history).events ?? [];
  const [payload] = started?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
  if (!payload) throw new Error('the history begins without an input');
  return defaultPayloadConverter.fromPayload<{ pins: Pins }>(payload).pins;
}

/** A case that some release recorded, whichever: its view at the end, its events and its pins. */
export type Recorded = { name: string; view: CaseView; events: readonly CaseEvent[]; pins: Pins };
export const allRecorded = (): Recorded[] => [
  ...earlyNames().map((name) => {
    const early = earlyOf(name);
    return { name: `${EARLY}/${name}`, view: early.document, events: early.events, pins: pinsOfEarly(early) };
  }),
  ...goldenNames().map((name) => {
    const { document, commits, pins } = goldenOf(name);
    return { name, view: document, events: commits.flatMap(unwound), pins };
  }),
];
