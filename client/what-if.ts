/** 'What if': a case opened at a moment would owe this, and these would be told. Writes nothing, starts nothing. */
import type { Connection } from 'mongoose';
import { processOf } from '../domain/catalogue.ts';
import { invalid } from '../domain/kernel/errors.ts';
import { effectsOf, emptyCase, foldAhead } from '../domain/kernel/fold.ts';
import { guard } from '../domain/kernel/lifecycle.ts';
import { type Later, type Promised, type PromisedStep, promisesOf } from '../domain/kernel/what-if.ts';
import type { Actor, AnyProcess, CaseEvent, CaseState, Ctx, Millis, Tier } from '../domain/kernel/process.ts';
import type { ProcessKey } from '../domain/processes.ts';
import { type Chosen, chosenFor, dateNamesOf, draftedPriority, onPolicy } from './chosen.ts';
import type { Directory } from './directory.ts';
import { factsFor } from './facts.ts';
import { published, withDrafts } from './in-force.ts';
import { pinsFor } from './pins.ts';

export type WhatIf = {
  process: ProcessKey;
  at: Millis;
  /** Of the intake, as the process's contract gives it. */
  data: object;
  /** Who asks: of other cases and words he sees what he sees anyway. */
  actor: Actor;
  /** Instead of what the matrix says. */
  priority?: string | undefined;
  /** It is opened at this tier's desk. */
  tier?: Tier | undefined;
  /** With drafts in the place of what is published. */
  drafts?: boolean | undefined;
  /** `incident@2`: instead of the policy in force. */
  policyVersion?: string | undefined;
};
/** `notice`: the template under which it is told; absent when the policy tells nobody. */
export type ToldStep = PromisedStep & { notice?: string; people: string[]; stoodIn: string[] };
export type WhatIfAnswer = {
  status: string;
  priority: string | null;
  queue: string | null;
  chosen: Chosen;
  running: (Omit<Promised, 'steps'> & { steps: ToldStep[] })[];
  later: Later[];
};

const SYSTEM: Actor = { id: 'system', kind: 'system', unit: '/', teams: [], grants: [] };
const MODE = 'rehearsal';

/**
 * Decides the intake as the case itself would if it came in by a channel, on the registers in force, and reads its clocks.
 * Throws what the intake would be refused with, and 'invalid-data' for a tier that nobody staffs or a policy version that
 * there is not.
 */
export async function whatIf(
  registers: { db: Connection; directory: Directory },
  { process: key, at, data: given, actor, priority, tier, drafts = false, policyVersion }: WhatIf,
): Promise<WhatIfAnswer> {
  const { db, directory } = registers;
  const process = processOf(key);
  const application = applicationIn(given);
  const told = await factsFor(registers, { process: key, command: 'create', data: given, actor });
  const { unit } = told;
  if (!unit) throw invalid('unit', 'unknown', 'There is no such unit');
  const place = { orgPath: unit.orgPath, application };
  const desk = tier && (await directory.desksFor(place.orgPath, application))[tier];
  if (tier && !desk) throw invalid('tier', 'unknown', 'Nobody staffs this tier for the unit');
  const data = desk ? { ...given, queue: desk.queue } : given;
  const found = desk ? await factsFor(registers, { process: key, command: 'create', data, actor }) : told;
  const weighed = priority ?? (drafts ? await draftedPriority(db, data) : undefined);
  const facts = weighed === undefined ? found : { ...found, priority: weighed };
  const inForce = await onPolicy(db, drafts ? await withDrafts(db, directory) : published(directory), {
    process: key,
    policyVersion,
  });
  const pins = await pinsFor(registers, key, place, { inForce, at });
  const caseId = `${key}-what-if`;
  const empty = emptyCase(process, { caseId, pins, mode: MODE, genesis: '' });
  const role = guard(process, empty, { actor: SYSTEM, now: at, facts, command: 'create' });
  const ctx: Ctx = { now: at, actor: SYSTEM, role, key: '', caseId, mode: MODE, pins, clocks: {}, facts };
  const events = process.decider.decide({ type: 'create', data }, empty.state, ctx);
  const kase: CaseState<{ status: string }> = { ...empty, ...foldAhead(process, empty.state, events, ctx) };
  const names = await dateNamesOf(db, pins, { drafts });
  const { running, later } = promisesOf(kase.clocks, pins, { at, names });
  const view = process.view(kase, at);
  return {
    status: view.status,
    priority: view.priority ?? null,
    queue: view.queue ?? null,
    chosen: await chosenFor(directory, inForce, { process: key, place, at, pins, asked: policyVersion !== undefined }),
    running: await Promise.all(
      running.map(async (one) => ({ ...one, steps: await toldOf(directory, { process, kase }, one) })),
    ),
    later,
  };
}

const applicationIn = (data: object): string | undefined =>
  'application' in data && typeof data.application === 'string' ? data.application : undefined;

/** Whom each step would tell, were it to fire with the case as it stands. */
async function toldOf(
  directory: Directory,
  { process, kase }: { process: AnyProcess; kase: CaseState<{ status: string }> },
  { clock, steps }: Promised,
): Promise<ToldStep[]> {
  return await Promise.all(
    steps.map(async (step) => {
      const effects = effectsOf(process, kase, firing(process.key, kase, { clock, ...step }));
      const notices = effects.filter((effect) => effect.kind === 'notify');
      const found = await Promise.all(notices.map(({ to }) => directory.peopleFor(to)));
      const [first] = notices;
      return {
        ...step,
        ...(first ? { notice: first.template } : {}),
        people: [...new Set(found.flatMap(({ people }) => people))],
        stoodIn: [...new Set(found.flatMap(({ stoodIn }) => (stoodIn === undefined ? [] : [stoodIn])))],
      };
    }),
  );
}

function firing(
  process: string,
  { caseId, clocks, pins }: CaseState<unknown>,
  { clock, step, at }: { clock: string; step: string; at: Millis },
): CaseEvent {
  const data = { clock, step, generation: clocks[clock]?.life?.generation ?? 1, dueAt: at };
  const by = { id: 'system', role: 'system' } as const;
  const place = { _id: `${caseId}:0`, caseId, process, mode: MODE, seq: 0, schema: pins.rules } as const;
  return { ...place, type: `${process}.clockWarned`, data, at, by, key: '', digest: '', prevHash: '', hash: '' };
}
