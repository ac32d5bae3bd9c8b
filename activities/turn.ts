/**
 * One turn of a case: what fell due, then the commands, each guarded, decided and saved. It runs as a local activity, so it
 * may run twice, with a later clock, and it may go on when its worker was given up. Hence the two rules that everything
 * here rests on: a turn writes only onto the head that it was handed, or onto its own writes; and the first write wins.
 */
import { ApplicationFailure } from '@temporalio/activity';
import type { Connection } from 'mongoose';
import { processOf } from '../domain/catalogue.ts';
import { DomainError } from '../domain/kernel/errors.ts';
import { isEnd } from '../domain/kernel/lifecycle.ts';
import { lowestOf } from '../domain/kernel/pending.ts';
import { wakeUpOf } from '../domain/kernel/tick.ts';
import type { Answer, Turn, TurnAnswer } from '../domain/kernel/turn.ts';
import type { AnyProcess } from '../domain/kernel/process.ts';
import { documentOf, putDocument } from '../models/cases/case.ts';
import { keepWords } from '../models/cases/words.ts';
import { CommitForged } from '../models/cases/commit.ts';
import { RecordBroken } from '../models/cases/folding.ts';
import { noteParked } from '../models/cases/parked.ts';
import { keepRow } from '../models/figures/row.ts';
import { recordKeyOf } from '../models/store/record-key.ts';
import type { ActivityLogger, TurnRegisters } from './deps.ts';
import { createKaseCache } from './kase-cache.ts';
import { type Case, createStanding, StoreBehind } from './standing.ts';
import { Taking, type Tools, type Written } from './taking.ts';
import { answerTo, changesOf, isPassing, unopened } from './turn-answer.ts';

type Deps = {
  db: Connection;
  registers: TurnRegisters;
  logger?: ActivityLogger;
  /** Cases kept folded in memory; none: each turn reads the document. */
  foldedCases?: number;
};

const FOLDED = 1_500;

export function createTurn({ db, registers, logger, foldedCases = FOLDED }: Deps) {
  const cache = createKaseCache(foldedCases);
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
    return await new Taking(tools, { process, turn, kase: found.kase, isDirty: found.healed }).through();
  }

  /** The workflow lacks what is stored: it is brought on, and asks again for what has no answer yet. */
  async function adopted(process: AnyProcess, turn: Turn): Promise<TurnAnswer> {
    const { kase, head, commits, open } = await standing.adopt(process, turn);
    logger?.info({ caseId: turn.caseId, from: turn.head.seq, to: head.seq }, 'a case adopts what is stored of it');
    await keep(process, kase, { open, commits });
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

  async function keep(process: AnyProcess, kase: Case, { open, commits }: Written): Promise<void> {
    const effectsFrom = lowestOf(open);
    const document = documentOf(process, kase, { at: kase.headAt, effectsFrom, key: recordKeyOf(db) });
    await keepWords(db, process, { view: document, commits });
    await keepRow(db, process, document, kase);
    await putDocument(db, document);
    cache.put(kase);
  }

  const tools: Tools = { db, registers, standing, keep, adopt: adopted, logger };

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
  if (error instanceof CommitForged) return 'record-forged';
  if (error instanceof DomainError) return error.code; // of resolving pins
  return isPassing(error) ? null : 'case-faulty';
}
