/**
 * Rules may change under every history that there is: with deciders that refuse everything, clocks that give other instants
 * and reactions that say nothing, each replays as before, for the workflow has no rules in it.
 */
import { catalogue, processOf } from '../../domain/catalogue.ts';
import type { AnyProcess } from '../../domain/kernel/process.ts';
import { goldenNames, goldenOf, replay } from '../support/replay.ts';

jest.setTimeout(60_000);

jest.mock('../../domain/catalogue.ts', () => {
  const { DomainError } = jest.requireActual<{ DomainError: new (code: string, message: string) => Error }>(
    '../../domain/kernel/errors.ts',
  );
  const { catalogue: real } = jest.requireActual<{ catalogue: Record<string, AnyProcess> }>(
    '../../domain/catalogue.ts',
  );
  const refuse = (): never => {
    throw new DomainError('refused', 'Everything is');
  };
  const changed = (process: AnyProcess): AnyProcess => ({
    ...process,
    decider: { ...process.decider, decide: refuse, blockers: refuse, evolve: refuse },
    lifecycle: [],
    clocks: { shipped: {}, context: refuse },
    reactions: {},
    wakeAt: () => 1,
    view: refuse,
  });
  const all: Record<string, AnyProcess> = Object.fromEntries(
    Object.entries(real).map(([key, process]) => [key, changed(process)]),
  );
  return { catalogue: all, processOf: (key: string) => all[key] };
});

test('the rules of this run are changed indeed', () => {
  for (const key of Object.keys(catalogue)) {
    const process = processOf(key);
    const { decider, lifecycle, reactions } = process;
    expect(() => decider.decide({ type: 'tick', until: 0 }, decider.initialState, {} as never)).toThrow(
      'Everything is',
    );
    expect([lifecycle, reactions, process.wakeAt?.(decider.initialState)]).toEqual([[], {}, 1]);
  }
});

test.each(goldenNames())('%s replays to the same head under them', async (name) => {
  const { document, ...recording } = goldenOf(name);
  const { error, turns } = await replay(recording);
  expect(error).toBeUndefined();
  expect(turns.at(-1)?.head).toEqual({ seq: document.version, hash: document.kase.headHash });
});
