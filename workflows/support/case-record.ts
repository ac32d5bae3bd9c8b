/** The case as its workflow knows it, and its record in the store: the one is the fold of the other. */
import { proxyLocalActivities } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import { effectsOf, emptyCase, fold } from '../../domain/kernel/fold.ts';
import { effectKey, isTickKey } from '../../domain/kernel/ids.ts';
import { stillPending } from '../../domain/kernel/pending.ts';
import { pinRefsOf, sharedPins } from '../../domain/kernel/pins.ts';
import type {
  AnyProcess,
  CaseEvent,
  CaseState,
  DomainEvent,
  Millis,
  NewEvent,
  StoredCase,
} from '../../domain/kernel/process.ts';
import { orPark } from './failures.ts';
import type { Carried, CaseInput, State } from './messages.ts';

// MongoDB away: the task is held open and extended, at 3 events each 8 s, instead of a timer at each try.
const { saveCase, readEvents } = proxyLocalActivities<Activities>({
  startToCloseTimeout: 5_000,
  localRetryThreshold: 60_000,
  retry: { initialInterval: 500, maximumInterval: 5_000 },
});

const SCHEMA = 1;

export type Kase = CaseState<State>;
/** What all events of one command share. */
export type Stamp = Pick<CaseEvent, 'at' | 'by' | 'key' | 'digest'>;
export type CaseRecord = ReturnType<typeof openRecord>;

/** Everything here but `now` is to be called in a turn. */
export function openRecord(process: AnyProcess, { carried, ...input }: CaseInput) {
  const { caseId, mode, genesis } = input;
  let kase: Kase = { ...emptyCase(process, { ...input, pins: sharedPins(input.pins) }), ...carried };

  /** False: others stood there already and are adopted now; decide again. */
  async function save(decided: readonly DomainEvent[], stamp: Stamp): Promise<boolean> {
    const events: NewEvent[] = decided.map((event, n) => ({
      ...event,
      ...stamp,
      process: process.key,
      mode,
      seq: kase.seq + 1 + n,
      schema: SCHEMA,
    }));
    const after = events.reduce((one, event) => fold(process, one, unchained(caseId, event)), kase);
    const document = documentOf(after, stamp.at);
    const saved = await orPark(() => saveCase({ caseId, headHash: kase.headHash, events, document }));
    adopt(saved.events);
    if (saved.outcome === 'saved') return true;
    await saveDocument(); // whoever wrote those events may have died before his document
    return false;
  }

  /** Reads on until nothing is stored that the case does not know, and brings the document to it. */
  async function readOn(): Promise<void> {
    for (;;) {
      const events = await orPark(() => readEvents(caseId, kase.seq));
      if (events.length === 0) break;
      adopt(events);
    }
    if (kase.seq > 0) await saveDocument();
  }

  async function saveDocument(): Promise<void> {
    const document = documentOf(kase, Date.now());
    await orPark(() => saveCase({ caseId, headHash: kase.headHash, events: [], document }));
  }

  /** From stored events only, never from what was decided here. */
  function adopt(events: readonly CaseEvent[]): void {
    for (const event of events) {
      if (event.seq !== kase.seq + 1 || event.prevHash !== kase.headHash)
        throw new Error(`${event._id} does not follow ${kase.seq} of its workflow`);
      kase = fold(process, kase, event);
      const effects = effectsOf(process, kase, event);
      const follow = effects.map((effect, n) => ({ key: effectKey(caseId, event.seq, n), effect }));
      const waiting = stillPending(kase.pending, event, { process: process.key, clocks: kase.clocks });
      kase = { ...kase, pending: [...waiting, ...follow] };
    }
  }

  const documentOf = (one: Kase, at: Millis): StoredCase => {
    const { state, clocks, seq, headHash, pins } = one;
    return { ...process.view(one, at), kase: { state, clocks, seq, headHash, pins: pinRefsOf(pins) } };
  };

  return {
    now: (): Kase => kase,
    save,
    readOn,
    /** Effects that are carried out, and of which nothing is to be recorded. */
    dropEffects(keys: ReadonlySet<string>): void {
      kase = { ...kase, pending: kase.pending.filter(({ key }) => !keys.has(key)) };
    },
    /** The input of the next run. Ticks' keys stay behind: nobody sends them again. */
    carryOver: (): CaseInput => ({ caseId, mode, genesis, pins: kase.pins, carried: carriedOf(kase) }),
  };
}

/** An event as it will stand, but for the chain, which only the save can fill. */
const unchained = (caseId: string, event: NewEvent): CaseEvent => ({
  ...event,
  _id: `${caseId}:${event.seq}`,
  caseId,
  prevHash: '',
  hash: '',
});

function carriedOf({ state, clocks, seq, headHash, keys, pending }: Kase): Carried {
  const kept = Object.entries(keys).filter(([key]) => !isTickKey(key));
  return { state, clocks, seq, headHash, keys: Object.fromEntries(kept), pending };
}
