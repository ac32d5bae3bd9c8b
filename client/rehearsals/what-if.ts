/** 'What if': a case opened at a moment would owe this, and these would be told. Writes nothing, starts nothing. */
import type { Connection } from 'mongoose';
import { processOf } from '../../domain/catalogue.ts';
import { invalid } from '../../domain/kernel/errors.ts';
import { effectsOf, emptyCase, foldAhead } from '../../domain/kernel/fold.ts';
import { decideOn } from '../../domain/kernel/decide.ts';
import { type Later, type Promised, type PromisedStep, promisesOf } from '../../domain/kernel/clocks/what-if.ts';
import type { Facts } from '../../domain/kernel/facts.ts';
import type { Actor, AnyProcess, CaseEvent, CaseState, Millis, Pins, Tier } from '../../domain/kernel/process.ts';
import type { ProcessKey } from '../../domain/processes.ts';
import { type Chosen, chosenFor, dateNamesOf, draftedPriority, onPolicy } from '../registers/chosen.ts';
import type { Directory } from '../registers/directory.ts';
import { factsFor } from '../cases/facts.ts';
import { published, withDrafts } from '../registers/in-force.ts';
import { pinsFor } from '../registers/pins.ts';

type Registers = { db: Connection; directory: Directory };
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
export async function whatIf(registers: Registers, asked: WhatIf): Promise<WhatIfAnswer> {
  const { db, directory } = registers;
  const { process: key, at, drafts = false, policyVersion } = asked;
  const { data, facts, place } = await intakeOf(registers, asked);
  const registered = drafts ? await withDrafts(db, directory) : published(directory);
  const inForce = await onPolicy(db, registered, { process: key, policyVersion });
  const pins = await pinsFor(registers, key, place, { inForce, at });
  const process = processOf(key);
  const kase = opened(process, { at, data, facts, pins });
  const names = await dateNamesOf(db, pins, { drafts });
  const { running, later } = promisesOf(kase.clocks, pins, { at, names });
  const { status, priority = null, queue = null } = process.view(kase, at);
  return {
    status,
    priority,
    queue,
    chosen: await chosenFor(directory, inForce, { process: key, place, at, pins, asked: policyVersion !== undefined }),
    running: await Promise.all(
      running.map(async (one) => ({ ...one, steps: await toldOf(directory, { process, kase }, one) })),
    ),
    later,
  };
}

/** The intake as it would come, with what the client would look up for it. */
async function intakeOf(registers: Registers, { process, data: given, actor, priority, tier, drafts }: WhatIf) {
  const look = (data: object) => factsFor(registers, { process, command: 'create', data, actor });
  const application = applicationIn(given);
  const { unit } = await look(given);
  if (!unit) throw invalid('unit', 'unknown', 'There is no such unit');
  const desk = tier && (await registers.directory.desksFor(unit.orgPath, application))[tier];
  if (tier && !desk) throw invalid('tier', 'unknown', 'Nobody staffs this tier for the unit');
  const data = desk ? { ...given, queue: desk.queue } : given;
  const facts = await look(data);
  const weighed = priority ?? (drafts ? await draftedPriority(registers.db, data) : undefined) ?? facts.priority;
  return {
    data,
    facts: { ...facts, ...(weighed === undefined ? {} : { priority: weighed }) },
    place: { orgPath: unit.orgPath, application },
  };
}

type Intake = { at: Millis; data: object; facts: Facts; pins: Pins };

/** The case right after its opening. Throws what the intake would be refused with. */
function opened(process: AnyProcess, { at, data, facts, pins }: Intake): CaseState<{ status: string }> {
  const caseId = `${process.key}-what-if`;
  const empty = emptyCase(process, { caseId, pins, mode: MODE, genesis: '' });
  const asked = { actor: SYSTEM, key: '', facts, now: at };
  const { role, events } = decideOn(process, empty, { command: 'create', data, ...asked });
  return { ...empty, ...foldAhead(process, empty.state, events, { ...empty, ...asked, role }) };
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
  return { ...place, type: `${process}.clockWarned`, data, at, by, key: '', digest: '' };
}
