/** What every process has, whatever it says of itself. */
import { catalogue, processOf } from '../../../domain/catalogue.ts';
import { isEnd } from '../../../domain/kernel/lifecycle.ts';
import type { CaseEvent, Ctx } from '../../../domain/kernel/process.ts';
import { dueBy } from '../../../domain/kernel/tick.ts';
import { errand } from '../../support/errand/errand.ts';
import { begunErrand, Stage } from '../../support/errand/stage.ts';
import { hold, startedIncident } from '../../support/factories.ts';
import { hours, minutes } from '../../support/given.ts';
import { people } from '../../support/sample.ts';

const { li, zhao } = people;
const incident = processOf('incident');
const unopened = { status: 'none' };

describe('before its first event a case', () => {
  test.each(Object.values(catalogue).map((process) => [process.key, process] as const))(
    'of %s holds, owes, waits for and shows nothing',
    (_key, process) => {
      const event = { type: `${process.key}.created`, data: {} };
      expect([process.holds?.(unopened), process.comesTo?.(unopened), process.next(unopened)]).toEqual([[], [], []]);
      expect([process.wakeAt?.(unopened), process.seen(unopened)]).toEqual([null, null]);
      expect(process.clocks.context(unopened)).toEqual({});
      expect(process.parts?.all(unopened) ?? []).toEqual([]);
      expect(process.clocks.ofParts?.(unopened, ['s1']) ?? {}).toEqual({});
      const told = Object.values(process.reactions).flatMap((react) => react?.(event as never, unopened, {} as never));
      expect(told).toEqual([]);
      expect(process.decider.blockers(unopened, {} as never)).toEqual({});
      expect(process.decider.decide({ type: 'tick', until: 5 }, unopened, { facts: {} } as never)).toEqual([]);
      expect(process.decider.evolve(unopened, { type: `${process.key}.commented`, data: {} } as never)).toBe(unopened);
      expect(() => process.view({ state: unopened } as never, 0)).toThrow('before the first event');
    },
  );
});

const ctxOf = ({ kase, now }: Stage, more: object = {}) =>
  ({ ...kase, now, actor: li, role: 'engineer', key: 'k', facts: {}, ...more }) as unknown as Ctx;

describe('a rule that is the name of an event', () => {
  test('gives the event the data of the command, the part it names and where that goes', () => {
    const stage = begunErrand(errand);
    const decide = (data: object, more: object = {}) =>
      errand.decider.decide({ type: 'note', data }, stage.kase.state, ctxOf(stage, more));
    const part = stage.part('s1');
    expect(decide({ words: 'x' })).toStrictEqual([{ type: 'errand.noted', data: { words: 'x' } }]);
    const made = { s1: { kind: 'step' } };
    expect(decide({ words: 'x' }, { part })).toStrictEqual([
      { type: 'errand.noted', data: { words: 'x', part: 's1', made } },
    ]);
    expect(decide({ words: 'x' }, { part, partTo: 'done' })).toStrictEqual([
      { type: 'errand.noted', data: { words: 'x', part: 's1', to: 'done', made } },
    ]);
  });

  test('is one of the process: a command that nobody knows makes nothing happen', () => {
    const stage = begunErrand(errand);
    expect(errand.decider.decide({ type: 'dance', data: {} }, stage.kase.state, ctxOf(stage))).toEqual([]);
  });

  test('what a process does not say of itself is nothing', () => {
    const { state } = begunErrand(errand).kase;
    expect([errand.comesTo?.(state), errand.holds?.(state), errand.wakeAt?.(state)]).toEqual([[], [], null]);
    expect(errand).not.toHaveProperty('schemas');
    expect(errand).not.toHaveProperty('approves');
    expect(errand.elsewhere).toEqual([]);
    expect(Object.keys(errand.words.statuses).filter((status) => isEnd(errand, status))).toEqual([
      'done',
      'undone',
      'canceled',
    ]);
  });
});

/** Instants of what clocks say of an incident that is held until then, and the names of its moves. */
const dueWhileHeld = (until: number) => {
  const story = startedIncident().when(li, hold('vendor', { until }));
  const kase = story.stage.kaseOf(story.caseId);
  return dueBy(incident, kase, story.stage.now + hours(24 * 60)).map(({ type, data }) =>
    type.startsWith('incident.clock') && 'dueAt' in data ? Number(data.dueAt) : type,
  );
};

describe('what time does', () => {
  const unit = '/dx/donghu/court';
  const planned = () => {
    const stage = new Stage(errand, unit);
    const steps = [{ id: 's1', role: 'engineer' }];
    stage.give(li, 'create', { data: { unit, title: 'Swap', implementer: li.id, steps } });
    return stage;
  };

  test('to a case that it ends is on record as of the instant at which it fell due', () => {
    const stage = planned();
    const until = stage.now + minutes(90);
    stage.give(li, 'extend', { data: { until } });
    const [breach, end, ...more] = dueBy(errand, stage.kase, until + hours(5));
    expect([breach?.type, end?.type, more]).toEqual(['errand.clockBreached', 'errand.expired', []]);
    expect(end?.data).toMatchObject({ dueAt: until, facts: { counts: { urges: 0 } } });
    stage.moveTo(until + hours(5));
    expect(stage.kase.state).toMatchObject({ status: 'canceled', endedAt: until });
    const other = planned();
    const [canceled] = other.give(li, 'cancel', { data: { reason: 'x' } });
    expect(canceled?.data).not.toHaveProperty('dueAt');
    expect(other.kase.state).toMatchObject({ status: 'canceled', endedAt: other.now });
  });

  test('to a part is not what it does to the case, and moves it in the statuses that are named alone', () => {
    const stage = begunErrand(errand);
    stage.give(zhao, 'takeStep', { part: 's1' });
    const due = dueBy(errand, stage.kase, stage.now + hours(2));
    expect(due.map(({ type }) => type)).toEqual(['errand.clockWarned', 'errand.clockBreached', 'errand.clockWarned']);
    stage.give(zhao, 'failStep', { part: 's1', data: { reason: 'x' } });
    const given = dueBy(errand, stage.kase, stage.now + hours(3));
    expect(given.at(-1)).toMatchObject({ type: 'errand.stepGivenUp', data: { part: 's1', to: 'undone' } });
  });

  test('comes in order with the instant that a person named, which goes before what is due in that very ms', () => {
    const { now } = startedIncident().stage;
    const all = dueWhileHeld(now + hours(24 * 59));
    const [first = 0, last = 0] = [all[0], all.at(-2)].map(Number);
    expect(all.at(-1)).toBe('incident.resumed');
    expect(first).toBeLessThan(last);
    expect(dueWhileHeld(first)).toEqual(['incident.resumed']);
    expect(dueWhileHeld(first + 1)).toEqual([...all.filter((at) => at === first), 'incident.resumed']);
    expect(dueWhileHeld(last)).toEqual([...all.filter((at) => Number(at) < last), 'incident.resumed']);
  });
});

test('an event of the plan finds its parts as the plan has them, and what is dropped is there no more', () => {
  const stage = begunErrand(errand);
  const touch = (data: object) =>
    errand.decider.evolve(stage.kase.state, { type: 'errand.noted', data, seq: 9, at: 1 } as unknown as CaseEvent);
  const partsOf = (data: object) => ('parts' in touch(data) ? touch(data) : {});
  expect(partsOf({ part: 's1', made: { s1: { kind: 'step' } } })).toMatchObject({
    parts: { step: { s1: { status: 'pending', rev: 9 } } },
  });
  expect(touch({ words: 'x' })).not.toHaveProperty('parts');
  stage.give(zhao, 'takeStep', { part: 's1' });
  expect(touch({ dropped: ['s1'] })).toHaveProperty('parts.step', {});
});
