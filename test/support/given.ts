/** Test support: one case as a story. given(process) → when(actor, command) → then… */
import { compileCalendar } from '../../platform/zones.ts';
import { processOf } from '../../domain/catalogue.ts';
import { contracts } from '../../domain/contracts.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { allowedCommands } from '../../domain/kernel/lifecycle.ts';
import type { Facts } from '../../domain/kernel/facts.ts';
import type { Actor, CaseView, Effect, Millis, PinnedPolicy } from '../../domain/kernel/process.ts';
import type { ProcessKey } from '../../domain/processes.ts';
import { at } from './sample.ts';
import { World } from './world.ts';

export const minutes = (n: number): Millis => n * 60_000;
export const hours = (n: number): Millis => n * 3_600_000;
/** A Tuesday morning in the office, far from any holiday. */
export const MORNING = at('2026-03-10 09:00');

export type Story = ReturnType<typeof given>;
type Command = { type: string; data: object };
type Notice = Extract<Effect, { kind: 'notify' }>;

/** `stage`: a world in which other cases are played already. */
export function given(
  process: ProcessKey,
  {
    now = MORNING,
    policy = {},
    stage = new World(now, { [process]: policy }),
  }: { now?: Millis; policy?: Partial<PinnedPolicy>; stage?: World } = {},
) {
  let caseId = '';
  let types: string[] = []; // events of the last step
  let refusal: string | undefined; // of the last step
  let params: unknown;
  let told = 0; // effects before the last step

  function step(work: () => string[]): void {
    told = stage.done.length;
    [types, refusal, params] = [[], undefined, undefined];
    try {
      types = work();
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      refusal = error.code;
      params = error.fields.length > 0 ? error.fields.map(({ pointer, code }) => `${pointer} ${code}`) : error.params;
    }
  }
  const bare = (all: readonly { type: string }[]): string[] => all.map(({ type }) => type.slice(process.length + 1));

  const story = {
    stage,
    get caseId() {
      return caseId;
    },
    /** Opens the case with 'create', else gives the command; its events, or its refusal, are what the next then… sees. */
    when(actor: Actor, command: Command, options: { facts?: Facts; key?: string } = {}) {
      const isIntake = contracts[process][command.type]?.intake === true;
      if (!isIntake && caseId === '') throw new Error(`The case was never opened: ${refusal}`);
      step(() => {
        if (caseId !== '') return bare(stage.give(caseId, actor, command, options));
        const { facts = {} } = command as { facts?: Facts };
        caseId = stage.open(process, actor, command.data, {
          ...options,
          command: command.type,
          facts: { ...facts, ...options.facts },
        });
        return bare(stage.eventsOf(caseId));
      });
      return story;
    },
    /** Moves time on by `ms`, stopping at every wake-up on the way, the last instant included. */
    fastForward: (ms: Millis) => story.moveTo(stage.now + ms),
    moveTo(instant: Millis) {
      const before = stage.eventsOf(caseId).length;
      step(() => {
        stage.moveTo(instant);
        return bare(stage.eventsOf(caseId).slice(before));
      });
      return story;
    },
    /** Names without the process's prefix, in order, and no others. */
    thenEvents(...expected: string[]) {
      expect({ refusal, params, types }).toEqual({ refusal: undefined, params: undefined, types: expected });
      return story;
    },
    /** `fields`: 'pointer code' of each bad field. */
    thenRefused(code: string, ...fields: string[]) {
      expect({ refusal, types }).toEqual({ refusal: code, types: [] });
      if (fields.length > 0) expect(params).toEqual(fields);
      return story;
    },
    thenAllowed(actor: Actor, ...commands: string[]) {
      expect(offer(actor).allowed).toEqual(expect.arrayContaining(commands));
      return story;
    },
    thenNotAllowed(actor: Actor, ...commands: string[]) {
      const { allowed } = offer(actor);
      expect(commands.filter((command) => allowed.includes(command))).toEqual([]);
      return story;
    },
    thenBlocked(actor: Actor, command: string, code: string) {
      expect(offer(actor).blocked).toContainEqual(expect.objectContaining({ command, code }));
      return story;
    },
    thenView(expected: Partial<CaseView> & Record<string, unknown>) {
      expect(stage.viewOf(caseId)).toMatchObject(expected);
      return story;
    },
    /** Who waits for whom: 'person or team or role: command'. */
    thenWaitsFor(...expected: string[]) {
      const waits = stage.viewOf(caseId).waitsFor.map(({ to, command }) => `${audience(to)}: ${command}`);
      expect(waits).toEqual(expected);
      return story;
    },
    /** Notices of the last step under a template, by whom they are for. */
    thenTold(template: string, ...whom: string[]) {
      const notices = effects().filter((one): one is Notice => one.kind === 'notify' && one.template === template);
      expect(notices.map(({ to }) => audience(to))).toEqual(whom);
      return story;
    },
    /** Starts and commands of the last step, notices left out. */
    thenEffects(...expected: object[]) {
      expect(effects().filter(({ kind }) => kind !== 'notify')).toEqual(
        expected.map((one) => expect.objectContaining(one)),
      );
      return story;
    },
    thenClock(name: string, expected: Partial<CaseView['readings'][string]>) {
      expect(stage.viewOf(caseId).readings[name]).toMatchObject(expected);
      return story;
    },
  };

  const offer = (actor: Actor) => allowedCommands(processOf(process), stage.kaseOf(caseId), { actor, now: stage.now });
  const effects = (): Effect[] =>
    stage.done.slice(told).flatMap(({ caseId: of, effect }) => (of === caseId ? [effect] : []));
  return story;
}

function audience(to: Notice['to']): string {
  if ('person' in to) return to.person;
  return 'team' in to ? to.team : `${to.role}@${to.orgPath}`;
}

/** A calendar in which every moment counts. */
export const always = compileCalendar({
  id: 'always',
  version: 1,
  zone: 'UTC',
  always: true,
  week: [[], [], [], [], [], [], []],
  dates: {},
  years: [2026, 2026],
});
