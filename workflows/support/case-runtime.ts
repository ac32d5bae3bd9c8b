/** The pieces of which a case's life is made: commands in turn, ticks, saves, effects. run-case.ts puts them in order. */
import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import { nextWakeUp } from '../../domain/kernel/clocks.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { effectsOf, emptyCase, fold } from '../../domain/kernel/fold.ts';
import { effectKey, recordKey, tickKey } from '../../domain/kernel/ids.ts';
import { guard, isEnd } from '../../domain/kernel/lifecycle.ts';
import { pinRefsOf } from '../../domain/kernel/pins.ts';
import type {
  Actor,
  AnyProcess,
  CaseEvent,
  CaseState,
  DomainEvent,
  Millis,
  NewEvent,
  PendingEffect,
  StoredCase,
} from '../../domain/kernel/process.ts';
import type { Carried, CaseInput, CommandAnswer, CommandInput, State } from './messages.ts';

// MongoDB away: the task is held open and extended, at 3 events each 8 s, instead of a timer at each try.
const { saveCase, readEvents } = proxyLocalActivities<Activities>({
  startToCloseTimeout: 5_000,
  localRetryThreshold: 60_000,
  retry: { initialInterval: 500, maximumInterval: 5_000 },
});
const { carryOut } = proxyActivities<Activities>({
  startToCloseTimeout: 120_000,
  heartbeatTimeout: 15_000, // a killed worker is noticed by it
  retry: { initialInterval: 1_000, backoffCoefficient: 2, maximumInterval: 60_000 },
});

/** Effects a call, so that the call's input stays small. */
const BATCH = 50;
const RETRY_FIRST_MS = 60_000;
const RETRY_MOST_MS = 3_600_000;
/** A tick that is due again and again at one instant is a bug; a case that spins would hide it. */
const TICKS_AT_ONCE = 200;
const SCHEMA = 1;

type Kase = CaseState<State>;
type Stamp = Pick<CaseEvent, 'at' | 'by' | 'key' | 'digest'>;
export type CaseRuntime = ReturnType<typeof openCase>;

/** The case of `input` at work. What it exposes may be called at any time; turns keep one command at a time. */
export function openCase(process: AnyProcess, input: CaseInput) {
  const { caseId, mode } = input;
  const system: Actor = { id: caseId, kind: 'system', unit: '/', teams: [], grants: [] };
  let kase: Kase = { ...emptyCase(process, input), ...input.carried };
  let tail: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let changes = 0;
  let commands = 0;
  let carrying = false;
  let broken: unknown;
  const retries = new Map<string, { tries: number; at: Millis }>();

  /** Handlers interleave at every await: whoever reads the case, decides and saves does it alone. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    waiting += 1;
    const turn = tail.then(work).finally(() => {
      waiting -= 1;
      changes += 1;
    });
    tail = turn.then(nothing, nothing); // the next turn has its own fate
    return turn;
  }

  /** Guard and decide, nothing kept. Throws DomainError. */
  function decide(type: string, { data, actor, key, facts, seen }: CommandInput, now: Millis) {
    if (seen !== undefined && seen < kase.seq)
      throw new DomainError('stale-version', `The case has changed since version ${seen}`, {
        params: { version: kase.seq, seen },
      });
    const role = guard(process, kase, { actor, now, facts, command: type });
    const { state, clocks, pins } = kase;
    const ctx = { now, actor, role, key, caseId, mode, pins, clocks, facts };
    return { role, events: process.decider.decide({ type, data }, state, ctx) };
  }

  /** Without effect, for the validator: a key that is answered already passes, another body under it does not. */
  function judge(type: string, command: CommandInput): void {
    if (!answered(command)) decide(type, command, Date.now());
  }

  /** Answered in turn; the same key is answered once and for all. */
  async function apply(type: string, command: CommandInput): Promise<CommandAnswer> {
    commands += 1;
    if (command.seen !== undefined && command.seen > kase.seq) await adoptStored();
    for (;;) {
      await settle(1);
      const before = answered(command);
      if (before) return before;
      const now = Date.now(); // here and not before the queue: the case may have waited
      const { role, events } = decide(type, command, now);
      const { actor, key, digest } = command;
      if (events.length === 0 || (await save(events, { at: now, by: { id: actor.id, role }, key, digest })))
        return { seq: kase.seq };
    }
  }

  function answered({ key, digest }: CommandInput): CommandAnswer | undefined {
    const known = kase.keys[key];
    if (known && known.digest !== digest) throw new DomainError('key-reused', 'The key was used for another body');
    return known && { seq: known.seq };
  }

  /** What is due is on record before anything else is decided; by 1 ms early: at one instant a command precedes time. */
  async function settle(early: Millis = 0): Promise<void> {
    for (let ticks = 0; ticks < TICKS_AT_ONCE; ticks += 1) {
      const now = Date.now();
      const events = tickEvents(now - early);
      if (events.length === 0) return;
      await save(events, { at: now, by: { id: 'system', role: 'system' }, key: tickKey(kase.seq + 1), digest: '' });
    }
    throw new Error(`${caseId}: what is due does not end`);
  }

  function tickEvents(now: Millis): DomainEvent[] {
    if (kase.seq === 0 || hasEnded()) return [];
    const { state, clocks, pins } = kase;
    const key = tickKey(kase.seq + 1);
    const ctx = { now, actor: system, role: 'system', key, caseId, mode, pins, clocks, facts: {} } as const;
    return process.decider.decide({ type: 'tick' }, state, ctx);
  }

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
    const saved = await orPark(() =>
      saveCase({ caseId, headHash: kase.headHash, events, document: documentOf(after, stamp.at) }),
    );
    adopt(saved.events);
    if (saved.outcome === 'saved') return true;
    await saveDocument(); // whoever wrote those events may have died before his document
    return false;
  }

  /** Reads on until nothing is stored that the case does not know. */
  async function adoptStored(): Promise<void> {
    let found = false;
    for (;;) {
      const events = await orPark(() => readEvents(caseId, kase.seq));
      if (events.length === 0) break;
      adopt(events);
      found = true;
    }
    if (found || kase.seq > 0) await saveDocument();
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
      const follow = effectsOf(process, kase, event).map((effect, n) => ({
        key: effectKey(caseId, event.seq, n),
        effect,
      }));
      const settled = settledEffectOf(process.key, event);
      kase = { ...kase, pending: [...kase.pending.filter(({ key }) => key !== settled), ...follow] };
    }
  }

  const isDue = ({ key, effect }: PendingEffect, now: Millis): boolean =>
    now >= (effect.kind === 'notify' ? (effect.notBefore ?? 0) : 0) && now >= (retries.get(key)?.at ?? 0);

  /** One activity call for all that is due; what failed alone goes again, later each time. */
  async function carryOutDue(): Promise<void> {
    const now = Date.now();
    const effects = kase.pending.filter((one) => isDue(one, now)).slice(0, BATCH);
    const answers = await orPark(() => carryOut({ caseId, process: process.key, mode, effects }));
    const done = new Set(answers.filter(({ outcome }) => outcome === 'done').map(({ key }) => key));
    kase = { ...kase, pending: kase.pending.filter(({ key }) => !done.has(key)) };
    for (const answer of answers) {
      if (answer.outcome === 'again') putOff(answer.key);
      else retries.delete(answer.key);
      if (answer.outcome === 'failed' || answer.outcome === 'skipped')
        await inTurn(() =>
          record(answer.key, { type: `${process.key}.${eventFor[answer.outcome]}`, data: answer.data }),
        );
    }
  }

  function putOff(key: string): void {
    const tries = (retries.get(key)?.tries ?? 0) + 1;
    retries.set(key, { tries, at: Date.now() + Math.min(RETRY_MOST_MS, RETRY_FIRST_MS * 2 ** (tries - 1)) });
  }

  async function record(effect: string, event: DomainEvent): Promise<void> {
    const key = recordKey(effect);
    while (!kase.keys[key]) {
      await save([event], { at: Date.now(), by: { id: 'system', role: 'system' }, key, digest: '' });
    }
  }

  const hasEnded = (): boolean => isEnd(process, kase.state.status);

  const documentOf = (one: Kase, at: Millis): StoredCase => {
    const { state, clocks, seq, headHash, pins } = one;
    return { ...process.view(one, at), kase: { state, clocks, seq, headHash, pins: pinRefsOf(pins) } };
  };

  return {
    judge,
    apply: (type: string, command: CommandInput) => inTurn(() => apply(type, command)),
    tick: () => inTurn(() => settle()),
    catchUp: () =>
      inTurn(async () => {
        await adoptStored();
        return { seq: kase.seq };
      }),
    /**
     * Begins what is due, beside commands and ticks; `changes` moves when it is through. Throws what broke the round
     * before: a bug, never a refusal.
     */
    beginEffects(): void {
      if (broken !== undefined) throw broken;
      const now = Date.now();
      if (carrying || !kase.pending.some((one) => isDue(one, now))) return;
      carrying = true;
      carryOutDue()
        .catch((error: unknown) => {
          broken = error;
        })
        .finally(() => {
          carrying = false;
          changes += 1;
        });
    },
    isTickDue: (): boolean => tickEvents(Date.now()).length > 0,
    /** The earliest instant after now at which something falls due; null when nothing waits. */
    nextInstant(): Millis | null {
      const now = Date.now();
      const instants = [
        hasEnded() ? null : nextWakeUp(kase.clocks, kase.pins, now),
        hasEnded() ? null : (process.wakeAt?.(kase.state) ?? null),
        ...kase.pending.map(({ key, effect }) =>
          Math.max(effect.kind === 'notify' ? (effect.notBefore ?? 0) : 0, retries.get(key)?.at ?? 0),
        ),
      ].filter((at): at is Millis => at !== null && at > now);
      return instants.length > 0 ? Math.min(...instants) : null;
    },
    isBusy: (): boolean => waiting > 0,
    /** An activity carries out effects at this moment. */
    isCarrying: (): boolean => carrying,
    isEmpty: (): boolean => kase.seq === 0,
    /** At an end, with nothing left to carry out. */
    isOver: (): boolean => kase.seq > 0 && hasEnded() && kase.pending.length === 0,
    seq: (): number => kase.seq,
    commands: (): number => commands,
    /** Moves with each turn and each round of effects. */
    changes: (): number => changes,
    /** The input of the next run. Ticks' keys stay behind: nobody sends them again. */
    carryOver: (): CaseInput => ({ ...input, pins: kase.pins, carried: carriedOf(kase) }),
  };
}

const nothing = (): void => undefined;
const eventFor = { failed: 'effectFailed', skipped: 'effectSkipped' } as const;

/** A failed activity is never an answer to a person: as a plain Error it fails the task, and the case parks. */
async function orPark<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw new Error(error instanceof Error ? `${error.message}: ${causeOf(error)}` : 'failed', { cause: error });
  }
}

const causeOf = ({ cause }: Error): string => (cause instanceof Error ? cause.message : '');

/** An event as it will stand, but for the chain, which only the save can fill. */
const unchained = (caseId: string, event: NewEvent): CaseEvent => ({
  ...event,
  _id: `${caseId}:${event.seq}`,
  caseId,
  prevHash: '',
  hash: '',
});

/** Key of the effect whose end this event records. */
function settledEffectOf(process: string, { type, data }: CaseEvent): string | undefined {
  const isRecord = type === `${process}.effectFailed` || type === `${process}.effectSkipped`;
  return isRecord && 'effect' in data && typeof data.effect === 'string' ? data.effect : undefined;
}

function carriedOf({ state, clocks, seq, headHash, keys, pending }: Kase): Carried {
  const kept = Object.entries(keys).filter(([key]) => !/^[tr]:/.test(key));
  return { state, clocks, seq, headHash, keys: Object.fromEntries(kept), pending };
}
