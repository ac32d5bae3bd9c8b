/**
 * One turn of a case: what fell due, then the commands, each guarded, decided and saved. It runs as a local activity, so it
 * may run twice, with a later clock, and it may go on when its worker was given up. Hence the two rules that everything
 * here rests on: a turn writes only onto the head that it was handed, or onto its own writes; and the first write wins.
 */
import { ApplicationFailure } from '@temporalio/activity';
import type { Connection } from 'mongoose';
import { processOf } from '../domain/catalogue.ts';
import { type Draft, lastSeqOf, MOST_EVENTS, type Stamp } from '../domain/kernel/commit.ts';
import { decideOn } from '../domain/kernel/decide.ts';
import { draftOf, type Drafted } from '../domain/kernel/draft.ts';
import { DomainError } from '../domain/kernel/errors.ts';
import { effectSeqOf, tickKey } from '../domain/kernel/ids.ts';
import { isEnd } from '../domain/kernel/lifecycle.ts';
import { type EffectRef, refOf, settledBy, stillOpen } from '../domain/kernel/pending.ts';
import { dueBefore, dueBy, wakeUpOf } from '../domain/kernel/tick.ts';
import {
  type Answer,
  type CommandInput,
  type EffectNote,
  isNote,
  type RefusedAsk,
  type Turn,
  type TurnAnswer,
} from '../domain/kernel/turn.ts';
import type {
  AnyProcess,
  Commit,
  DomainEvent,
  Facts,
  KeyedEffect,
  Millis,
  PinRefs,
  Pins,
} from '../domain/kernel/process.ts';
import { documentOf, putDocument } from '../models/case.ts';
import { appended, commitUnder } from '../models/commit.ts';
import { RecordBroken } from '../models/folding.ts';
import { noteParked } from '../models/parked.ts';
import { recordKeyOf } from '../models/record-key.ts';
import type { ActivityLogger } from './index.ts';
import { createKaseCache } from './kase-cache.ts';
import { type Case, createStanding, StoreBehind } from './standing.ts';

/** What a turn asks of registers and other cases. */
export type TurnRegisters = {
  /** Throws when a version is not there, or does not say what was pinned. */
  resolvePins(refs: PinRefs): Promise<Pins>;
  /** The facts that a command calls fresh. */
  freshFacts(asked: { caseId: string; process: string; command: string; data: object }): Promise<Facts>;
};
type Deps = {
  db: Connection;
  registers: TurnRegisters;
  logger?: ActivityLogger;
  /** Folded cases kept in memory. */
  cachedCases?: number;
};

/** A tick that is due again and again at one instant is a bug; a case that spins would hide it. */
const TICKS_AT_ONCE = 200;
/** What is not done by then is left to the next turn, before the engine gives this one up. */
const LONG_MS = 4_000;
/** Of one commit, in characters of JSON. */
const MOST_BYTES = 1_000_000;
const CACHED = 1_500;
const SYSTEM = { id: 'system', role: 'system' } as const;

export function createTurn({ db, registers, logger, cachedCases = CACHED }: Deps) {
  const cache = createKaseCache(cachedCases);
  // A store that went away may come back as an older one; what is in memory would hide that it lacks what the workflow knows.
  db.getClient().on('connectionPoolCleared', cache.clear);
  const standing = createStanding({
    db,
    cache,
    resolvePins: (refs) => registers.resolvePins(refs),
    report: (caseId, what) => logger?.error({ caseId, what }, 'a document was folded anew from its commits'),
  });

  /**
   * Takes one turn. A refusal is an answer; it throws what a retry may cure (MongoDB away), and a non-retryable failure for
   * what must park the case: a broken record, a store that has less than the workflow knows, a pinned version that is not
   * what it was, a bug in time, fold or reaction.
   */
  async function takeTurn(turn: Turn): Promise<TurnAnswer> {
    try {
      return await taken(turn);
    } catch (error) {
      throw await parking(turn, error);
    }
  }

  async function taken(turn: Turn): Promise<TurnAnswer> {
    const process = processOf(turn.process);
    const found = await standing.caseAt(process, turn);
    if (found === 'ahead') return await adopted(process, turn);
    if (!found.kase)
      return { head: turn.head, answers: turn.asks.map(({ ask }) => unopened(ask)), wakeAt: null, ended: false };
    return await new Taking(process, turn, found.kase, found.healed).through();
  }

  /** The workflow lacks what is stored: it is brought on, and asks again for what has no answer yet. */
  async function adopted(process: AnyProcess, turn: Turn): Promise<TurnAnswer> {
    const { kase, head, commits, open } = await standing.adopt(process, turn);
    logger?.info({ caseId: turn.caseId, from: turn.head.seq, to: head.seq }, 'a case adopts what is stored of it');
    await putDocument(db, documentNow(process, kase, open));
    cache.put(kase);
    const answers: Answer[] = [];
    for (const { ask } of turn.asks) {
      const own = commits.find(({ key }) => key === ask.key);
      if (!own) break; // answers are of the first asks, in their order
      answers.push(answerTo(ask, own));
    }
    return {
      head,
      again: true,
      answers,
      ...changesOf(turn.open, open),
      wakeAt: wakeUpOf(process, kase, 0),
      ended: isEnd(process, kase.state.status),
    };
  }

  const documentNow = (process: AnyProcess, kase: Case, open: readonly EffectRef[]) =>
    documentOf(process, kase, { at: kase.headAt, effectsFrom: lowestOf(open), key: recordKeyOf(db) });

  /** One turn on a case that stands at the head of its workflow. */
  class Taking {
    private readonly process: AnyProcess;
    private readonly turn: Turn;
    private readonly begunAt = performance.now();
    private readonly answers: Answer[] = [];
    private kase: Case;
    private open: readonly EffectRef[];
    private held: KeyedEffect[] | undefined;
    private isDirty: boolean;

    constructor(process: AnyProcess, turn: Turn, kase: Case, isDirty: boolean) {
      this.process = process;
      this.turn = turn;
      this.kase = kase;
      this.open = turn.open;
      this.isDirty = isDirty;
    }

    async through(): Promise<TurnAnswer> {
      const { openFrom, asks, now } = this.turn;
      if (openFrom !== undefined) this.open = await standing.openSince(this.process, this.kase, openFrom);
      const isWhole = asks.length > 0 ? await this.takeAsks() : await this.look(now);
      const isStopped = !isWhole && this.kase.seq === this.turn.head.seq;
      if (isStopped && (await this.isBeyond())) return await adopted(this.process, this.turn);
      await this.store();
      return this.answer(isWhole);
    }

    /** False: another was faster, or time is up. */
    private async takeAsks(): Promise<boolean> {
      for (const { ask, now } of this.turn.asks) {
        if (performance.now() - this.begunAt > LONG_MS) return false;
        const answer = await this.take(ask, now);
        if (answer === 'taken') return false;
        this.answers.push(answer);
      }
      return true;
    }

    /** Nothing is asked: what is due is recorded; else whether anything lies beyond is all there is to find out. */
    private async look(now: Millis): Promise<boolean> {
      const before = this.kase.seq;
      if (!(await this.settle(dueBy, now))) return false;
      return this.kase.seq > before || !(await this.isBeyond());
    }

    private async take(ask: CommandInput | EffectNote, asked: Millis): Promise<Answer | 'taken'> {
      const now = Math.max(asked, this.kase.headAt);
      if (!(await this.settle(dueBefore, now))) return 'taken';
      return isNote(ask) ? await this.note(ask, now) : await this.command(ask, now);
    }

    private async command(ask: CommandInput, now: Millis): Promise<Answer | 'taken'> {
      const decided = await this.decide(ask, now);
      if ('refused' in decided) return await this.unless(ask, decided);
      const { role, events } = decided;
      if (events.length === 0) return await this.unless(ask, { seq: this.kase.seq });
      const by = { id: ask.actor.id, role };
      return await this.write(events, { at: now, by, key: ask.key, digest: ask.digest }, ask);
    }

    private async decide(ask: CommandInput, now: Millis) {
      const { caseId, process } = this.turn;
      const { seen } = ask;
      try {
        const fresh = await registers.freshFacts({ caseId, process, command: ask.command, data: ask.data });
        return decideOn(this.process, this.kase, { ...ask, facts: { ...ask.facts, ...fresh }, now, seen });
      } catch (error) {
        if (error instanceof DomainError) return { seq: this.kase.seq, refused: refusalOf(error) };
        if (isPassing(error)) throw error;
        logger?.error({ caseId, command: ask.command, err: error }, 'a command could not be decided'); // an alarm
        return { seq: this.kase.seq, refused: { code: 'internal', message: 'The command could not be decided' } };
      }
    }

    private async note(ask: EffectNote, now: Millis): Promise<Answer | 'taken'> {
      const unwanted = ask.whileOpen === true && this.hasEnded();
      if (unwanted || this.kase.seq === 0) return await this.unless(ask, { seq: this.kase.seq });
      const event: DomainEvent = { type: `${this.turn.process}.${ask.note}`, data: ask.data };
      return await this.write([event], { at: now, by: SYSTEM, key: ask.key, digest: '' }, ask);
    }

    /** `answer`, which writes nothing, unless the key is answered already, or more is stored than was judged on. */
    private async unless(ask: CommandInput | EffectNote, answer: Answer): Promise<Answer | 'taken'> {
      const [known, beyond] = await Promise.all([commitUnder(db, this.turn.caseId, ask.key), this.isBeyond()]);
      if (known && lastSeqOf(known) <= this.kase.seq) return answerTo(ask, known);
      return beyond ? 'taken' : answer;
    }

    private isBeyond(): Promise<boolean> {
      return standing.isBeyond(this.turn.caseId, { seq: this.kase.seq, hash: this.kase.headHash });
    }

    /** What is due is recorded before anything else is decided. False: another was faster, or time is up. */
    private async settle(due: typeof dueBy, now: Millis): Promise<boolean> {
      for (let ticks = 0; ticks < TICKS_AT_ONCE; ticks += 1) {
        const events = due(this.process, this.kase, now);
        if (events.length === 0) return true;
        if (performance.now() - this.begunAt > LONG_MS) return false;
        const at = Math.max(now, this.kase.headAt);
        const stamp = { at, by: SYSTEM, key: tickKey(this.kase.seq + 1), digest: '' };
        if ((await this.write(events, stamp)) === 'taken') return false;
      }
      throw new Error(`${this.turn.caseId}: what is due does not end`);
    }

    private async write(
      events: readonly DomainEvent[],
      stamp: Stamp,
      ask?: CommandInput | EffectNote,
    ): Promise<Answer | 'taken'> {
      const { key } = stamp;
      const drafted = draftOf(this.process, this.kase, events, stamp);
      const tooLarge = sizeRefusal(drafted.draft);
      if (tooLarge) return { seq: this.kase.seq, refused: tooLarge };
      const commit = await appended(db, drafted.draft, this.kase.headHash);
      if (!commit) {
        const known = await commitUnder(db, this.turn.caseId, key);
        return known && ask && lastSeqOf(known) <= this.kase.seq ? answerTo(ask, known) : 'taken';
      }
      await this.advance(drafted, commit);
      return { seq: this.kase.seq };
    }

    private async advance({ steps, draft }: Drafted, commit: Commit): Promise<void> {
      const content = await this.heldNow();
      for (const { event, after } of steps) {
        const settled = settledBy(event, content, { process: this.process.key, clocks: after.clocks });
        this.open = stillOpen(this.open, settled);
      }
      content.push(...draft.effects);
      this.open = [...this.open, ...draft.effects.map(refOf)];
      this.kase = { ...(steps.at(-1)?.after ?? this.kase), headHash: commit.hash };
      this.isDirty = true;
    }

    private async heldNow(): Promise<KeyedEffect[]> {
      this.held ??= await standing.contentOf(this.turn.caseId, this.open);
      return this.held;
    }

    private async store(): Promise<void> {
      if (!this.isDirty || this.kase.seq === 0) return;
      await putDocument(db, documentNow(this.process, this.kase, this.open));
      cache.put(this.kase);
    }

    private hasEnded(): boolean {
      return isEnd(this.process, this.kase.state.status);
    }

    private answer(isWhole: boolean): TurnAnswer {
      const { process, kase, turn } = this;
      const wake = wakeUpOf(process, kase, 0);
      // After a look what is due is on record: an instant that is past all the same would make the case spin.
      const isSpent = turn.asks.length === 0 && isWhole && wake !== null && wake.at <= turn.now;
      return {
        head: kase.seq === 0 ? turn.head : { seq: kase.seq, hash: kase.headHash },
        ...(isWhole ? {} : { again: true as const }),
        answers: this.answers,
        ...changesOf(turn.open, this.open),
        wakeAt: isSpent ? wakeUpOf(process, kase, turn.now) : wake,
        ended: this.hasEnded(),
      };
    }
  }

  /** What parks a case is on record where operators look, with what was known of it. */
  async function parking(turn: Turn, error: unknown): Promise<unknown> {
    const code = codeOf(error);
    if (code === null) return error;
    const { caseId, head } = turn;
    const detail = error instanceof Error ? error.message : '';
    logger?.error({ caseId, code, err: error }, 'a case parks');
    await noteParked(db, caseId, Date.now(), {
      process: turn.process,
      reason: code,
      detail,
      known: head,
      ...(error instanceof StoreBehind ? { stored: error.stored } : {}),
    });
    return ApplicationFailure.nonRetryable(`${code}: ${detail}`, code);
  }

  return { takeTurn };
}

/** Of what no retry cures; null for a store that is away. */
function codeOf(error: unknown): string | null {
  if (error instanceof StoreBehind) return 'store-behind';
  if (error instanceof RecordBroken) return `record-${error.code}`;
  if (error instanceof DomainError) return error.code; // of resolving pins
  return isPassing(error) ? null : 'case-faulty';
}

/** The store, or the way to it: tried again. */
const isPassing = (error: unknown): boolean =>
  error instanceof Error && (/^(Mongo|PoolCleared|ServerSelection)/.test(error.name) || isOfSocket(error));
const isOfSocket = (error: Error): boolean => 'syscall' in error;

const unopened = (ask: CommandInput | EffectNote): Answer =>
  isNote(ask) ? { seq: 0 } : { seq: 0, refused: { code: 'unknown-case', message: 'There is no such case yet' } };

/** A key is answered once and for all; another body under it is refused. */
function answerTo(ask: CommandInput | EffectNote, known: Commit): Answer {
  const seq = lastSeqOf(known);
  if (isNote(ask) || known.digest === ask.digest) return { seq };
  return { seq, refused: { code: 'key-reused', message: 'The key was used for another body' } };
}

const refusalOf = ({ code, message, fields, params }: DomainError): RefusedAsk => ({
  code,
  message,
  ...(fields.length > 0 ? { fields } : {}),
  ...(Object.keys(params).length > 0 ? { params } : {}),
});

function sizeRefusal({ events, effects }: Draft): RefusedAsk | null {
  if (events.length <= MOST_EVENTS && JSON.stringify([events, effects]).length <= MOST_BYTES) return null;
  return { code: 'too-large', message: 'One command may not write so much' };
}

/** What the workflow is to do with its references so that it has `after`. */
function changesOf(
  before: readonly EffectRef[],
  after: readonly EffectRef[],
): Pick<TurnAnswer, 'add' | 'drop' | 'move'> {
  const [had, has] = [before, after].map((refs) => new Map(refs.map((one) => [one.key, one])));
  const add = after.filter(({ key }) => !had?.has(key));
  const drop = before.filter(({ key }) => !has?.has(key)).map(({ key }) => key);
  const move = after.filter((one) => had?.has(one.key) && had.get(one.key)?.notBefore !== one.notBefore);
  return {
    ...(add.length > 0 ? { add } : {}),
    ...(drop.length > 0 ? { drop } : {}),
    ...(move.length > 0 ? { move } : {}),
  };
}

const lowestOf = (open: readonly EffectRef[]): number | null => {
  const seqs = open.flatMap(({ key }) => effectSeqOf(key) ?? []);
  return seqs.length > 0 ? Math.min(...seqs) : null;
};
