/** Several commands of one person to one case, in the order of the device that kept them; each is answered for itself. */
import { randomUUID } from 'node:crypto';
import { DomainError } from '../../../domain/kernel/errors.ts';
import { personKey } from '../../../domain/kernel/ids.ts';
import type { Commit } from '../../../domain/kernel/process.ts';
import { lastSeqOf } from '../../../domain/kernel/record/commit.ts';
import { type Answer, type CommandInput, type RefusedAsk, refusalOf } from '../../../domain/kernel/turn.ts';
import { missingFor, roundsOf } from '../../../domain/sync/rounds.ts';
import { updateIdOf } from './inputs.ts';

/** `key`, and those of `after`: as the client has them, not as they are stored. */
export type Kept = {
  key: string;
  command: string;
  data: object;
  part?: string | undefined;
  seen?: number | undefined;
  after?: readonly string[] | undefined;
};
/** `series`: whose order the keys say, where they do (domain/sync/series.ts). */
type Batch = { id: string; series?: string | undefined };
/** In the order of what was sent. `seq`: the version that it led to; of what was refused, why. */
export type KeptAnswer = { seq: number } | { refused: RefusedAsk };

type Known = Pick<Commit, 'seq' | 'events' | 'digest'>;
type Deps = {
  /** With what it needs from registers. */
  inputOf: (kept: Kept & { key: string }) => Promise<CommandInput>;
  /** What was taken under these stored keys before, by key. */
  knownUnder: (keys: readonly string[]) => Promise<ReadonlyMap<string, Known>>;
  isTaken: (key: string) => Promise<boolean>;
  /** One update of the workflow. Throws DomainError 'case-ended' where there is none any more. */
  send: (asks: readonly [CommandInput, ...CommandInput[]], updateId: string) => Promise<readonly Answer[]>;
};
/** Of one update: fewer and shorter than a workflow takes (workflows/support/messages.ts), so that a turn has its time. */
const MOST_COMMANDS = 100;
const MOST_CHARACTERS = 200_000;

/**
 * Answers all, whatever becomes of each: one that is refused stops only those that depend on it, with 'depends-on-refused'. The same
 * batch again, or a part of it, is answered alike and changes nothing. Throws EngineError when nothing is known yet; what was
 * taken until then is answered so when it is sent again.
 */
export async function sendKept(deps: Deps, kept: readonly Kept[], batch: Batch): Promise<KeptAnswer[]> {
  const answers = new Map<Kept, KeptAnswer>();
  const taken = new Map<string, boolean>();
  for (const round of roundsOf(kept, MOST_COMMANDS)) {
    await learn(deps, round, { taken, id: batch.id });
    const ready = round.filter((one) => {
      const missing = missingFor(one, taken);
      if (missing !== null) answers.set(one, { refused: dependsOn(missing) });
      return missing === null;
    });
    const told = await sendRound(deps, ready, batch);
    for (const [n, one] of ready.entries()) {
      const answer = told[n];
      if (answer) answers.set(one, answer);
    }
    for (const one of round) taken.set(one.key, 'seq' in (answers.get(one) ?? {}));
  }
  return kept.map((one) => answers.get(one) ?? { refused: dependsOn(one.key) });
}

/** What a round depends on may have been taken long ago. */
async function learn(
  deps: Deps,
  round: readonly Kept[],
  { taken, id }: { taken: Map<string, boolean>; id: string },
): Promise<void> {
  const unknown = new Set(round.flatMap(({ after = [] }) => after).filter((key) => !taken.has(key)));
  await Promise.all(
    [...unknown].map(async (key) => {
      taken.set(key, await deps.isTaken(personKey(id, key)));
    }),
  );
}

const dependsOn = (key: string): RefusedAsk => ({
  code: 'depends-on-refused',
  message: 'What it depends on was not taken',
  params: { key },
});

async function sendRound(deps: Deps, ready: readonly Kept[], { id, series }: Batch): Promise<KeptAnswer[]> {
  const ordered = series === undefined ? {} : { series: personKey(id, series) };
  const inputs = await Promise.all(
    ready.map(async (one) => ({ ...(await deps.inputOf({ ...one, key: personKey(id, one.key) })), ...ordered })),
  );
  // What a device sends once more, since it heard nothing, is no work for the engine.
  const known = await deps.knownUnder(inputs.map(({ key }) => key));
  const told = new Map(inputs.flatMap((ask) => knownTo(ask, known)));
  for (const chunk of chunksOf(inputs.filter((ask) => !told.has(ask)))) {
    const [first, ...others] = chunk;
    if (!first) continue;
    const asks = [first, ...others] as const;
    try {
      const answers = await deps.send(asks, updateIdOf(asks, randomUUID()));
      for (const [n, ask] of chunk.entries()) told.set(ask, answered(answers[n]));
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'case-ended') throw error;
      const late = await deps.knownUnder(chunk.map(({ key }) => key)); // before it ended another copy may have been taken
      for (const ask of chunk) told.set(ask, knownTo(ask, late)[0]?.[1] ?? { refused: refusalOf(error) });
    }
  }
  return inputs.flatMap((ask) => told.get(ask) ?? []);
}

/** As it was answered; under another body it is refused for that. Empty: it is new. */
function knownTo(ask: CommandInput, known: ReadonlyMap<string, Known>): (readonly [CommandInput, KeptAnswer])[] {
  const found = known.get(ask.key);
  if (!found) return [];
  const isSame = found.digest === ask.digest;
  return [[ask, isSame ? { seq: lastSeqOf(found) } : { refused: REUSED }]];
}
const REUSED: RefusedAsk = { code: 'key-reused', message: 'The key was used for another body' };

function answered(answer: Answer | undefined): KeptAnswer {
  if (!answer) throw new Error('the case gave no answer');
  return answer.refused ? { refused: answer.refused } : { seq: answer.seq };
}

function chunksOf(inputs: readonly CommandInput[]): CommandInput[][] {
  const chunks: CommandInput[][] = [];
  let room = 0;
  for (const input of inputs) {
    const size = JSON.stringify(input).length;
    const last = chunks.at(-1);
    if (!last || size > room) {
      chunks.push([input]);
      room = MOST_CHARACTERS - size;
    } else {
      last.push(input);
      room -= size;
    }
  }
  return chunks;
}
