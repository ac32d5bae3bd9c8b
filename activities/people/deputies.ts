/** Whom a notice reaches beside those who are away. */
import type { Connection } from 'mongoose';
import { catalogue } from '../../domain/catalogue.ts';
import type { CaseEvent, Effect, StoredCase } from '../../domain/kernel/process.ts';
import { mayRead } from '../../domain/may-read.ts';
import { type Deputed, deputiesFor, isAwayFrom } from '../../domain/meetings/away.ts';
import { isProcessKey } from '../../domain/processes.ts';
import { casesIn } from '../../models/cases/case.ts';
import { awayNow } from '../../models/registers/meetings/away.ts';
import type { ActivityDeps } from '../deps.ts';

type Notify = Extract<Effect, { kind: 'notify' }>;
type Deps = { db: Connection; directory: Pick<ActivityDeps['directory'], 'actorOf' | 'peopleFor'> };
type Of = { caseId: string; process: string };

/** Events that ask for something of who has the case, beside those that bring it to somebody. */
const ASKING: readonly string[] = ['urged', 'supervised', 'supervisionDue', 'approvalAsked', 'stageAsked'];

/** True for a step of a ladder: somebody who is there must hear of it. */
const isStep = ({ data }: Notify): boolean => 'clock' in data && 'step' in data;

function bringsWork(effect: Notify, { process }: Of, event: CaseEvent | undefined): boolean {
  if (isStep(effect)) return true;
  const name = event?.type.slice(process.length + 1) ?? '';
  return ASKING.includes(name) || (isProcessKey(process) && catalogue[process].handing?.includes(name) === true);
}

export function createDeputies({ db, directory }: Deps) {
  /**
   * Of `people`, who are told anyhow: where the notice brings work and all of them are away, who stands in for them and reads the case; of a
   * step of a ladder that would reach nobody who is there, their supervisor, then whoever owns the process. Empty in any other case.
   */
  return async function deputies(
    people: readonly string[],
    { effect, event, of }: { effect: Notify; event: CaseEvent | undefined; of: Of },
  ): Promise<Deputed[]> {
    if (!bringsWork(effect, of, event)) return [];
    const now = Date.now();
    const all = await awayNow(db, people, now);
    if (all.length === 0) return [];
    const stored = await casesIn(db).findOne({ _id: of.caseId });
    if (!stored) return [];
    const holding = async (asked: readonly string[]) =>
      (await awayNow(db, asked, now)).filter((one) => isAwayFrom(one, stored, now));
    const told = await deputiesFor(people, { holding, may: (person) => reads(person, stored) });
    if (told === null || told.length > 0 || !isStep(effect)) return told ?? [];
    return await above(people, stored, holding);
  };

  async function reads(person: string, stored: StoredCase): Promise<boolean> {
    const actor = await directory.actorOf(person);
    return actor !== null && mayRead(actor, stored);
  }

  async function above(
    people: readonly string[],
    { orgPath, queueOrg }: StoredCase,
    holding: (people: readonly string[]) => Promise<readonly { person: string }[]>,
  ): Promise<Deputed[]> {
    const [first = ''] = people;
    for (const role of ['supervisor', 'process-owner'] as const) {
      const found = await directory.peopleFor({ role, orgPath: queueOrg ?? orgPath });
      const others = found.people.filter((one) => !people.includes(one));
      const away = await holding(others);
      const there = others.filter((one) => !away.some(({ person }) => person === one));
      if (there.length > 0) return there.map((to) => ({ to, insteadOf: first }));
    }
    return [];
  }
}
