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

type Asked = Pick<Recording, 'workflowId' | 'history'> & { done: (error: Error | undefined) => void };
/** One worker for all histories of a test file: to begin one takes longer than most of them. */
class Replayer {
  readonly #turns = new Map<string, TurnAnswer[]>();
  readonly #waiting: Asked[] = [];
  readonly #asked: Asked[] = [];
  #wake: () => void = () => undefined;
  #isEnded = false;
  readonly #running: Promise<void>;

  constructor() {
    this.#running = this.#run();
  }

  async replay(one: Pick<Recording, 'workflowId' | 'history'>): Promise<Replayed> {
    const turns: TurnAnswer[] = [];
    this.#turns.set(one.workflowId, turns);
    const done = new Promise<Error | undefined>((resolve) => this.#waiting.push({ ...one, done: resolve }));
    this.#wake();
    return { error: await Promise.race([done, this.#running.then(() => new Error('the replay ended'))]), turns };
  }

  async end(): Promise<void> {
    this.#isEnded = true;
    this.#wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    quietRuntime(createLogger('replay', 'silent'));
    const fn = ({ workflowId }: { workflowId: string }, answer: unknown) =>
      void this.#turns.get(workflowId)?.push(answer as TurnAnswer);
    const sinks: InjectedSinks<TurnsSeen> = { turns: { taken: { fn, callDuringReplay: true } } };
    const workflowBundle = await cachedBundle([require.resolve('./engines/turns-seen.ts')]);
    // in a thread of its own: in this one the SDK would keep a stack for each promise, of later test files too
    const options = { workflowBundle, sinks, debugMode: false };
    for await (const { error } of Worker.runReplayHistories(options, this.#histories()))
      this.#asked.shift()?.done(error);
  }

  async *#histories() {
    for (;;) {
      const next = this.#waiting.shift();
      if (next) {
        this.#asked.push(next);
        yield { workflowId: next.workflowId, history: historyFromJSON(next.history) };
      } else if (this.#isEnded) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

let replayer: Replayer | undefined;
afterAll(() => replayer?.end());

/** Runs the workflow code of now over the history: no server, no activity. One at a time. */
export async function replay(one: Pick<Recording, 'workflowId' | 'history'>): Promise<Replayed> {
  replayer ??= new Replayer();
  return await replayer.replay(one);
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
