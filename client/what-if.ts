/** 'What if': a case opened at a moment would owe this, and these would be told. Writes nothing, starts nothing. */
import { processOf } from '../domain/catalogue.ts';
import { DomainError } from '../domain/kernel/errors.ts';
import { escalation } from '../domain/kernel/escalation.ts';
import { emptyCase, foldAhead } from '../domain/kernel/fold.ts';
import { pinRefsOf } from '../domain/kernel/pins.ts';
import { type Later, type Promised, promisesOf } from '../domain/kernel/what-if.ts';
import type { Actor, CaseEvent, CaseState, Ctx, Facts, Millis, PinRefs, Pins } from '../domain/kernel/process.ts';
import type { ProcessKey } from '../domain/processes.ts';
import type { Connection } from 'mongoose';
import type { Addressees } from './addressees.ts';
import type { Directory } from './directory.ts';
import { factsFor } from './facts.ts';
import { published, withDrafts } from './in-force.ts';
import { pinsFor } from './pins.ts';

export type WhatIf = {
  process: ProcessKey;
  at: Millis;
  /** Of the intake, as the process's contract gives it. */
  data: object;
  /** Instead of what the matrix says. */
  priority?: string | undefined;
  /** With drafts in the place of what is published. */
  drafts?: boolean | undefined;
};
type Told = Promised['steps'][number] & { told: Addressees };
export type WhatIfAnswer = {
  pinned: PinRefs;
  status: string;
  priority: string | null;
  running: (Omit<Promised, 'steps'> & { steps: Told[] })[];
  later: Later[];
};

const SYSTEM: Actor = { id: 'system', kind: 'system', unit: '/', teams: [], grants: [] };
const MODE = 'rehearsal';

/**
 * Decides the intake as the case itself would, on the registers in force, and reads its clocks. Throws what the intake would be
 * refused with.
 */
export async function whatIf(
  { db, directory }: { db: Connection; directory: Directory },
  { process: key, at, data, priority, drafts = false }: WhatIf,
): Promise<WhatIfAnswer> {
  const process = processOf(key);
  const found = await factsFor({ db, directory }, { process: key, command: 'create', data, actor: SYSTEM });
  const facts: Facts = { ...found, ...(priority === undefined ? {} : { priority }) };
  if (!facts.unit)
    throw new DomainError('invalid-data', 'There is no such unit', { fields: [{ pointer: '/unit', code: 'unknown' }] });
  const inForce = drafts ? await withDrafts(db, directory) : published(directory);
  const place = { orgPath: facts.unit.orgPath, ...applicationIn(data) };
  const pins = await pinsFor({ db, directory }, key, place, { inForce, at });
  const caseId = `${key}-what-if`;
  const empty = emptyCase(process, { caseId, pins, mode: MODE, genesis: '' });
  const ctx: Ctx = { now: at, actor: SYSTEM, role: 'system', key: '', caseId, mode: MODE, pins, clocks: {}, facts };
  const events = process.decider.decide({ type: 'create', data }, empty.state, ctx);
  const kase: CaseState<{ status: string }> = { ...empty, ...foldAhead(process, empty.state, events, ctx) };
  const { running, later } = promisesOf(kase.clocks, pins, at);
  const view = process.view(kase, at);
  return {
    pinned: pinRefsOf(pins),
    status: view.status,
    priority: view.priority ?? null,
    running: await Promise.all(
      running.map(async (one) => ({ ...one, steps: await toldOf(directory, key, kase, one) })),
    ),
    later,
  };
}

const applicationIn = (data: object): { application?: string } =>
  'application' in data && typeof data.application === 'string' ? { application: data.application } : {};

/** Whom each step would tell, were it to fire with the case as it stands. */
async function toldOf(
  directory: Directory,
  key: ProcessKey,
  kase: CaseState<{ status: string }>,
  { clock, steps }: Promised,
): Promise<Told[]> {
  return await Promise.all(
    steps.map(async (step) => {
      const audiences = escalation(processOf(key), kase, firing(key, kase, { clock, ...step }));
      const found = await Promise.all(
        audiences.flatMap((effect) => (effect.kind === 'notify' ? [directory.peopleFor(effect.to)] : [])),
      );
      const people = [...new Set(found.flatMap((one) => one.people))];
      const gaps = found.flatMap(({ stoodIn }) => (stoodIn === undefined ? [] : [stoodIn]));
      return { ...step, told: { people, ...(gaps.length > 0 ? { stoodIn: gaps.join(', ') } : {}) } };
    }),
  );
}

function firing(
  process: string,
  { caseId, pins }: { caseId: string; pins: Pins },
  { clock, step, at }: { clock: string; step: string; at: Millis },
): CaseEvent {
  const data = { clock, step, generation: 1, dueAt: at };
  const by = { id: 'system', role: 'system' } as const;
  const place = { _id: `${caseId}:0`, caseId, process, mode: MODE, seq: 0, schema: pins.rules } as const;
  return { ...place, type: `${process}.clockWarned`, data, at, by, key: '', digest: '', prevHash: '', hash: '' };
}
