/** The one door to cases: opens them and sends them commands, for the API and for effects alike. */
import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { Workflow } from '@temporalio/common';
import type { Connection } from 'mongoose';
import { catalogue, processOf } from '../../domain/catalogue.ts';
import { modeOf } from '../../domain/kernel/common/mode.ts';
import { decideOn } from '../../domain/kernel/decide.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import type { Facts } from '../../domain/kernel/facts.ts';
import { emptyCase } from '../../domain/kernel/fold.ts';
import { numberOf, personKey, recordKey, workflowIdOf } from '../../domain/kernel/ids.ts';
import { isEnd } from '../../domain/kernel/lifecycle.ts';
import { pinRefsOf } from '../../domain/kernel/record/pins.ts';
import type { Actor, Millis, Mode, PinRefs, Pins, StoredCase } from '../../domain/kernel/process.ts';
import { type Answer, type Ask, type Asked, type CommandInput, isNote } from '../../domain/kernel/turn.ts';
import { isProcessKey, processes, type ProcessKey, processOfCase } from '../../domain/processes.ts';
import { bodyOf, casesIn, isGenuine, type JudgedCase } from '../../models/cases/case.ts';
import { commitsUnder, commitUnder, headOf } from '../../models/cases/commit.ts';
import { parkedBecause } from '../../models/cases/parked.ts';
import { recordKeyOf } from '../../models/store/record-key.ts';
import type { CaseInput } from '../../workflows/support/messages.ts';
import { createDoor, keyReused } from './door.ts';
import type { Directory } from '../registers/directory.ts';
import { EngineError, isNamed, meaningOf } from './engine-error.ts';
import { factsFor } from './facts.ts';
import { createNumbers } from './allot-number.ts';
import { pinsFor, type ServedAt, resolvePins } from '../registers/pins.ts';
import { createReviver, type Revived } from './revive.ts';
import { type About, findable, intakeStart, startAt } from './start-case.ts';
import { type Kept, type KeptAnswer, sendKept } from './sending/batches.ts';
import { createCalls } from './sending/calls.ts';
import { accepted, digestOf, travelling, updateIdOf } from './sending/inputs.ts';
import { createUrgency } from './urgency.ts';

export { EngineError } from './engine-error.ts';

export type CaseClientDeps = {
  temporal: Client;
  /** Cases, commits and numbers. */
  db: Connection;
  /** Calendars and policies, where they are kept apart from the cases; else in `db`. */
  registers?: Connection;
  directory: Directory;
  taskQueue: string;
  /** Instead of the pins in force: what a rehearsal runs on. `key`: of the intake. */
  choosePins?: (process: string, place: ServedAt, intake: { key: string; at: Millis }) => Promise<Pins>;
  logger?: { error(fields: object, text: string): void };
  /** What one command and one case may have of files, in bytes; absent: as shipped. */
  fileBytes?: NonNullable<Facts['fileBytes']>;
  /** Commands of one person on one case within an hour; absent: as shipped. */
  mostAnHour?: number;
  /** How long an answer is waited for; the command may still succeed afterwards. */
  deadlineMs?: number;
};
type Sender = {
  actor: Actor;
  /** As stored (kernel/ids.ts). */
  key: string;
};
type Sending = Sender & { part?: string | undefined; seen?: number; stored?: JudgedCase };
/** `series`: whose order the keys of the commands say, where they do (domain/sync/series.ts). */
type Syncing = { actor: Actor; stored: JudgedCase; series?: string | undefined };
type Opening = {
  /** The intake by which it comes; absent: `create`. */
  command?: string;
  /** Absent: as the data say, live or a drill. */
  mode?: Mode;
  /** Of a rehearsal: the virtual instant of the intake, not before now. */
  at?: Millis;
};
/** A delivery that failed for good after its notice was handed on: `effect` is its id. */
export type DeliveryFailed = { effect: string; kind: string; code: string; detail: string; to: string };
export type CaseClient = {
  /**
   * Opens a case; the same key opens it once and gives the same answer for ever. `data` as parsed by the contract.
   * @throws DomainError when a rule says no; EngineError when nothing is known yet
   */
  open(process: string, data: object, by: Sender & Opening): Promise<{ caseId: string; seq: number }>;
  /**
   * Sends a command; answered with the version that it led to. `part`: the one that it names; `seen`: the version that the actor
   * decided on; `stored`: as much of the document as it is judged on, where the caller has just read it.
   * @throws DomainError when a rule says no ('case-ended', 'wrong-status' …); EngineError when nothing is known yet
   */
  command(caseId: string, command: string, data: object, by: Sending): Promise<{ seq: number }>;
  /**
   * Sends what a device kept, in its order; each is answered for itself, see sending/batches.ts.
   * @throws DomainError for a case that there is not, and for more than a person may do within an hour; EngineError when nothing is known yet
   */
  commands(caseId: string, kept: readonly Kept[], by: Syncing): Promise<KeptAnswer[]>;
  /** Has the case look for what is stored of it beyond what it knows, and for what is due. */
  catchUp(caseId: string): Promise<{ seq: number }>;
  /** Has the case record that an effect failed after it was handed on; nothing when it has ended. */
  noteEffect(caseId: string, note: DeliveryFailed): Promise<void>;
};

const INTAKE = 'create';
const DEADLINE_MS = 10_000;
const MOST_AN_HOUR = 600;
/** Of what is sent together: a day off line comes in at once. */
const MOST_KEPT_AN_HOUR = 6_000;

export function createCaseClient(deps: CaseClientDeps): CaseClient {
  const {
    temporal,
    db,
    directory,
    taskQueue,
    deadlineMs = DEADLINE_MS,
    mostAnHour = MOST_AN_HOUR,
    registers = db,
  } = deps;
  const { choosePins = (process, place, { at }) => pinsFor({ db: registers, directory }, process, place, { at }) } =
    deps;
  const withinDeadline = createCalls({ temporal, db, deadlineMs });
  const numbers = createNumbers(db);
  const urgency = createUrgency(temporal, db);
  const reviver = createReviver({ temporal, db, taskQueue, ...(deps.logger ? { logger: deps.logger } : {}) });
  const door = createDoor({ db, resolvePins: (refs: PinRefs) => resolvePins(registers, refs, db) });

  async function open(word: string, data: object, by: Sender & Opening) {
    const { key, at, command: name = INTAKE } = by;
    const mode = modeOf(data, by.mode);
    const actor = travelling(by.actor);
    const process = offeredKey(word);
    const digest = digestOf(name, data);
    const facts = await factsFor(deps, { process, command: name, data, actor });
    const place = { orgPath: facts.unit?.orgPath ?? actor.unit, ...applicationIn(data) };
    const pins = await choosePins(process, place, { key, at: at ?? Date.now() });
    const intake: CommandInput = { command: name, data, actor, key, digest, facts };
    try {
      dryRun(process, intake, { mode, pins, now: at ?? Date.now() });
    } catch (refusal) {
      const answered = await answerToIntake(process, key, digest); // what was accepted once is not refused on a retry
      if (answered) return answered;
      throw refusal;
    }
    const priorityKey = await urgency.ofIntake(facts);
    const about = { orgPath: place.orgPath, priority: facts.priority };
    for (let number = await numbers.allot(process, key, digest); ; number = await numbers.replace(number)) {
      if (number.digest !== digest || number.process !== process) throw keyReused(key, number.caseId);
      const { caseId } = number;
      const input: CaseInput = { caseId, process, mode, pins: pinRefsOf(pins) };
      const answer = await openAs(input, intake, { priorityKey, about, at });
      if (answer) return { caseId, seq: answer.seq };
      const answered = await answerToIntake(process, key, digest);
      if (answered) return answered;
    }
  }

  type How = { priorityKey: number; about: About; at: Millis | undefined };
  /** Null when the number is of no use: its workflow has ended, or belongs to a case that the store has lost. */
  async function openAs(input: CaseInput, intake: CommandInput, { priorityKey, about, at }: How) {
    const { caseId, process } = input;
    const workflowId = workflowIdOf(process, caseId);
    try {
      if (at !== undefined) await startAt(temporal, input, taskQueue, at);
      const [answer] = await withinDeadline(caseId, (timed) =>
        findable(temporal, input, about, (attributes) =>
          timed.workflow.executeUpdateWithStart<Workflow, readonly Answer[], [Asked]>('command', {
            args: [{ asks: [intake] }],
            updateId: updateIdOf([intake], at === undefined ? 0 : randomUUID()),
            startWorkflowOperation: intakeStart(input, { taskQueue, priorityKey, ...attributes }), // a new one for each attempt
          }),
        ),
      );
      return accepted(answer);
    } catch (error) {
      if (isNamed(error, 'WorkflowExecutionAlreadyStartedError')) return null;
      const meaning = await sharper(caseId, await meaningOf(error, temporal, workflowId));
      if (meaning instanceof EngineError && meaning.code === 'case-parked' && !(await headOf(db, caseId))) return null;
      throw meaning;
    }
  }

  async function command(caseId: string, name: string, data: object, by: Sending): Promise<{ seq: number }> {
    const process = processOfCase(caseId);
    if (!process) throw unknownCase(caseId);
    const [input, stored] = await Promise.all([
      inputFor(process, caseId, { ...by, command: name, data }),
      by.stored ?? casesIn(db).findOne({ _id: caseId }),
    ]);
    const { actor, facts } = input;
    const answered = stored && (await door.judge(stored, input));
    if (answered) return answered;
    if (stored) await refuseFlood(stored, input);
    const workflowId = workflowIdOf(process, caseId);
    if (actor.kind !== 'system') await urgency.beforeCommand(workflowId);
    const answer = await decidedBy(process, caseId, input, stored).catch((error: unknown) => {
      if (error instanceof EngineError && stored) error.version = stored.version;
      throw error;
    });
    await urgency.afterCommand(workflowId, facts);
    return answer;
  }

  type Given = Sender & { command: string; data: object; part?: string | undefined; seen?: number | undefined };
  /** With what it needs from registers. */
  async function inputFor(process: ProcessKey, caseId: string, given: Given): Promise<CommandInput> {
    const { command: name, data, key, part, seen } = given;
    const actor = travelling(given.actor);
    const itemKept = () => itemOf(db, caseId);
    return {
      command: name,
      ...(part === undefined ? {} : { part }),
      data,
      actor,
      key,
      digest: digestOf(name, data, part),
      facts: await factsFor(deps, { process, command: name, data, actor, caseId, itemKept }),
      ...(seen === undefined ? {} : { seen }),
    };
  }

  async function commands(caseId: string, kept: readonly Kept[], { actor, stored, series }: Syncing) {
    const process = processOfCase(caseId);
    if (!process) throw unknownCase(caseId);
    const [first] = kept;
    if (first) await door.refuseFlood(stored, { actor, key: personKey(actor.id, first.key) }, MOST_KEPT_AN_HOUR);
    await urgency.beforeCommand(workflowIdOf(process, caseId));
    return await sendKept(
      {
        inputOf: (one) => inputFor(process, caseId, { ...one, actor }),
        knownUnder: (keys) => commitsUnder(db, caseId, keys),
        isTaken: async (key) => (await commitUnder(db, caseId, key)) !== null,
        send: (asks, updateId) => sendAll(process, caseId, asks, updateId),
      },
      kept,
      { id: actor.id, series },
    );
  }

  /** To the case's workflow, which is brought back when it is gone while the case is open. Throws 'case-ended'. */
  async function sendAll(process: ProcessKey, caseId: string, asks: readonly Ask[], updateId: string) {
    try {
      return await update(process, caseId, asks, updateId);
    } catch (error) {
      if (!isNamed(error, 'WorkflowNotFoundError')) throw error;
    }
    await bringBack(caseId, []);
    return await update(process, caseId, asks, updateId);
  }

  /** What is answered already is no new command. */
  async function refuseFlood(stored: JudgedCase, input: CommandInput): Promise<void> {
    try {
      await door.refuseFlood(stored, input, mostAnHour);
    } catch (refusal) {
      if (!(await door.answerUnder(stored._id, input))) throw refusal;
    }
  }

  /** The turn's word. One that the engine remembers from a moment ago is asked for once more: it may have passed since. */
  async function decidedBy(process: ProcessKey, caseId: string, input: CommandInput, stored: JudgedCase | null) {
    const version = stored?.mode === 'rehearsal' ? randomUUID() : (stored?.version ?? 0);
    const first = await sendOne(process, caseId, input, updateIdOf([input], version));
    if (!first?.refused || stored === null || stored.mode === 'rehearsal') return accepted(first);
    const now = await casesIn(db).findOne({ _id: caseId });
    const answered = now && (await door.judge(now, input)); // throws where the refusal still holds
    if (answered) return answered;
    return accepted(await sendOne(process, caseId, input, updateIdOf([input], `${now?.version ?? 0}.${randomUUID()}`)));
  }

  const sendOne = async (
    process: ProcessKey,
    caseId: string,
    ask: Ask,
    updateId: string,
  ): Promise<Answer | undefined> => (await send(process, caseId, [ask], updateId))[0];

  /** To the case's workflow, which is brought back when it is gone while the case is open. */
  async function send(process: ProcessKey, caseId: string, asks: readonly Ask[], updateId: string) {
    try {
      return await update(process, caseId, asks, updateId);
    } catch (error) {
      if (!isNamed(error, 'WorkflowNotFoundError')) throw error;
    }
    const answered = await bringBack(caseId, asks);
    return answered ? [answered] : await update(process, caseId, asks, updateId);
  }

  async function update(process: string, caseId: string, asks: readonly Ask[], updateId: string) {
    const workflowId = workflowIdOf(process, caseId);
    try {
      return await withinDeadline(caseId, (timed) =>
        timed.workflow
          .getHandle(workflowId)
          .executeUpdate<readonly Answer[], [Asked]>('command', { args: [{ asks }], updateId }),
      );
    } catch (error) {
      throw await sharper(caseId, await meaningOf(error, temporal, workflowId));
    }
  }

  /** The turn itself has noted why it parks the case, before the engine calls it so. */
  async function sharper(caseId: string, meaning: unknown): Promise<unknown> {
    if (!(meaning instanceof EngineError) || meaning.code !== 'still-under-way') return meaning;
    const reason = await parkedBecause(db, caseId).catch(() => null);
    return reason === null ? meaning : new EngineError('case-parked', `${caseId} is parked: ${reason}`, meaning);
  }

  /** The workflow is gone: the case has ended, or it never was, or it has lost its workflow. */
  async function bringBack(caseId: string, [ask]: readonly Ask[]): Promise<Answer | null> {
    const stored: (StoredCase & { mergedInto?: string }) | null = await casesIn(db).findOne({ _id: caseId });
    const known = stored && ask && !isNote(ask) ? await door.answerUnder(caseId, ask) : null;
    if (known) return known;
    if (stored && hasEnded(stored)) throw ended(stored);
    if (!stored && !(await headOf(db, caseId))) throw unknownCase(caseId);
    const outcome = await reviver.revive(caseId, { why: 'a command found no workflow' });
    if (outcome !== 'revived' && outcome !== 'running') throw parked(caseId, outcome);
    return null;
  }

  /** By the case itself: what stands beside it in the document is signed by nobody. */
  const hasEnded = (stored: StoredCase): boolean =>
    isGenuine(stored, recordKeyOf(db)) && isEnd(processOf(stored.process), bodyOf(stored).state.status);

  async function catchUp(caseId: string): Promise<{ seq: number }> {
    const process = processOfCase(caseId);
    if (!process) throw unknownCase(caseId);
    await update(process, caseId, [], `look ${randomUUID()}`);
    return { seq: (await headOf(db, caseId))?.seq ?? 0 };
  }

  async function noteEffect(caseId: string, data: DeliveryFailed): Promise<void> {
    const process = processOfCase(caseId);
    if (!process) throw unknownCase(caseId);
    const note = { note: 'effectFailed', key: recordKey(data.effect), data, whileOpen: true } as const;
    try {
      await send(process, caseId, [note], updateIdOf([note], 0));
    } catch (error) {
      if (!(error instanceof DomainError) || !['case-ended', 'unknown-case'].includes(error.code)) throw error;
    }
  }

  async function answerToIntake(process: ProcessKey, key: string, digest: string) {
    const number = await numbers.known(key);
    if (!number) return null;
    if (number.digest !== digest || number.process !== process) throw keyReused(key, number.caseId);
    const answered = await door.answerUnder(number.caseId, { key, digest });
    return answered && { caseId: number.caseId, ...answered };
  }

  return { open, command, commands, catchUp, noteEffect };
}

type Opened = { mode: Mode; pins: Pins; now: Millis };

/** Guard and decide on the empty case: pure, so what a rule refuses costs neither a number nor a workflow. */
function dryRun(process: ProcessKey, intake: CommandInput, { mode, pins, now }: Opened): void {
  const caseId = numberOf(processes[process].prefix, 0);
  const definition = processOf(process);
  decideOn(definition, emptyCase(definition, { caseId, pins, mode, genesis: '' }), { ...intake, now });
}

function offeredKey(process: string): ProcessKey {
  if (!isProcessKey(process) || !catalogue[process])
    throw new DomainError('process-not-offered', `There is no process ${process}`, { params: { process } });
  return process;
}

async function itemOf(db: Connection, caseId: string): Promise<unknown> {
  const found = await casesIn(db).findOne({ _id: caseId }, { projection: { item: 1 } });
  return found && 'item' in found ? found.item : undefined;
}

const applicationIn = (data: object): { application?: string } =>
  'application' in data && typeof data.application === 'string' ? { application: data.application } : {};

const ended = ({ _id, status, mergedInto }: StoredCase & { mergedInto?: string }): DomainError =>
  new DomainError('case-ended', `The case is ${status}`, {
    params: { status, followUpOf: _id, ...(mergedInto === undefined ? {} : { mergedInto }) },
  });
const unknownCase = (caseId: string): DomainError => new DomainError('unknown-case', `There is no case ${caseId}`);

const reasons: Readonly<Record<Exclude<Revived, 'revived' | 'running'>, string>> = {
  held: 'an operator holds it',
  'too-often': 'it was brought back too often of late',
  'other-engine': 'the engine is not the one that its store was used with',
  'lost-rehearsal': 'a rehearsal that has lost its time is over',
  unknown: 'nothing is stored of it',
};
const parked = (caseId: string, outcome: Exclude<Revived, 'revived' | 'running'>): EngineError =>
  new EngineError('case-parked', `${caseId} has no workflow: ${reasons[outcome]}`);
