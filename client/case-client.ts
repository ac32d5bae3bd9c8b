/** The one door to cases: opens them and sends them commands, for the API and for effects alike. */
import { createHash } from 'node:crypto';
import { type Client, WithStartWorkflowOperation } from '@temporalio/client';
import type { Workflow } from '@temporalio/common';
import type { Connection } from 'mongoose';
import { catalogue, processOf } from '../domain/catalogue.ts';
import { canonical } from '../domain/kernel/chain.ts';
import { DomainError } from '../domain/kernel/errors.ts';
import { emptyCase } from '../domain/kernel/fold.ts';
import { numberOf, workflowIdOf } from '../domain/kernel/ids.ts';
import { guard, isEnd } from '../domain/kernel/lifecycle.ts';
import type { Actor, AnyProcess, Facts, Millis, Mode, Pins, StoredCase } from '../domain/kernel/process.ts';
import { isProcessKey, processes, type ProcessKey } from '../domain/processes.ts';
import { caseOf } from '../models/case.ts';
import { eventOf } from '../models/event.ts';
import { fastForward, virtualNow } from '../platform/time-skipping.ts';
import type { CaseInput, CommandAnswer, CommandInput, EffectNote } from '../workflows/support/messages.ts';
import type { Directory } from './directory.ts';
import { EngineError, isNamed, isPassing, meaningOf, Refused } from './engine-error.ts';
import { factsFor } from './facts.ts';
import { createNumbers } from './numbers.ts';
import { pinsFor, type Place } from './pins.ts';
import { createUrgency } from './urgency.ts';

export { EngineError } from './engine-error.ts';

export type CaseClientDeps = {
  temporal: Client;
  /** Cases, events and numbers. */
  db: Connection;
  /** Calendars and policies, where they are kept apart from the cases; else in `db`. */
  registers?: Connection;
  directory: Directory;
  taskQueue: string;
  /** Instead of the pins in force: what a rehearsal runs on. `key`: of the intake. */
  choosePins?: (process: string, place: Place, intake: { key: string; at: Millis }) => Promise<Pins>;
  /** How long an answer is waited for; the command may still succeed afterwards. */
  deadlineMs?: number;
};
type Sender = {
  actor: Actor;
  /** As stored (kernel/ids.ts). */
  key: string;
};
type Opening = {
  mode?: Mode;
  /** Of a rehearsal: the virtual instant of the intake, not before now. */
  at?: Millis;
};
export type CaseClient = {
  /**
   * Opens a case; the same key opens it once and gives the same answer for ever. `data` as parsed by the contract.
   * @throws DomainError when a rule says no; EngineError when nothing is known yet
   */
  open(process: string, data: object, by: Sender & Opening): Promise<{ caseId: string; seq: number }>;
  /**
   * Sends a command; answered with the version that it led to. `seen`: the version that the actor decided on.
   * @throws DomainError when a rule says no ('case-ended', 'wrong-status' …); EngineError when nothing is known yet
   */
  command(caseId: string, command: string, data: object, by: Sender & { seen?: number }): Promise<CommandAnswer>;
  /** Has the case read what is stored of it beyond what it knows, after a crash of everything. */
  catchUp(caseId: string): Promise<CommandAnswer>;
  /** Has the case record that an effect failed after it was handed on; nothing when it has ended. */
  noteEffect(caseId: string, note: EffectNote): Promise<void>;
};

const INTAKE = 'create';
const DEADLINE_MS = 10_000;
const AGAIN_MS = 50;
const AGAIN_MOST_MS = 500;
/** Recovery of a killed worker's command waits for this; the default of 10 s is the caller's whole patience. */
const TASK_TIMEOUT_MS = 5_000;

export function createCaseClient(deps: CaseClientDeps): CaseClient {
  const { temporal, db, directory, taskQueue, deadlineMs = DEADLINE_MS, registers = db } = deps;
  const { choosePins = (process, place, { at }) => pinsFor({ db: registers, directory }, process, place, { at }) } =
    deps;
  const numbers = createNumbers(db);
  const urgency = createUrgency(temporal, db);
  const events = eventOf(db);

  async function open(word: string, data: object, by: Sender & Opening) {
    const { actor, key, mode = 'live', at } = by;
    const process = offeredKey(word);
    const definition = processOf(process);
    const digest = digestOf(INTAKE, data);
    const facts = await factsFor(deps, { process, command: INTAKE, data, actor });
    const place = { orgPath: facts.unit?.orgPath ?? actor.unit, ...applicationIn(data) };
    const pins = await choosePins(process, place, { key, at: at ?? Date.now() });
    try {
      dryRun(definition, { data, actor, key, mode, facts, pins, now: at ?? Date.now() });
    } catch (refusal) {
      const answered = await answerToIntake(key, digest); // what was accepted once is not refused on a retry
      if (answered) return answered;
      throw refusal;
    }
    const intake: CommandInput = { data, actor, key, digest, facts };
    const priorityKey = await urgency.ofIntake(facts);
    for (let number = await numbers.allot(process, key, digest); ; number = await numbers.replace(number)) {
      if (number.digest !== digest) throw keyReused(key, number.caseId);
      const { caseId } = number;
      const input: CaseInput = { caseId, pins, mode, genesis: sha256(caseId) };
      if (at !== undefined) await startAt(process, input, at);
      const answer = await startWith(process, input, intake, priorityKey);
      if (answer) return { caseId, seq: answer.seq };
      const answered = await answerToIntake(key, digest);
      if (answered) return answered;
    }
  }

  /** The workflow, empty, with its clock moved on to `at`: what comes then happens then. */
  async function startAt(process: ProcessKey, input: CaseInput, at: Millis): Promise<void> {
    const workflowId = workflowIdOf(process, input.caseId);
    try {
      await temporal.workflow.start<Workflow>(`${process}Workflow`, {
        workflowId,
        taskQueue,
        args: [input],
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        workflowTaskTimeout: TASK_TIMEOUT_MS,
      });
    } catch (error) {
      if (!isNamed(error, 'WorkflowExecutionAlreadyStartedError')) throw await meaningOf(error, temporal, workflowId);
    }
    const now = await virtualNow(temporal, workflowId);
    if (now !== null && now < at) await fastForward(temporal, workflowId, at - now);
  }

  /** Null when the case's workflow has ended already. */
  async function startWith(
    process: ProcessKey,
    input: CaseInput,
    intake: CommandInput,
    priorityKey: number,
  ): Promise<CommandAnswer | null> {
    const workflowId = workflowIdOf(process, input.caseId);
    const start = () =>
      new WithStartWorkflowOperation(`${process}Workflow`, {
        workflowId,
        taskQueue,
        args: [input],
        workflowIdConflictPolicy: 'USE_EXISTING',
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        workflowTaskTimeout: TASK_TIMEOUT_MS,
        priority: { priorityKey },
      });
    try {
      return await withinDeadline(() =>
        temporal.workflow.executeUpdateWithStart<Workflow, CommandAnswer, [CommandInput]>(INTAKE, {
          args: [intake],
          updateId: updateIdOf(intake),
          startWorkflowOperation: start(), // a new one for each attempt
        }),
      );
    } catch (error) {
      if (isNamed(error, 'WorkflowExecutionAlreadyStartedError')) return null;
      throw await meaningOf(error, temporal, workflowId);
    }
  }

  async function command(caseId: string, type: string, data: object, by: Sender & { seen?: number }) {
    const { actor, key, seen } = by;
    const process = processOfCase(caseId);
    if (!process) throw unknownCase(caseId);
    const digest = digestOf(type, data);
    const facts = await factsFor(deps, { process, command: type, data, actor, caseId });
    const input: CommandInput = { data, actor, key, digest, facts, ...(seen === undefined ? {} : { seen }) };
    const workflowId = workflowIdOf(process, caseId);
    try {
      if (actor.kind !== 'system') await urgency.beforeCommand(workflowId);
      const answer = await update(process, caseId, type, input);
      await urgency.afterCommand(workflowId, facts);
      return answer;
    } catch (error) {
      if (isNamed(error, 'WorkflowNotFoundError')) return await afterTheEnd(process, caseId, input);
      if (!(error instanceof Refused) || !(await isBehind(caseId, error.seq))) throw error;
      await catchUp(caseId); // the workflow had lost what is stored: it refused on an old state
      return await update(process, caseId, type, input);
    }
  }

  async function update(process: string, caseId: string, type: string, input: CommandInput): Promise<CommandAnswer> {
    const workflowId = workflowIdOf(process, caseId);
    try {
      return await withinDeadline(() =>
        temporal.workflow
          .getHandle(workflowId)
          .executeUpdate<CommandAnswer, [CommandInput]>(type, { args: [input], updateId: updateIdOf(input) }),
      );
    } catch (error) {
      throw await meaningOf(error, temporal, workflowId);
    }
  }

  /** The workflow is gone: the case has ended, and what it answered stands in its events; or it never was. */
  async function afterTheEnd(process: string, caseId: string, { key, digest }: CommandInput): Promise<CommandAnswer> {
    const answered = await answerTo(caseId, key, digest);
    if (answered) return answered;
    const stored = await caseOf(db).findById(caseId).lean<StoredCase & { mergedInto?: string }>();
    if (!stored) throw unknownCase(caseId);
    if (!isEnd(processOf(process), stored.status))
      throw new EngineError('case-parked', `${caseId} is ${stored.status} and has no workflow`);
    throw new DomainError('case-ended', `The case is ${stored.status}`, {
      params: {
        status: stored.status,
        followUpOf: caseId,
        ...(stored.mergedInto === undefined ? {} : { mergedInto: stored.mergedInto }),
      },
    });
  }

  async function catchUp(caseId: string): Promise<CommandAnswer> {
    const process = processOfCase(caseId);
    if (!process) throw unknownCase(caseId);
    const workflowId = workflowIdOf(process, caseId);
    try {
      return await withinDeadline(() =>
        temporal.workflow.getHandle(workflowId).executeUpdate<CommandAnswer, []>('catchUp'),
      );
    } catch (error) {
      throw await meaningOf(error, temporal, workflowId);
    }
  }

  async function noteEffect(caseId: string, note: EffectNote): Promise<void> {
    const process = processOfCase(caseId);
    if (!process) throw unknownCase(caseId);
    const workflowId = workflowIdOf(process, caseId);
    try {
      await withinDeadline(() =>
        temporal.workflow
          .getHandle(workflowId)
          .executeUpdate<CommandAnswer, [EffectNote]>('noteEffect', { args: [note], updateId: note.effect }),
      );
    } catch (error) {
      if (!isNamed(error, 'WorkflowNotFoundError')) throw await meaningOf(error, temporal, workflowId);
    }
  }

  async function answerToIntake(key: string, digest: string): Promise<{ caseId: string; seq: number } | null> {
    const number = await numbers.known(key);
    if (!number) return null;
    if (number.digest !== digest) throw keyReused(key, number.caseId);
    const answered = await answerTo(number.caseId, key, digest);
    return answered && { caseId: number.caseId, ...answered };
  }

  async function answerTo(caseId: string, key: string, digest: string): Promise<CommandAnswer | null> {
    const last = await events.findOne({ caseId, key }).sort({ seq: -1 }).lean<{ seq: number; digest: string }>();
    if (last && last.digest !== digest) throw keyReused(key);
    return last && { seq: last.seq };
  }

  async function isBehind(caseId: string, seq: number): Promise<boolean> {
    return (await events.exists({ caseId, seq: { $gt: seq } })) !== null;
  }

  /** A command that the engine dropped in passing is sent again: it is answered under its key. */
  async function withinDeadline<T>(call: () => Promise<T>): Promise<T> {
    const deadline = Date.now() + deadlineMs;
    for (let waitMs = AGAIN_MS; ; waitMs = Math.min(waitMs * 2, AGAIN_MOST_MS)) {
      try {
        return await temporal.withDeadline(deadline, call);
      } catch (error) {
        if (!isPassing(error) || Date.now() + waitMs >= deadline) throw error;
        await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
    }
  }

  return { open, command, catchUp, noteEffect };
}

type Intake = { data: object; actor: Actor; key: string; mode: Mode; facts: Facts; pins: Pins; now: Millis };

/** Guard and decide on the empty case: pure, so what a rule refuses costs neither a number nor a workflow. */
function dryRun(process: AnyProcess, { data, actor, key, mode, facts, pins, now }: Intake): void {
  const caseId = numberOf(processes[offeredKey(process.key)].prefix, 0);
  const kase = emptyCase(process, { caseId, pins, mode, genesis: '' });
  const role = guard(process, kase, { actor, now, facts, command: INTAKE });
  const { clocks, state } = kase;
  process.decider.decide({ type: INTAKE, data }, state, { now, actor, role, key, caseId, mode, pins, clocks, facts });
}

/** The process whose numbers begin like this one; null when none does. */
export function processOfCase(caseId: string): ProcessKey | null {
  const found = Object.entries(processes).find(([, { prefix }]) => caseId.startsWith(`${prefix}-`));
  return found && isProcessKey(found[0]) ? found[0] : null;
}

function offeredKey(process: string): ProcessKey {
  if (!isProcessKey(process) || !catalogue[process])
    throw new DomainError('process-not-offered', `There is no process ${process}`, { params: { process } });
  return process;
}

const applicationIn = (data: object): { application?: string } =>
  'application' in data && typeof data.application === 'string' ? { application: data.application } : {};

/**
 * The engine answers a repeated id without looking at what came with it, so the digest is part of the id: the same key
 * with another body reaches the case, which refuses it.
 */
const updateIdOf = ({ key, digest }: CommandInput): string => `${key} ${digest.slice(0, 16)}`;

const sha256 = (content: string): string => createHash('sha256').update(content).digest('hex');
const digestOf = (type: string, data: object): string => sha256(canonical({ type, data }));
/** Keys are a person's own, so the number of what he opened under it is no secret to him. */
const keyReused = (key: string, number?: string): DomainError =>
  new DomainError('key-reused', `${key} was used for another body`, number === undefined ? {} : { params: { number } });
const unknownCase = (caseId: string): DomainError => new DomainError('unknown-case', `There is no case ${caseId}`);
