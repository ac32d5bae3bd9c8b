/** What a case starts another with, against what the intake of that one takes: by the compiler, and as it was played. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { contracts } from '../../../domain/contracts.ts';
import type { Effect } from '../../../domain/kernel/process.ts';
import { isProcessKey, type ProcessKey, processes } from '../../../domain/processes.ts';
import { startOf, startToCome } from '../../../domain/starts.ts';
import { queuedIncident } from '../../support/factories.ts';
import { MORNING } from '../../support/given.ts';
import { type Path, paths } from '../../support/paths.ts';
import { World } from '../../support/world.ts';

type Start = Extract<Effect, { kind: 'start' }>;

const domain = path.resolve(__dirname, '../../../domain');
/** What only the product itself may add to an intake, as the types of its data say. */
const ADDED: Partial<Record<ProcessKey, readonly string[]>> = {
  incident: ['call', 'receivedAt', 'tried', 'diagnosis'],
  change: ['release', 'reporter', 'plan', 'failover'],
  'work-order': [],
  rectification: ['issuer', 'sourcePart'],
};
/** What it may leave out: the policy of that case says instead. */
const LEFT_OUT: Partial<Record<ProcessKey, object>> = {
  rectification: { due: '2027-01-01T00:00:00Z', responsible: 'li' },
};

/** What the contract says against it, as 'pointer: code'; what the product adds is left out. */
function faultsOf(process: ProcessKey, data: object): string[] {
  const input = contracts[process]['create']?.input;
  const given = Object.entries(data)
    .filter(([name]) => !ADDED[process]?.includes(name))
    .map(
      ([name, value]) => [name, name === 'due' ? new Date(Number(value)).toISOString() : (value as unknown)] as const,
    ); // parsed
  const { error } = z.safeParse(input ?? z.never(), { ...LEFT_OUT[process], ...Object.fromEntries(given) });
  return (error?.issues ?? []).map(
    (issue) => `${issue.path.join('/')}: ${issue.code === 'unrecognized_keys' ? issue.keys.join() : issue.code}`,
  );
}

/** Whatever its cases start on all scripted paths. */
const startsOn = (key: ProcessKey): Start[] =>
  paths[key].flatMap(({ steps }) => {
    const { stage } = queuedIncident({}, { stage: new World(MORNING) });
    const caseId = played(stage, key, steps);
    return stage.done.flatMap(({ caseId: of, effect }) => (of === caseId && effect.kind === 'start' ? [effect] : []));
  });

function played(stage: World, key: ProcessKey, steps: Path['steps']): string {
  let caseId = '';
  for (const step of steps) {
    if (typeof step === 'number') stage.moveTo(stage.now + step);
    else if (caseId === '')
      caseId = stage.open(key, step[0], step[1].data, { ...factsIn(step[1]), command: step[1].type });
    else stage.give(caseId, ...step);
  }
  return caseId;
}
const factsIn = (command: object) => ('facts' in command ? { facts: command.facts as object } : {});

const started = Object.keys(processes).filter(isProcessKey).flatMap(startsOn);

test('what a case starts another with is what the contract of that intake takes', () => {
  const offered = started.flatMap(({ process, data }) => (isProcessKey(process) ? [{ process, data }] : []));
  expect([...new Set(offered.map(({ process }) => process))].toSorted()).toEqual(Object.keys(ADDED).toSorted());
  expect(offered.length).toBeGreaterThan(20);
  expect(offered.filter(({ process, data }) => faultsOf(process, data).length > 0)).toEqual([]);
});

test('what does not fit is found: a field too long, one too many, one that is missing', () => {
  const [fitting] = started.filter(({ process }) => process === 'change');
  const without = Object.fromEntries(Object.entries(fitting?.data ?? {}).filter(([name]) => name !== 'items'));
  expect(faultsOf('change', fitting?.data ?? {})).toEqual([]);
  expect(faultsOf('change', { ...fitting?.data, title: 'x'.repeat(201), hurry: true })).toEqual([
    'title: too_big',
    ': hurry',
  ]);
  expect(faultsOf('change', without)).toEqual(['items: invalid_type']);
});

test('the compiler refuses data that the intake does not take, and a process that has none', () => {
  const said = { kind: 'record', unit: '/dx', title: 'Switched', items: ['db-1'], failover: 'FOV-1' } as const;
  const one = startOf('change', { ...said, items: [...said.items] }, { record: true });
  expect(one).toMatchObject({ kind: 'start', process: 'change', ref: { record: true } });
  // @ts-expect-error a change says what it alters
  startOf('change', { kind: 'record', unit: '/dx', title: 'Switched', failover: 'FOV-1' }, {});
  // @ts-expect-error a change knows no such kind
  startOf('change', { ...said, items: [...said.items], kind: 'urgent' }, {});
  // @ts-expect-error a change knows no such field
  startOf('change', { ...said, items: [...said.items], hurry: true }, {});
  // @ts-expect-error nobody starts a call
  startOf('call', {}, {});
  // @ts-expect-error an incident is offered, so its data are looked at
  startToCome('incident', {});
});

test('no rule makes a start of its own beside them', () => {
  const files = readdirSync(domain, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const making = files.filter((name) => /kind: 'start'/.test(readFileSync(path.join(domain, name), 'utf8')));
  expect(making.toSorted()).toEqual(['kernel/shapes/effect.ts', 'starts.ts']);
});
