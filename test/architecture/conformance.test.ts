/** What every process of the registry must have; a new one fails here until all of it is there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { specification } from '../../api/docs/specification.ts';
import { catalogue } from '../../domain/catalogue.ts';
import { contracts, ownFields } from '../../domain/contracts.ts';
import { clockNamed } from '../../domain/kernel/clocks/clock-names.ts';
import { runCommands } from '../../domain/kernel/running/contract.ts';
import { commonCommands } from '../../domain/kernel/contract.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { PREFIX, PROCESS_KEY, workflowTypeOf } from '../../domain/kernel/ids.ts';
import { allowedCommands, holdersOf, isEnd, statusesOf, UNOPENED } from '../../domain/kernel/lifecycle.ts';
import type { FieldSpecs } from '../../domain/kernel/own-fields.ts';
import type { Facts } from '../../domain/kernel/facts.ts';
import type { Actor, AnyProcess, CaseEvent, Role } from '../../domain/kernel/process.ts';
import { misnamed, RESERVED } from '../../domain/kernel/reserved.ts';
import { askedTemplate, followedTemplate, templateOf } from '../../domain/kernel/people/tell.ts';
import { isProcessKey, type ProcessKey, processes } from '../../domain/processes.ts';
import { roles } from '../../domain/roles.ts';
import { templates } from '../../domain/templates.ts';
import { queuedIncident } from '../support/factories.ts';
import { MORNING } from '../support/given.ts';
import { partFaults } from '../support/part-faults.ts';
import { paths } from '../support/paths.ts';
import { people } from '../support/sample.ts';
import { World } from '../support/world.ts';

const root = path.resolve(__dirname, '../..');
const keys = Object.keys(processes).filter(isProcessKey);
const at = (...parts: string[]): string => path.join(root, ...parts);
const read = (...parts: string[]): string => readFileSync(at(...parts), 'utf8');
const filesBelow = (folder: string): string[] =>
  readdirSync(at(folder), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
const filesIn = (folder: string): string[] => (existsSync(at(folder)) ? readdirSync(at(folder)) : []);
/** The text of the decision tests of what every process has. */
const ofAll = read('test/domain/common-commands.test.ts');
/** The text of all decision tests of a process. */
const testsOf = (key: ProcessKey): string =>
  filesBelow(`test/domain/${key}`)
    .map((name) => read('test/domain', key, name))
    .join('\n');

test('the registry, the catalogue, the contracts and the paths name the same processes', () => {
  expect(keys.length).toBeGreaterThanOrEqual(2);
  for (const table of [catalogue, contracts, ownFields, paths])
    expect(Object.keys(table).toSorted()).toEqual(keys.toSorted());
  for (const key of keys) expect(catalogue[key].key).toBe(key);
  expect(new Set(keys.map((key) => processes[key].plural)).size).toBe(keys.length);
});

test('keys and prefixes have the form that ids, paths and patterns take, and none is the beginning of another', () => {
  const prefixes = keys.map((key) => processes[key].prefix);
  expect(keys.filter((key) => !PROCESS_KEY.test(key))).toEqual([]);
  expect(prefixes.filter((prefix) => !PREFIX.test(prefix))).toEqual([]);
  // `work` beside `work-order`: nobody could say whose notice `work-order-created` is.
  expect(startsOfOthers(keys.map((key) => `${key}-`))).toEqual([]);
  expect(startsOfOthers(prefixes)).toEqual([]);
  expect(startsOfOthers(['work-', 'work-order-', 'call-'])).toEqual(['work-']);
  expect(startsOfOthers(['WO', 'WOR', 'CAL', 'CAL'])).toEqual(['WO', 'CAL', 'CAL']);
});

test('words of the API that are no command of a process are reserved, and no others', async () => {
  const routes = await operations();
  const below = routes.flatMap(({ path: of }) => /^\/api\/(?:audit\/)?cases\/\{number\}\/([^/]+)$/.exec(of)?.[1] ?? []);
  expect([...new Set(below)].toSorted()).toEqual([...RESERVED.cases]);
  const asked = keys.flatMap((key) =>
    [...routes.map(({ id }) => id), ...Object.keys(holdersOf(catalogue[key], processes[key]))]
      .filter((id) => id.startsWith(`${key}.`))
      .map((id) => id.slice(key.length + 1))
      .filter((word) => !Object.hasOwn(contracts[key], word)),
  );
  expect([...new Set(asked)].toSorted()).toEqual([...RESERVED.process]);
  // Nor is a process called like anything else that the API has.
  const others = routes.filter(({ tag }) => tag !== 'rehearsals' && !keys.some((key) => processes[key].plural === tag));
  const taken = new Set(others.flatMap(({ path: of, id }) => [of.split('/')[2], id.split('.')[0]]));
  expect(taken.size).toBeGreaterThan(10);
  expect(keys.flatMap((key) => [key, processes[key].plural]).filter((word) => taken.has(word))).toEqual([]);
});

test('each command that every process has is named by the test that tries it on all of them', () => {
  expect(Object.keys(commonCommands).filter((name) => !names(ofAll, 'common', name))).toEqual([]);
});

describe.each(keys)('%s', (key) => {
  const process = catalogue[key];
  const commands = contracts[key];
  const played = lazily(() => playAll(key));

  test.each([
    ...['contract', 'fields', 'lifecycle', 'rules', 'clocks', 'words', 'index'].map(
      (name) => `domain/${key}/${name}.ts`,
    ),
    `workflows/${key}.ts`,
    `models/cases/processes/${key}.ts`,
    `test/domain/${key}`,
  ])('has %s', (file) => {
    expect(existsSync(at(file))).toBe(true);
  });

  test('each command has a title in both languages, a row, and a decision test that names it', () => {
    const tests = testsOf(key);
    const rows = new Set(given(process).map(({ command }) => command));
    const poor = Object.entries(commands).filter(
      ([name, { title }]) =>
        !title.zh || !title.en || !rows.has(name) || !(isTriedElsewhere(name, key) || names(tests, key, name)),
    );
    expect(poor.map(([name]) => name)).toEqual([]);
    expect([...rows].filter((name) => !commands[name])).toEqual([]);
  });

  test('each command of its own is given in some scripted path', () => {
    const given = new Set(played().moves.map(({ command }) => command));
    const missing = Object.keys(commands).filter(
      (name) => !given.has(name) && !isTriedElsewhere(name, key) && !played().notOffered.has(name),
    );
    expect(missing).toEqual([]);
  });

  test('its parts, if it has any, have words, rows, clocks and a place in the data of commands', () => {
    expect(partFaults(process, commands)).toEqual([]);
  });

  test('no field of its own has the name of one that every case has', () => {
    expect(Object.keys(process.fields).filter((name) => OF_EVERY_CASE.includes(name))).toEqual([]);
  });

  test('no command has a name that is taken', () => {
    expect(misnamed(commands)).toEqual([]);
  });

  test('its workflow is exported under the name by which it is started', () => {
    const [name] = [...read('workflows', `${key}.ts`).matchAll(/^export const (\w+)/gm)].map(([, word]) => word);
    expect(name).toBe(workflowTypeOf(key));
    expect(read('workflows/index.ts')).toContain(`export { ${workflowTypeOf(key)} } from './${key}.ts';`);
  });

  test('intakes are the commands from before the first event, and no others', () => {
    const opening = process.lifecycle.flatMap(({ command, from }) => (from.includes(UNOPENED) ? [command] : []));
    const intakes = Object.entries(commands).flatMap(([name, { intake }]) => (intake ? [name] : []));
    expect(intakes).toEqual([...new Set(opening)]);
    expect(process.decider.initialState.status).toBe(UNOPENED);
  });

  test('each status is reached, and left unless it is an end', () => {
    const reached = new Set(process.lifecycle.flatMap(({ to }) => (to === '=' ? [] : to)));
    expect(statusesOf(process).filter((status) => !reached.has(status))).toEqual([]);
    expect(statusesOf(process).some((status) => isEnd(process, status))).toBe(true);
    expect(statusesOf(process).some((status) => !isEnd(process, status))).toBe(true);
  });

  test('what the requester sees of events, and the words for texts and statuses, leave nothing out', () => {
    const { events = [] } = process.policy ?? {};
    expect(Object.keys(process.open).filter((name) => !events.includes(name))).toEqual([]);
    const own = Object.entries(templates).filter(([template]) => template.startsWith(`${key}-`));
    const said = [...own, ...Object.entries(process.words.statuses), [key, processes[key].title] as const];
    expect(said.filter(([, { zh, en }]) => !zh.trim() || !en.trim())).toEqual([]);
    expect(Object.keys(process.words.statuses).toSorted()).toEqual(statusesOf(process).toSorted());
  });

  test('who waits next is asked for a command of the process, by a clock that it has', () => {
    const { waits, stranded } = played();
    expect(waits.filter(({ command }) => !Object.hasOwn(commands, command))).toEqual([]);
    const named = waits.flatMap(({ clock }) => (clock === null ? [] : [clock]));
    expect(named.filter((clock) => !Object.hasOwn(process.clocks.shipped, clock))).toEqual([]);
    expect(new Set(named).size).toBeGreaterThan(1);
    expect(stranded).toEqual([]);
  });

  test('each timer that it ships moves its cases, along a row, in some scripted path; and no other clock does', () => {
    const timers = Object.values(process.clocks.shipped).flatMap(({ kind, key: clock }) =>
      kind === 'timer' ? [clock] : [],
    );
    // Others may be on record as overdue; only a timer moves a case.
    expect(Object.keys(process.timers)).toEqual(expect.arrayContaining(timers));
    const hasRow = (status: string, next: string) =>
      process.lifecycle.some(({ from, to }) => from.includes(status) && to !== '=' && to.includes(next));
    const isOfParts = (clock: string) => process.clocks.shipped[clock]?.per !== undefined;
    const moves = (clock: string, status: string) =>
      played().timed.some(
        (move) =>
          clockNamed(move.clock).definition === clock &&
          (isOfParts(clock) || (move.from === status && move.to !== status && hasRow(status, move.to))),
      );
    const unmoved = Object.entries(process.timers).flatMap(([clock, statuses]) =>
      timers.includes(clock) ? statuses.filter((status) => !moves(clock, status)).map((one) => `${clock} ${one}`) : [],
    );
    expect(unmoved).toEqual([]);
  });

  test('whoever may give a command to a case may read it', () => {
    const givers = new Set(given(process).flatMap(({ who }) => who.flatMap(({ by }) => by)));
    const readers: readonly string[] = processes[key].readers;
    expect([...givers].filter((role) => role !== 'system' && !readers.includes(role))).toEqual([]);
  });

  test('a system may open it, as previews do', () => {
    const opening = process.lifecycle.filter(({ from }) => from.includes(UNOPENED));
    expect(opening.some(({ who }) => who.some(({ by }) => by.includes('system')))).toBe(true);
  });

  test('rows and readers name roles that there are', () => {
    const named = [...given(process).flatMap(({ who }) => who.flatMap(({ by }) => by)), ...processes[key].readers];
    expect(named.filter((role) => role !== 'system' && !Object.hasOwn(roles, role))).toEqual([]);
  });

  test('each row leads where it says in some scripted path', () => {
    const unreached = given(process).flatMap(({ command, from, to, who }) => {
      const by = who.flatMap((one) => one.by);
      const isBlocked = played().notOffered.has(command);
      const isOfRuns = key !== 'failover' && Object.hasOwn(runCommands, command);
      if (to === '=' || isBlocked || isOfRuns) return [];
      return to.flatMap((status) => {
        const seen = played().moves.some(
          (move) =>
            move.command === command &&
            from.includes(move.from) &&
            move.to === status &&
            by.some((role) => role === move.role),
        );
        return seen ? [] : [`${by.join(' or ')}: ${command} → ${status}`];
      });
    });
    expect(unreached).toEqual([]);
    expect(played().refused).toEqual([]);
  });

  test('each clock that it ships is started by some scripted path', () => {
    const shipped = Object.keys(process.clocks.shipped);
    expect(shipped.filter((clock) => !played().clocks.has(clock))).toEqual([]);
    for (const [name, { key: own }] of Object.entries(process.clocks.shipped)) expect(own).toBe(name);
  });

  test('each event that it may record is named by a test, and what is recorded is an event of its own', () => {
    const declared = eventsOf(key);
    const ofApproval = read('test/domain/kernel/approval/approving.test.ts');
    const tests = testsOf(key) + ofAll + ofApproval + read('test/support/paths.ts');
    expect(declared.length).toBeGreaterThan(10);
    expect(declared.filter((name) => !tests.includes(`'${name}'`) && !tests.includes(`'${key}.${name}'`))).toEqual([]);
    const known = [...declared, ...OF_EFFECTS];
    expect([...played().events].filter((name) => !known.includes(name) && !name.startsWith('clock'))).toEqual([]);
  });

  test('each notice that an event or a clock sends has its text', () => {
    const sent = new Set([...played().templates, ...ladderTemplates(key)]);
    expect(sent.size).toBeGreaterThan(5);
    expect([...sent].filter((template) => !templates[template])).toEqual([]);
    for (const type of Object.keys(process.reactions)) expect(type.startsWith(`${key}.`)).toBe(true);
  });

  test('each role that a notice or a wait speaks to is one that the organisation is asked for', () => {
    const ladders = Object.values(process.clocks.shipped).flatMap(({ ladder = [] }) => ladder.flatMap(({ to }) => to));
    // A desk agent is waited for where no desk is staffed: tiers without a desk are gaps of their own.
    const asked: readonly string[] = [...process.addresses, ...ladders, 'desk-agent'];
    expect([...played().roles].filter((role) => !asked.includes(role))).toEqual([]);
    expect(process.addresses.filter((role) => role !== 'supervisor' && !played().roles.has(role))).toEqual([]);
  });

  test('each text of a notice is one that is sent, in both languages, with places that the notice fills', () => {
    const names = Object.keys(process.reactions).map(templateOf);
    const told = [...names, ...ladderTemplates(key)];
    // What follows from an event may be told under a name of its own: then a scripted path sends it.
    const beside = played().templates;
    const known = new Set([...told, ...names.map(followedTemplate), ...told.map(askedTemplate), ...beside]);
    const own = Object.entries(templates).filter(([template]) => template.startsWith(`${key}-`));
    expect(own.filter(([template]) => !known.has(template)).map(([template]) => template)).toEqual([]);
    const places = ['caseId', 'title', 'percent', 'dueAt', 'text', 'by'];
    for (const [, { zh, en }] of own)
      for (const words of [zh, en])
        expect(
          [...words.matchAll(/\{(\w+)\}/g)].map(([, place]) => place).filter((place) => !places.includes(place ?? '')),
        ).toEqual([]);
  });

  test('each value of a choice that an export shows has its word, in both languages, and none stands for nothing', () => {
    const { choices } = process.words;
    const shown = [...choicesIn(process.fields)];
    const expected = shown.flatMap(([place, words]) => words.map((word) => `${place} ${word}`));
    const worded = shown.flatMap(([place]) =>
      Object.entries(choices[place] ?? {}).flatMap(([word, { zh, en }]) => (zh && en ? [`${place} ${word}`] : [])),
    );
    expect(worded.toSorted()).toEqual(expected.toSorted());
  });

  test('has a recorded history that is replayed', () => {
    expect(filesIn('test/replay').some((name) => name.startsWith(key) && name.endsWith('.json'))).toBe(true);
  });
});

/** The rows that are commands: what time alone does is none. */
const given = ({ lifecycle }: AnyProcess) =>
  lifecycle.filter(({ who }) => !who.every(({ by }) => by.every((role) => role === 'time')));

/** Fields of kind choice that have a column, by path, with their values. */
function* choicesIn(fields: FieldSpecs, within = ''): Generator<[place: string, words: readonly string[]]> {
  for (const [name, { is, column, words = [], parts = {} }] of Object.entries(fields)) {
    if (is === 'choice' && column) yield [within + name, words];
    yield* choicesIn(parts, `${within}${name}.`);
  }
}

/** Those of `words` with which another one begins. */
const startsOfOthers = (words: readonly string[]): string[] =>
  words.filter((word, n) => words.some((other, m) => m !== n && other.startsWith(word)));

/** Of every route that the specification declares. */
async function operations(): Promise<{ path: string; id: string; tag: string }[]> {
  const { paths: all } = (await specification()) as {
    paths: Record<string, Record<string, { operationId: string; tags: string[] }>>;
  };
  return Object.entries(all).flatMap(([of, methods]) =>
    Object.values(methods).map(({ operationId: id, tags }) => ({ path: of, id, tag: tags[0] ?? '' })),
  );
}

/** What any case records of its effects. */
const OF_EFFECTS = ['effectFailed', 'effectSkipped', 'caseStarted', 'lossAccepted', 'addresseeMissing'];

type Played = {
  moves: { command: string; role: Role | 'system'; from: string; to: string }[];
  clocks: Set<string>;
  events: Set<string>;
  templates: Set<string>;
  /** Roles that were told or waited for. */
  roles: Set<string>;
  refused: string[];
  notOffered: Set<string>;
  /** What somebody was waited for with, and the clock that says until when. */
  waits: { command: string; clock: string | null }[];
  /** Clocks whose breach was recorded, and from which status to which the case came with it. */
  timed: { clock: string; from: string; to: string }[];
  /** Where a case is open, and nobody and nothing is waited for. */
  stranded: string[];
};

/** All scripted paths of a process, each beside an open incident to join, merge into or be the child of. */
function playAll(key: ProcessKey): Played {
  const sum: Played = {
    moves: [],
    clocks: new Set(),
    events: new Set(),
    templates: new Set(),
    roles: new Set(),
    refused: [],
    notOffered: new Set(),
    waits: [],
    timed: [],
    stranded: [],
  };
  for (const one of paths[key]) {
    const { terms = {} } = one;
    const { stage } = queuedIncident({}, { stage: new World(MORNING, { [key]: { terms } }) });
    let caseId = '';
    for (const step of one.steps) {
      if (typeof step === 'number') pass(stage, { caseId, ms: step, sum });
      else caseId = take(stage, { key, caseId, step, sum, name: one.name });
      if (caseId !== '') noteOffers(stage, { key, caseId, sum });
    }
    for (const clock of Object.keys(stage.kaseOf(caseId).clocks)) sum.clocks.add(clock);
    for (const { type } of stage.eventsOf(caseId)) sum.events.add(type.slice(key.length + 1));
    for (const { caseId: of, effect } of stage.done)
      if (of === caseId && effect.kind === 'notify') {
        sum.templates.add(effect.template);
        if ('role' in effect.to) sum.roles.add(effect.to.role);
      }
  }
  return sum;
}

type Taking = {
  key: ProcessKey;
  caseId: string;
  step: readonly [Actor, { type: string; data: object; facts?: Facts }];
  sum: Played;
  name: string;
};
/** One step of a path; the number of its case. */
function take(stage: World, { key, caseId, step: [actor, command], sum, name }: Taking): string {
  const from = caseId === '' ? UNOPENED : stage.viewOf(caseId).status;
  try {
    const beside = { facts: command.facts ?? {}, command: command.type };
    const opened = caseId === '' ? stage.open(key, actor, command.data, beside) : caseId;
    const events: readonly CaseEvent[] = caseId === '' ? stage.eventsOf(opened) : stage.give(caseId, actor, command);
    const role = events[0]?.by.role ?? 'system';
    sum.moves.push({ command: command.type, role, from, to: stage.viewOf(opened).status });
    return opened;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    sum.refused.push(`${name}: ${command.type} of ${actor.id}: ${error.code}`);
    return caseId;
  }
}

/** Time, wake-up by wake-up. */
function pass(stage: World, { caseId, ms, sum }: Pick<Taking, 'caseId' | 'sum'> & { ms: number }): void {
  const end = stage.now + ms;
  for (;;) {
    const { status: from, nextWakeUp } = stage.viewOf(caseId);
    if (nextWakeUp === null || nextWakeUp > end) break;
    const before = stage.eventsOf(caseId).length;
    stage.moveTo(nextWakeUp);
    const to = stage.viewOf(caseId).status;
    for (const { type, data } of stage.eventsOf(caseId).slice(before))
      if (type.endsWith('.clockBreached') && 'clock' in data) sum.timed.push({ clock: String(data.clock), from, to });
  }
  stage.moveTo(end);
}

function noteOffers(stage: World, { key, caseId, sum }: Pick<Taking, 'key' | 'caseId' | 'sum'>): void {
  const { status, waitsFor, nextWakeUp, ...view } = stage.viewOf(caseId);
  const kase = stage.kaseOf(caseId);
  sum.waits.push(...catalogue[key].next(kase.state));
  const follows = 'incident' in view || catalogue[key].elsewhere.includes(status); // another case works for it
  if (!isEnd(catalogue[key], status) && waitsFor.length === 0 && nextWakeUp === null && !follows)
    sum.stranded.push(status);
  for (const { to } of waitsFor) if ('role' in to) sum.roles.add(to.role);
  for (const actor of [people.agent, people.li]) {
    const { blocked } = allowedCommands(catalogue[key], kase, { actor, now: stage.now });
    for (const { command, code } of blocked) if (code === 'process-not-offered') sum.notOffered.add(command);
  }
}

/** Names of the events that a process declares, without its prefix: its own, the common ones and those of its effects. */
const eventsOf = (key: ProcessKey): string[] =>
  (catalogue[key].policy?.events ?? []).filter((name) => !name.startsWith('clock') && !OF_EFFECTS.includes(name));

/** The templates of a process's ladders: a step below the target warns, at or above it a promise is broken. */
const ladderTemplates = (key: ProcessKey): string[] =>
  Object.entries(catalogue[key].clocks.shipped).flatMap(([clock, { ladder = [] }]) =>
    ladder.map(
      ({ percent = 0, afterMs }) =>
        `${key}-${clock}-${percent >= 100 || afterMs !== undefined ? 'breached' : 'warned'}`,
    ),
  );

/** What a view says beside the fields of its process: one of the same name would take its place. */
const OF_EVERY_CASE = (
  '_id number process mode version status title orgPath orgLine parties queue queueOrg tier application waitsFor readings ' +
  'takenBack dueAt nextWakeUp openedAt updatedAt closedAt outward serverNow allowed blocked parts kase'
).split(' ');

/** Tried once for all processes, in `common-commands.test.ts`. */
/** What every process has is tried on all of them; what a run has, on failovers. */
const isTriedElsewhere = (name: string, key: ProcessKey): boolean =>
  Object.hasOwn(commonCommands, name) || (key !== 'failover' && Object.hasOwn(runCommands, name));
/** A title begins with `key.command`; one test may speak of several. */
const names = (tests: string, key: string, name: string): boolean => new RegExp(`\\b${key}\\.${name}\\b`).test(tests);

function lazily<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
