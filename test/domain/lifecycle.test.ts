/** The tables of the processes, and what follows from them for guard, buttons and logs. */
import fc from 'fast-check';
import { catalogue } from '../../domain/catalogue.ts';
import { standardPolicy } from '../../domain/incident/clocks.ts';
import { allowedCommands, guard, isEnd, statusesOf } from '../../domain/kernel/lifecycle.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import type { Actor } from '../../domain/kernel/process.ts';
import { plain, queuedIncident, report, resolve } from '../support/factories.ts';
import { given, hours, MORNING } from '../support/given.ts';
import { isWhole } from '../support/product/sample/whole.ts';
import { people } from '../support/sample.ts';
import { World } from '../support/world.ts';

const { requester, li } = people;
/** By chance with WHOLE=1, else a share that is the same each time. */
const LIVES = isWhole ? { numRuns: 100 } : { numRuns: 30, seed: 20_261_202 };

test('closed and canceled are the ends of calls and incidents', () => {
  for (const process of [catalogue.call, catalogue.incident])
    expect(statusesOf(process).filter((status) => isEnd(process, status))).toEqual(['closed', 'canceled']);
});

test('guard and offer say the same, whoever asks and whatever happened', () => {
  const process = catalogue.incident;
  const commands = [...new Set(process.lifecycle.map((row) => row.command))];
  const refused: unknown = expect.any(String);
  let offered = 0;
  fc.assert(
    fc.property(aLife, fc.constantFrom<Actor>(...Object.values(people)), (steps, actor) => {
      const { stage, caseId } = live(steps);
      const asking = { actor, now: stage.now };
      const { allowed, blocked } = allowedCommands(process, stage.kaseOf(caseId), asking);
      offered += allowed.length;
      const codes = commands.map((command) => [
        command,
        refusalOf(() => guard(process, stage.kaseOf(caseId), { ...asking, command })),
      ]);
      expect(codes).toEqual(
        commands.map((command) => {
          if (allowed.includes(command)) return [command, undefined];
          return [command, blocked.find((one) => one.command === command)?.code ?? refused];
        }),
      );
    }),
    LIVES,
  );
  expect(offered).toBeGreaterThan(100);
});

test('whatever people and time do, every step is one that the table allows, and no end is left', () => {
  let ended = 0;
  fc.assert(
    fc.property(aLife, (steps) => {
      const { stage, caseId } = live(steps);
      const statuses = statusesAfter(stage, caseId);
      const pairs = statuses.slice(1).map((to, i) => ({ from: statuses[i] ?? '', to }));
      const moves = pairs.filter(({ from, to }) => from !== to);
      expect(moves.filter(({ from, to }) => !directly(from).includes(to))).toEqual([]);
      if (isEnd(catalogue.incident, statuses.at(-1) ?? '')) ended += 1;
    }),
    LIVES,
  );
  expect(ended).toBeGreaterThan(2);
});

test('the standard lifecycle keeps response and resolution and tells nobody anything', () => {
  const world = new World(MORNING, { incident: standardPolicy });
  const data = { ...report, reporter: requester.id, impact: '2', urgency: '2', queue: 'donghu-l2' };
  const caseId = world.open('incident', people.agent, data);
  for (const command of [plain('claim'), plain('start'), resolve()]) world.give(caseId, li, command);
  world.give(caseId, requester, plain('confirm'));
  expect(world.viewOf(caseId)).toMatchObject({ status: 'closed' });
  expect(Object.keys(world.viewOf(caseId).readings)).toEqual(['response', 'resolution']);
  expect(world.done).toEqual([]);
});

test('a word that stands in no register is refused with its field, after everything else that stands in the way', () => {
  const unknown = [{ pointer: '/causeCode', code: 'unknown', params: { register: 'cause-code' } }];
  const stage = new World(MORNING);
  const data = { ...report, reporter: requester.id, impact: '2', urgency: '2', queue: 'donghu-l2' };
  const caseId = stage.open('incident', people.agent, data);
  const asking = { now: stage.now, facts: { unknown }, command: 'resolve' };
  const judge = (actor: Actor) => refusal(() => guard(catalogue.incident, stage.kaseOf(caseId), { ...asking, actor }));
  expect(judge(li)).toMatchObject({ code: 'invalid-data', fields: unknown });
  expect(judge(requester)).toMatchObject({ code: 'not-permitted' });
});

test('a command that is neither of the table nor of the person is refused alike', () => {
  queuedIncident()
    .when(people.auditor, plain('claim'))
    .thenRefused('not-permitted')
    .when(li, plain('dance'))
    .thenRefused('wrong-status');
  given('incident').when(li, plain('create')).thenRefused('not-permitted');
});

/** Statuses to which one event may take it: those of the table, and through what it puts before (a resume, a claim). */
function directly(from: string): readonly string[] {
  const { lifecycle } = catalogue.incident;
  return lifecycle.flatMap((row) => (row.from.includes(from) && row.to !== '=' ? row.to : []));
}

const refusalOf = (work: () => unknown): string | undefined => refusal(work)?.code;

function refusal(work: () => unknown): DomainError | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}

type Step = { who: number; command: number; wait: number };
const aLife: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    who: fc.nat(),
    command: fc.nat(),
    wait: fc.constantFrom(0, 1, 60_000, hours(1), hours(30), hours(24 * 8)),
  }),
  { minLength: 1, maxLength: 10 },
);

const text = { reason: 'Because', text: 'Words', audience: 'public', note: 'Note', grounds: 'Grounds' };
/** Data that fit every command well enough; what they lack is refused, which is no step. */
const dataFor: Readonly<Record<string, object>> = {
  hold: { reason: 'user', note: 'Which batch?' },
  resolve: resolve().data,
  dispatch: { person: li.id },
  transfer: { queue: 'dx-l2', reason: 'Theirs' },
  handBack: { reason: 'info-missing', text: 'Which?' },
  reprioritise: { impact: '1', urgency: '1', reason: 'Month end' },
  declareMajor: { grounds: 'Grounds', commander: people.head.id },
  amend: { fields: { title: 'Another' } },
  acknowledge: { clock: 'resolution', step: 'p75' },
  supervise: { instruction: 'Today', due: MORNING * 2 },
  followParent: { event: 'reopened', parent: 'INC-000009', reason: 'x' },
  addReporter: { reporter: requester.id },
  attach: { files: ['unknown'] },
  tag: { tags: ['Month end'] },
  untag: { tags: ['month end'] },
  logTime: { minutes: 30 },
  correctTime: { entry: 1, minutes: 20, reason: 'Too much' },
  addWatcher: { person: li.id },
  removeWatcher: { person: li.id },
};

/** An incident to which people do what they are offered, by chance, with time between. */
function live(steps: readonly Step[]): { stage: World; caseId: string } {
  const { stage, caseId } = queuedIncident();
  const actors: readonly Actor[] = Object.values(people);
  for (const { who, command, wait } of steps) {
    stage.moveTo(stage.now + wait);
    const kase = stage.kaseOf(caseId);
    const able = actors.flatMap((actor) => {
      const { allowed } = allowedCommands(catalogue.incident, kase, { actor, now: stage.now });
      return allowed.length > 0 ? [{ actor, allowed }] : [];
    });
    const { actor, allowed } = able[who % able.length] ?? {};
    const type = allowed?.[command % allowed.length];
    if (actor && type) refusalOf(() => stage.give(caseId, actor, { type, data: dataFor[type] ?? text }));
  }
  return { stage, caseId };
}

/** The status after every single event. */
function statusesAfter(stage: World, caseId: string): string[] {
  const { decider } = catalogue.incident;
  let state = decider.initialState;
  return stage.eventsOf(caseId).map((event) => {
    state = decider.evolve(state, event);
    return state.status;
  });
}
