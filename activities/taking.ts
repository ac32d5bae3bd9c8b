/** The order of one turn: what fell due, then each ask, each guarded, decided and saved before the next. */
import type { Connection } from 'mongoose';
import { type Stamp, lastSeqOf } from '../domain/kernel/record/commit.ts';
import { decideOn } from '../domain/kernel/decide.ts';
import { draftOf, type Drafted } from '../domain/kernel/draft.ts';
import { DomainError } from '../domain/kernel/errors.ts';
import { tickKey } from '../domain/kernel/ids.ts';
import { isEnd } from '../domain/kernel/lifecycle.ts';
import { type EffectRef, refsOf, settledBy, stillOpen } from '../domain/kernel/pending.ts';
import { dueBefore, dueBy, wakeUpOf } from '../domain/kernel/tick.ts';
import {
  type Answer,
  type CommandInput,
  type EffectNote,
  isNote,
  refusalOf,
  type Turn,
  type TurnAnswer,
} from '../domain/kernel/turn.ts';
import type { AnyProcess, Commit, DomainEvent, KeyedEffect, Millis } from '../domain/kernel/process.ts';
import { bookable, type Held, holderFor } from '../models/cases/booking.ts';
import {
  appended,
  appendedAll,
  commitsUnder,
  commitUnder,
  lastOfSeries,
  linkedBehind,
} from '../models/cases/commit.ts';
import type { ActivityLogger, TurnRegisters } from './deps.ts';
import type { Case, createStanding } from './standing.ts';
import { answerTo, bookedRefusal, changesOf, isPassing, overtaken, sizeRefusal, StoreLags } from './turn-answer.ts';

/** A tick that is due again and again at one instant is a bug; a case that spins would hide it. */
const TICKS_AT_ONCE = 200;
/** Of one turn at who holds what it takes: each time somebody else took something of it. */
const LOOKS = 50;
/** What is not done by then is left to the next turn, before the engine gives this one up. */
const LONG_MS = 4_000;
const SYSTEM = { id: 'system', role: 'system' } as const;

/** Commits of one request. */
const GATHERED = 50;

/** How a turn stood before it decided something that is not stored yet. */
type Unsaved = {
  commit: Commit;
  before: { kase: Case; open: readonly EffectRef[]; held: KeyedEffect[]; commits: number; answers: number };
};
/** The asks that have no answer are taken again. */
class Redo extends Error {}

/** What a turn works with; one for all turns of a worker. */
export type Tools = {
  db: Connection;
  registers: TurnRegisters;
  standing: ReturnType<typeof createStanding>;
  /** The document after the last write of this turn, and the words of what it wrote; what is open goes into it. */
  keep: (process: AnyProcess, kase: Case, written: Written) => Promise<void>;
  /** Another was faster: the case takes over what stands there. */
  adopt: (process: AnyProcess, turn: Turn) => Promise<TurnAnswer>;
  logger: ActivityLogger | undefined;
};
/** What is open now, and what was written for that. */
export type Written = { open: readonly EffectRef[]; commits: readonly Commit[] };
type Stand = { process: AnyProcess; turn: Turn; kase: Case; isDirty: boolean };

/** One turn on a case that stands at the head of its workflow: `through()` once, and it is over. */
export class Taking {
  private readonly tools: Tools;
  private readonly process: AnyProcess;
  private readonly turn: Turn;
  private readonly begunAt = performance.now();
  private readonly answers: Answer[] = [];
  private readonly commits: Commit[] = [];
  private kase: Case;
  private open: readonly EffectRef[];
  private held: KeyedEffect[] | undefined;
  private isDirty: boolean;
  /** Somebody else wrote where this turn would have. */
  private wasTaken = false;
  /** Of several asks: what was decided and is stored by the next request, each with how this turn stood before it. */
  private readonly unsaved: Unsaved[] = [];
  private isGathering = false;
  /** What is answered already under their keys. */
  private known: ReadonlyMap<string, Commit> = new Map();
  /** Of a device's series: the last key under which something was taken. */
  private readonly lastKeys = new Map<string, string | null>();

  constructor(tools: Tools, { process, turn, kase, isDirty }: Stand) {
    this.tools = tools;
    this.process = process;
    this.turn = turn;
    this.kase = kase;
    this.open = turn.open;
    this.isDirty = isDirty;
  }

  async through(): Promise<TurnAnswer> {
    const { openFrom, asks, now } = this.turn;
    if (openFrom !== undefined) this.open = await this.tools.standing.openSince(this.process, this.kase, openFrom);
    const isWhole = asks.length > 0 ? await this.takeAsks() : await this.look(now);
    const isStopped = !isWhole && this.kase.seq === this.turn.head.seq;
    if (isStopped && (await this.isBeyond())) return await this.tools.adopt(this.process, this.turn);
    if (isStopped && this.answers.length === 0 && this.wasTaken)
      throw new StoreLags(`${this.turn.caseId} is written elsewhere`);
    await this.store();
    return this.answer(isWhole);
  }

  /** False: another was faster, or time is up. */
  private async takeAsks(): Promise<boolean> {
    const { asks, caseId } = this.turn;
    if (asks.length > 1) {
      this.isGathering = true;
      const keys = asks.map(({ ask }) => ask.key);
      this.known = await commitsUnder(this.tools.db, caseId, keys);
    }
    for (;;)
      try {
        const isWhole = await this.takeFrom();
        await this.flush();
        return isWhole;
      } catch (error) {
        if (!(error instanceof Redo)) throw error;
      }
  }

  /** The asks that have no answer yet. */
  private async takeFrom(): Promise<boolean> {
    for (let next = this.turn.asks[0]; (next = this.turn.asks[this.answers.length]); ) {
      if (performance.now() - this.begunAt > LONG_MS) return false;
      const answer = await this.take(next.ask, next.now);
      if (answer === 'taken') return false;
      this.answers.push(answer);
    }
    return true;
  }

  /**
   * Stores what was gathered. Where a place or a key is taken this turn stands again as it did before that one, gathers no more,
   * and throws Redo.
   */
  private async flush(): Promise<void> {
    if (this.unsaved.length === 0) return;
    const gathered = this.unsaved.splice(0);
    const stored = await appendedAll(
      this.tools.db,
      gathered.map(({ commit }) => commit),
    );
    const failed = gathered[stored];
    if (!failed) return;
    const { kase, open, held, commits, answers } = failed.before;
    [this.kase, this.open, this.held] = [kase, open, held];
    this.commits.length = commits;
    this.answers.length = answers;
    this.isGathering = false;
    this.lastKeys.clear();
    throw new Redo('a place was taken');
  }

  /** Nothing is asked: what is due is recorded; else whether anything lies beyond is all there is to find out. */
  private async look(now: Millis): Promise<boolean> {
    const before = this.kase.seq;
    if (!(await this.settle(dueBy, now))) return false;
    return this.kase.seq > before || !(await this.isBeyond());
  }

  private async take(ask: CommandInput | EffectNote, asked: Millis): Promise<Answer | 'taken'> {
    const known = this.known.get(ask.key);
    if (known && lastSeqOf(known) <= this.kase.seq) return answerTo(ask, known);
    const now = Math.max(asked, this.kase.headAt);
    if (!(await this.settle(dueBefore, now))) return 'taken';
    return isNote(ask) ? await this.note(ask, now) : await this.command(ask, now);
  }

  private async command(ask: CommandInput, now: Millis): Promise<Answer | 'taken'> {
    if (await this.isOvertaken(ask)) return await this.unless(ask, { seq: this.kase.seq, refused: overtaken() });
    const decided = await this.decide(ask, now);
    if ('refused' in decided) return await this.unless(ask, decided);
    const { role, events } = decided;
    if (events.length === 0) return await this.unless(ask, { seq: this.kase.seq });
    const by = { id: ask.actor.id, role };
    const answer = await this.write(events, { at: now, by, key: ask.key, digest: ask.digest }, ask);
    if (ask.series !== undefined && answer !== 'taken' && !answer.refused) this.lastKeys.set(ask.series, ask.key);
    return answer;
  }

  /** What came behind it in its device's order was taken before: then it was refused when its turn came. */
  private async isOvertaken({ series, key }: CommandInput): Promise<boolean> {
    if (series === undefined) return false;
    let last = this.lastKeys.get(series);
    if (last === undefined) {
      last = await lastOfSeries(this.tools.db, this.turn.caseId, series);
      this.lastKeys.set(series, last);
    }
    return last !== null && last > key;
  }

  private async decide(ask: CommandInput, now: Millis) {
    const { caseId, process } = this.turn;
    const { seen } = ask;
    try {
      const { command, part, data, actor } = ask;
      const fresh = await this.tools.registers.freshFacts({ process, command, part, data, actor, kase: this.kase });
      return decideOn(this.process, this.kase, { ...ask, facts: { ...ask.facts, ...fresh }, now, seen });
    } catch (error) {
      if (error instanceof DomainError) return { seq: this.kase.seq, refused: refusalOf(error) };
      if (isPassing(error)) throw error;
      this.tools.logger?.error({ caseId, command: ask.command, err: error }, 'a command could not be decided'); // an alarm
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
    await this.flush();
    const [known, beyond] = await Promise.all([commitUnder(this.tools.db, this.turn.caseId, ask.key), this.isBeyond()]);
    if (known && lastSeqOf(known) <= this.kase.seq) return answerTo(ask, known);
    if (!known && !beyond) return answer;
    this.wasTaken = true;
    return 'taken';
  }

  private isBeyond(): Promise<boolean> {
    return this.tools.standing.isBeyond(this.turn.caseId, { seq: this.kase.seq, hash: this.kase.headHash });
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
    if (this.isGathering && ask && drafted.takes.length === 0) return await this.gather(drafted);
    await this.flush();
    const commit = await this.append(drafted);
    if (commit && 'held' in commit) {
      if (!ask || isNote(ask)) throw new Error(`${this.turn.caseId}: only what is asked may take what others may hold`);
      const number = await holderFor(this.tools.db, ask.actor, commit.held);
      return await this.unless(ask, { seq: this.kase.seq, refused: bookedRefusal(commit.held, number) });
    }
    if (!commit) {
      const known = await commitUnder(this.tools.db, this.turn.caseId, key);
      if (known && ask && lastSeqOf(known) <= this.kase.seq) return answerTo(ask, known);
      this.wasTaken = true;
      return 'taken';
    }
    await this.advance(drafted, commit);
    return { seq: this.kase.seq };
  }

  /** Decided, and stored with those that come behind it. */
  private async gather(drafted: Drafted): Promise<Answer> {
    const held = await this.heldNow();
    const { kase, open, commits, answers } = this;
    const before = { kase, open, held: [...held], commits: commits.length, answers: answers.length };
    const commit = linkedBehind(this.tools.db, drafted.draft, kase.headHash);
    this.unsaved.push({ commit, before });
    await this.advance(drafted, commit);
    if (this.unsaved.length >= GATHERED) await this.flush();
    return { seq: this.kase.seq };
  }

  /** Of two that take one item at a time the first is stored, and the other looks again who holds it. */
  private async append({ draft, takes }: Drafted): Promise<Commit | null | { held: Held }> {
    const { db } = this.tools;
    for (let tries = 0; tries < LOOKS; tries += 1) {
      const found = takes.length === 0 ? null : await bookable(db, draft, takes);
      if (found && 'held' in found) return found;
      const commit = await appended(db, found ? { ...draft, ...found } : draft, this.kase.headHash);
      if (commit !== 'booked') return commit;
    }
    throw new StoreLags(`${this.turn.caseId}: what it would hold is taken by others all the time`);
  }

  private async advance({ steps, draft }: Drafted, commit: Commit): Promise<void> {
    const content = await this.heldNow();
    for (const { event, after } of steps) {
      const settled = settledBy(event, content, { process: this.process.key, clocks: after.clocks });
      this.open = stillOpen(this.open, settled);
    }
    content.push(...draft.effects);
    this.open = [...this.open, ...refsOf(commit)];
    this.commits.push(commit);
    this.kase = { ...(steps.at(-1)?.after ?? this.kase), headHash: commit.hash };
    this.isDirty = true;
  }

  private async heldNow(): Promise<KeyedEffect[]> {
    this.held ??= await this.tools.standing.contentOf(this.turn.caseId, this.open);
    return this.held;
  }

  private async store(): Promise<void> {
    if (!this.isDirty || this.kase.seq === 0) return;
    await this.tools.keep(this.process, this.kase, { open: this.open, commits: this.commits });
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
