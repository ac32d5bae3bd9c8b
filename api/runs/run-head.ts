/** What every view of a run begins with. */
import type { Connection } from 'mongoose';
import type { Standing } from '../../client/cases/case-state.ts';
import type { Directory } from '../../client/registers/directory.ts';
import type { RunWords } from '../../client/registers/run-words.ts';
import { processOf } from '../../domain/catalogue.ts';
import type { CaseAnswer, StoredCase } from '../../domain/kernel/process.ts';
import { contentHash } from '../../domain/kernel/record/content-hash.ts';
import { haltReason } from '../../domain/kernel/running/log.ts';
import { countsIn } from '../../domain/kernel/running/outlook.ts';
import type { StepRule } from '../../domain/kernel/steps/shapes.ts';
import type { Words } from '../../domain/notice-words.ts';
import { isRunProcess } from '../../domain/runbooks/runbook.ts';
import { eventsAfter } from '../../models/cases/commit.ts';
import { notFound } from '../http/problem.ts';
import type { Identity } from '../http/route.ts';
import { type Reads, worksOn } from '../cases/reads.ts';
import type { ForAll, RunState } from './run-for-all.ts';
import { peopleSeenBy, type PeopleSeen } from './run-people.ts';

export type RunDeps = { db: Connection; directory: Directory; reads: Reads; forAll: ForAll };
/** A run, and who looks at it. */
export type Looked = {
  stored: StoredCase;
  answer: CaseAnswer;
  standing: Standing;
  state: RunState;
  words: RunWords;
  /** Its plan is proposed, and nobody has authorised it: `state` has it all the same. */
  isProposed: boolean;
  people: PeopleSeen;
  /** He works on it, or watches over the work. */
  works: boolean;
  /** Why it stands, in the words of who said so. */
  haltReason(): Promise<string | undefined>;
};
/** More than a run has events while it stands. */
const RECENT = 400;

/** Throws 'not-found' for what he does not read, what is no run, and one that could not be upgraded. */
export async function lookedAt(
  { db, directory, reads, forAll }: RunDeps,
  identity: Identity,
  number: string,
): Promise<Looked> {
  const stored = await reads.one(identity, number);
  const run = isRunProcess(stored.process) ? await forAll(stored) : null;
  if (!run) throw notFound();
  const { standing, state: kept, words } = run;
  const answer = await reads.answer(identity, stored, standing);
  const { actor } = identity;
  return {
    stored,
    answer,
    standing,
    state: words.proposed ? { ...kept, outline: words.proposed } : kept,
    words,
    isProposed: words.proposed !== undefined,
    people: peopleSeenBy(actor, directory),
    works: worksOn(actor, stored),
    haltReason: async () => haltReason(await eventsAfter(db, number, recent(stored))),
  };
}

const recent = ({ version }: StoredCase) => ({ after: Math.max(0, version - RECENT), limit: RECENT });

/** What is to be minded at a step. */
export const marksOf = ({ rule }: { rule?: StepRule | undefined }) => ({
  ...(rule?.noReturn ? { noReturn: true as const } : {}),
  ...(rule?.witness || rule?.noReturn ? { witness: true as const } : {}),
});

/** The head of each view; `budgetMs` and counts are of the plan as it is pinned. What plan it is, is for those who work on it. */
export async function headOf({ stored, answer, state, words, people, works }: Looked) {
  const { budgetMs, ...counts } = countsIn(state);
  const { commander, runAt, ranAt } = state;
  const end = state.halt || state.back !== undefined ? answer.serverNow : (ranAt ?? answer.serverNow);
  return {
    number: answer.number,
    process: stored.process,
    mode: stored.mode,
    version: answer.version,
    status: answer.status,
    statusWords: statusWords(stored.process, answer.status),
    title: answer.title,
    commander: commander === undefined ? null : await people.one(commander),
    ...(runAt === undefined ? {} : { startedAt: runAt, elapsedMs: Math.max(0, end - runAt) }),
    ...(ranAt === undefined ? {} : { endedAt: ranAt }),
    budgetMs,
    counts,
    runbooks: works ? words.runbooks.map(({ pin, title }) => ({ pin, title })) : [],
    ...(works ? planHashIn(state, words) : {}),
    serverNow: answer.serverNow,
  };
}

/** Of a process that keeps one, its own; else that of the pins, which a failover authorises. */
function planHashIn(state: RunState, { runbooks }: RunWords): { planHash?: string } {
  if ('planHash' in state && typeof state.planHash === 'string') return { planHash: state.planHash };
  return runbooks.length > 0 ? { planHash: contentHash(runbooks.map(({ pin }) => pin)) } : {};
}

const statusWords = (process: string, status: string): Words => {
  const { statuses }: { statuses: Readonly<Record<string, Words>> } = processOf(process).words;
  return statuses[status] ?? { zh: status, en: status };
};

/** Of a part and its status; a kind that the process does not name keeps its name. */
export function partWords(process: string, kind: string, status: string): { kind: Words; status: Words } {
  const { title, statuses } = processOf(process).words.parts?.[kind] ?? {};
  return { kind: title ?? { zh: kind, en: kind }, status: statuses?.[status] ?? { zh: status, en: status } };
}

/** What a part is called (domain/runbooks/titles.ts). */
export const titleOf = ({ words }: Pick<Looked, 'words'>, id: string): Words =>
  words.titles.get(id) ?? { zh: id, en: id };
