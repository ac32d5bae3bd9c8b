/** A rehearsal of a plan that answers for people: whoever is asked does what is asked, at its time, until the case is over. */
import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import { DomainError } from '../../domain/kernel/errors.ts';
import { personKey } from '../../domain/kernel/ids.ts';
import type { Actor, Audience, Millis, OrgPath, StoredCase } from '../../domain/kernel/process.ts';
import { ANSWERED_AFTER, type RehearsedAnswer, type RehearsedAsk } from '../../domain/kernel/running/rehearsed.ts';
import type { Running } from '../../domain/kernel/running/shapes.ts';
import { answersIn } from '../../domain/rehearsed.ts';
import { isRunProcess } from '../../domain/runbooks/runbook.ts';
import { bodyOf, casesIn } from '../../models/cases/case.ts';
import type { Directory } from '../registers/directory.ts';
import { isOpen } from './rehearsal-time.ts';
import type { Rehearsals } from './rehearsals.ts';

type Deps = {
  rehearsals: Pick<Rehearsals, 'caseClient' | 'forward' | 'nowOf'>;
  store: Connection;
  directory: Pick<Directory, 'actorOf' | 'peopleFor'>;
};
/** `over`: it has ended. `nothing-to-answer`: it waits for what nobody can be answered for; `refused`: for whom nobody may. */
export type Answered = {
  end: 'over' | 'nothing-to-answer' | 'refused' | 'too-long';
  answers: number;
  /** What nobody may, by the last of those who were asked. */
  refusal?: Refused;
};
export type Refused = { command: string; part?: string | undefined; code: string; by?: string | undefined };

/** Just behind what falls due, so that what follows from it has happened. */
const SETTLED_MS: Millis = 1_000;
const MOST_MOVES = 5_000;
const SYSTEM: Actor = { id: 'system', kind: 'system', unit: '/', teams: [], grants: [] };
type State = Running & { status: string; reporter?: string };
type Timed = RehearsedAnswer & { at: Millis };
/** So often nobody may, and a while later again, before it is given up. */
const MOST_REFUSED = 12;
/** So often nobody is waited for and nothing falls due: what it led to elsewhere may come back yet. */
const MOST_IDLE = 5;

type Asked = Partial<Pick<RehearsedAsk, 'fails' | 'given'>>;
/** Of a process that runs a plan. Moves the time of the rehearsal; throws what that throws. */
export async function answered(
  deps: Deps,
  root: string,
  { fails = new Set(), given = {} }: Asked = {},
): Promise<Answered> {
  const { rehearsals, store } = deps;
  const retried = new Set<string>();
  let asked: ReadonlyMap<string, Millis> = new Map();
  let [answers, refused, idle] = [0, 0, 0];
  for (let moves = 0; moves < MOST_MOVES; moves += 1) {
    const stored = await casesIn(store).findOne({ _id: root });
    if (!stored || !isOpen(stored) || !isRunProcess(stored.process)) return { end: 'over', answers };
    const state: State = bodyOf(stored).state;
    const now = await rehearsals.nowOf([stored]);
    const all = answersIn(stored.process, { state, waitsFor: stored.waitsFor, now, fails, retried, given });
    asked = new Map(all.map((one) => [nameOf(one), asked.get(nameOf(one)) ?? now]));
    const timed = all
      .map((one): Timed => ({ ...one, at: one.at ?? (asked.get(nameOf(one)) ?? now) + ANSWERED_AFTER }))
      .toSorted((a, b) => a.at - b.at);
    const due = timed.filter(({ at }) => at <= now);
    const { taken, refusal } = await firstTaken(deps, due, stored, state);
    if (taken) {
      [answers, refused] = [answers + 1, 0];
      if (taken.part !== undefined && taken.command.startsWith('retry')) retried.add(taken.part);
      continue;
    }
    if (due.length > 0) refused += 1;
    if (refused > MOST_REFUSED) return { end: 'refused', answers, ...(refusal ? { refusal } : {}) };
    const later = timed.find(({ at }) => at > now)?.at ?? (due.length > 0 ? now + ANSWERED_AFTER : Infinity);
    const goal = Math.min(later, dueIn(stored, now));
    idle = goal === Infinity ? idle + 1 : 0;
    if (idle > MOST_IDLE) return { end: 'nothing-to-answer', answers };
    // the engine's clock may have come as far by itself since it was read
    await rehearsals.forward(root, { upTo: Math.max(idle > 0 ? 0 : goal, now + SETTLED_MS) });
  }
  return { end: 'too-long', answers };
}

/** By which one knows how long it has been asked for: what vanishes and is asked for again counts anew. */
const nameOf = ({ command, part = '' }: RehearsedAnswer): string => `${command} ${part}`;
const dueIn = ({ nextWakeUp }: StoredCase, now: Millis): Millis =>
  nextWakeUp === null ? Infinity : Math.max(nextWakeUp, now) + SETTLED_MS;

/** Of those that are due the first that somebody may give. */
async function firstTaken(
  { rehearsals, directory }: Deps,
  due: readonly RehearsedAnswer[],
  { _id: caseId, orgPath }: StoredCase,
  state: State,
): Promise<{ taken?: RehearsedAnswer; refusal?: Refused }> {
  let refusal: Refused | undefined;
  for (const answer of due) {
    const { command, part, data } = answer;
    refusal ??= { command, part, code: 'nobody' };
    for (const actor of await whoMay(directory, answer, { orgPath, state })) {
      const by = { actor, key: personKey(actor.id, `answer-${randomUUID()}`), ...(part === undefined ? {} : { part }) };
      try {
        await rehearsals.caseClient.command(caseId, command, data, by);
        return { taken: answer };
      } catch (error) {
        if (!(error instanceof DomainError)) throw error; // the next may, or it is asked for again
        refusal = { command, part, code: error.code, by: actor.id };
      }
    }
  }
  return refusal ? { refusal } : {};
}

/** Those addressed, then whoever holds their role further up; who commands or raised it only where nobody else does. */
async function whoMay(
  directory: Deps['directory'],
  { to, command }: RehearsedAnswer,
  { orgPath, state: { commander, reporter } }: { orgPath: OrgPath; state: State },
): Promise<Actor[]> {
  if (to === 'outside') return [SYSTEM];
  const users: readonly Audience[] = [
    { role: 'requester', orgPath },
    { role: 'customer-representative', orgPath },
  ];
  const audiences: readonly Audience[] = [
    to,
    ...('role' in to ? [{ ...to, above: true } as const] : []),
    ...(command === 'confirmService' ? users : []),
    ...(command === 'witnessStep' ? [{ role: 'supervisor', orgPath } as const] : []),
  ];
  const found = await Promise.all(audiences.map((one) => directory.peopleFor(one)));
  const people = [...new Set(found.flatMap(({ people: ids }) => ids))];
  const isLast = (id: string): boolean => !('person' in to) && (id === commander || id === reporter);
  const sorted = [...people.filter((id) => !isLast(id)), ...people.filter(isLast)];
  return (await Promise.all(sorted.map((id) => directory.actorOf(id)))).filter((actor) => actor !== null);
}
