import { catalogue, processOf } from '../../../domain/catalogue.ts';
import { departureOf, isStep } from '../../../domain/event-log/conformance.ts';
import { commandOf } from '../../../domain/event-log/said-by.ts';
import { type LogStep, stepsOf } from '../../../domain/event-log/steps.ts';
import type { AnyProcess } from '../../../domain/kernel/process.ts';
import { isProcessKey, type ProcessKey, processes } from '../../../domain/processes.ts';
import { commitsOf } from '../../support/event-log/logged.ts';
import { queuedIncident, resolvedIncident } from '../../support/factories.ts';
import { MORNING } from '../../support/given.ts';
import { paths } from '../../support/paths.ts';
import { allRecorded } from '../../support/replay.ts';
import { World } from '../../support/world.ts';

const keys = Object.keys(processes).filter(isProcessKey);
const incident = processOf('incident');
const departuresIn = (process: AnyProcess, steps: readonly LogStep[]) =>
  steps.filter(isStep).flatMap((one) => departureOf(process, one) ?? []);

/** Every scripted path of a process as its record, with the command that each step was. */
function* played(key: ProcessKey): Generator<{ steps: LogStep[]; given: ReadonlyMap<number, string> }> {
  for (const { terms = {}, steps } of paths[key]) {
    const { stage } = queuedIncident({}, { stage: new World(MORNING, { [key]: { terms } }) });
    let caseId = '';
    const given = new Map<number, string>();
    for (const step of steps) {
      if (typeof step === 'number') {
        stage.moveTo(stage.now + step);
        continue;
      }
      const [actor, command] = step;
      const facts = { facts: command.facts ?? {}, command: command.type };
      const before = caseId === '' ? 0 : stage.kaseOf(caseId).seq;
      if (caseId === '') caseId = stage.open(key, actor, command.data, facts);
      else stage.give(caseId, actor, command);
      const first = stage.eventsOf(caseId).find(({ seq, by }) => seq > before && by.id === actor.id);
      if (first) given.set(first.seq, command.type);
    }
    yield { steps: [...stepsOf(catalogue[key], commitsOf(stage.eventsOf(caseId)))], given };
  }
}

/** Where an event is called by what another command does: the one that it is taken for says the same of the case. */
const ALIKE = ['comment supplyInfo', 'leave return', 'reportAccident create'];

test.each(keys)('%s: whatever a scripted path does fits, and where an event names its command it is that one', (key) => {
  const taken = new Set<string>();
  let named = 0;
  for (const { steps, given } of played(key)) {
    expect(departuresIn(catalogue[key], steps)).toEqual([]);
    expect(steps.filter(({ olderRelease }) => olderRelease)).toEqual([]);
    for (const { seq, by, happened } of steps) {
      const [only, ...more] = happened;
      const command = given.get(seq);
      const said = only && more.length === 0 ? commandOf(catalogue[key], only.event.type, by.role) : null;
      if (command === undefined || said === null) continue;
      named += 1;
      if (said !== command && !ALIKE.includes(`${command} ${said}`)) taken.add(`${command} for ${said}`);
    }
  }
  expect([...taken]).toEqual([]);
  expect(named).toBeGreaterThan(0);
});

test('recorded', () => {
  for (const { name, view, events } of allRecorded()) {
    const process = processOf(view.process);
    const steps = [...stepsOf(process, commitsOf(events))];
    const departures = steps.filter(isStep).flatMap((one) => departureOf(process, one) ?? []);
    const older = steps.filter((s) => s.olderRelease).length;
    if (departures.length || older || steps.at(-1)?.to !== view.status) console.error(name, JSON.stringify(departures), older, view.status, steps.at(-1)?.to);
  }
});
