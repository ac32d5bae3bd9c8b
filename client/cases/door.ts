/** Judges a command on the stored document before it is sent, so that what is refused costs no history. */
import type { Connection } from 'mongoose';
import { contracts } from '../../domain/contracts.ts';
import { processOf } from '../../domain/catalogue.ts';
import { lastSeqOf } from '../../domain/kernel/record/commit.ts';
import { decideOn } from '../../domain/kernel/decide.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { personOf } from '../../domain/kernel/ids.ts';
import { guard } from '../../domain/kernel/lifecycle.ts';
import type { AnyProcess, CaseState, Millis, PinRefs, Pins } from '../../domain/kernel/process.ts';
import { shapeOf } from '../../domain/kernel/record/shape.ts';
import type { CommandInput } from '../../domain/kernel/turn.ts';
import { isProcessKey } from '../../domain/processes.ts';
import { bodyOf, casesIn, isGenuine, type JudgedCase, stateOf } from '../../models/cases/case.ts';
import { commitsAfter, commitUnder, recordedBy } from '../../models/cases/commit.ts';
import { recordKeyOf } from '../../models/store/record-key.ts';

const HOUR: Millis = 3_600_000;

type Deps = { db: Connection; resolvePins: (refs: PinRefs) => Promise<Pins> };

export function createDoor({ db, resolvePins }: Deps) {
  /**
   * Null: let the turn decide. A refusal that is final is thrown as DomainError; it is final only where nothing is stored
   * beyond the document and nothing is due by now: a document that was read a while ago is read anew first. A key that is answered already gives its answer, whatever would be said
   * today. A rehearsal has a time of its own, which only its turn knows.
   */
  async function judge(stored: JudgedCase, command: CommandInput): Promise<{ seq: number } | null> {
    if (stored.mode === 'rehearsal' || !isGenuine(stored, recordKeyOf(db))) return null;
    const refusal = await refusalOn(stored, command);
    if (!refusal) return null;
    const answered = await answerUnder(stored._id, command);
    if (answered) return answered;
    if (await isBeyond(stored)) {
      const newest = await casesIn(db).findOne({ _id: stored._id });
      return newest && newest.version > stored.version ? await judge(newest, command) : null;
    }
    if (stored.nextWakeUp !== null && stored.nextWakeUp <= Date.now()) return null;
    throw refusal;
  }

  /** What was answered under this key. Throws 'key-reused' for another body. */
  async function answerUnder(caseId: string, { key, digest }: Pick<CommandInput, 'key' | 'digest'>) {
    const known = await commitUnder(db, caseId, key);
    if (known && known.digest !== digest) throw keyReused(key);
    return known && { seq: lastSeqOf(known) };
  }

  const isBeyond = async ({ _id, version }: JudgedCase): Promise<boolean> =>
    (await commitsAfter(db, _id, { after: version, limit: 1 })).length > 0;

  /** A bug in a rule is left to the turn, which alarms. */
  async function refusalOn(stored: JudgedCase, command: CommandInput): Promise<DomainError | null> {
    const process = processOf(stored.process);
    if (stored.kase.shape !== shapeOf(process)) return null;
    const body = bodyOf(stored);
    if (body.seq !== stored.version) return null;
    const kase = stateOf(stored, body, await resolvePins(body.pins));
    try {
      decideHere(process, kase, command);
      return null;
    } catch (error) {
      return error instanceof DomainError ? error : null;
    }
  }

  /**
   * Throws 'too-many-commands', with the seconds to wait, where a person has recorded `most` things on this case within the
   * hour: nobody does by hand, and a script that runs wild must not fill a case. The product itself is not counted.
   */
  async function refuseFlood(
    stored: JudgedCase,
    { actor, key }: Pick<CommandInput, 'actor' | 'key'>,
    most: number,
  ): Promise<void> {
    const { _id, version, mode } = stored;
    if (actor.kind === 'system' || mode === 'rehearsal' || version < most) return;
    const now = Date.now();
    const person = personOf(key) ?? actor.id;
    const recorded = await recordedBy(db, _id, { person, after: now - HOUR, most });
    if (recorded.length < most) return;
    const retryAfter = Math.max(1, Math.ceil((Math.min(...recorded) + HOUR - now) / 1_000));
    throw new DomainError('too-many-commands', `At most ${most} commands an hour on one case`, {
      params: { retryAfter },
    });
  }

  return { judge, answerUnder, refuseFlood };
}

/** Without the facts that only the turn looks up, no more can be said than whether he may. */
function decideHere(process: AnyProcess, kase: CaseState<{ status: string }>, asked: CommandInput): void {
  const { command, part, facts, actor, seen } = asked;
  const now = Math.max(Date.now(), kase.headAt);
  const needs = isProcessKey(process.key) ? contracts[process.key][command]?.facts : undefined;
  if (needs?.fresh && seen === undefined) guard(process, kase, { actor, now, facts, command, part });
  else if (!needs?.fresh) decideOn(process, kase, { ...asked, now });
}

/** Keys are a person's own, so the number of what he opened under it is no secret to him. */
export const keyReused = (key: string, number?: string): DomainError =>
  new DomainError('key-reused', `${key} was used for another body`, number === undefined ? {} : { params: { number } });
