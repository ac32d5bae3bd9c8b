/**
 * Inspection on paper: the compiler holds its tables to the kernel's shapes, this holds the tables to themselves and to the
 * document that shows them; and single moments of release, which runs, to the process.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { ClockDefinition } from '../../../domain/kernel/clocks/clocks.ts';
import { MOST_PARTS, MOST_STATE_BYTES, MOST_UNDER_WAY, PART_ID } from '../../../domain/kernel/part.ts';
import type { Transition } from '../../../domain/kernel/process.ts';
import { touchedBy } from '../../../domain/kernel/parts/records.ts';
import { outlineOf, partsOfPlan } from '../../../domain/kernel/steps/outline.ts';
import { isRole } from '../../../domain/roles.ts';
import { doubleSignature, inspectionOnPaper } from '../../support/on-paper/inspection.ts';
import * as moments from '../../support/on-paper/moments.ts';
import {
  type AnyRow,
  KERNEL_PARTIES,
  legendLine,
  type Paper,
  PART_PARTIES,
  sheetRow,
} from '../../support/on-paper/paper.ts';
import { release } from '../../../domain/release/index.ts';
import { planOnPaper } from '../../support/on-paper/plan.ts';
import { fullInspection, fullRelease, weightOf } from '../../support/on-paper/sizes.ts';

const document = readFileSync(
  path.join(__dirname, '../../../docs/adrs/0012-release-and-inspection-on-paper.md'),
  'utf8',
);
const papers: readonly Paper[] = [inspectionOnPaper];

type Move = { from: readonly string[] | 'none'; to: readonly string[] | '=' };
const toOf = ({ to }: Move) => (to === '=' ? [] : to);
const leaves = ({ from, to }: Move, status: string) =>
  from !== 'none' && from.includes(status) && to !== '=' && to.some((one) => one !== status);
const enters = ({ from, to }: Move, status: string) =>
  to !== '=' && to.includes(status) && (from === 'none' || from.some((one) => one !== status));
const list = (party: AnyRow['who'][number]['as']) =>
  party === undefined ? [] : typeof party === 'string' ? [party] : party;

/** Every move of a kind, named or along. */
const movesOf = ({ rows }: Paper, kind: string): Move[] =>
  rows.flatMap(({ part, also = {} }) => [...(part?.kind === kind ? [part] : []), ...(also[kind] ?? [])]);
const kindsOf = ({ part, also = {} }: AnyRow) => [
  ...(part ? [part.kind] : []),
  ...Object.entries(also).flatMap(([kind, moves = []]) => (moves.length > 0 ? [kind] : [])),
];
const partiesOf = ({ who, not = [] }: AnyRow) => [...who.flatMap(({ as }) => list(as)), ...not];

describe.each(papers.map((paper) => [paper.key, paper] as const))('%s', (key, paper) => {
  const { rows, legend, statuses, ends, kinds, parties, clocks, events, waits, effects } = paper;
  const open = Object.keys(statuses).filter((status) => status !== 'none' && !ends.includes(status));

  test('every status is reached, and left unless it is an end', () => {
    expect(rows.length).toBeGreaterThan(20);
    const all = Object.keys(statuses);
    expect([...new Set(rows.flatMap((row) => [...row.from, ...toOf(row)]))].toSorted()).toEqual(all.toSorted());
    expect(all.filter((status) => status !== 'none' && !rows.some((row) => enters(row, status)))).toEqual([]);
    expect(all.filter((status) => !rows.some((row) => leaves(row, status)))).toEqual(ends);
  });

  test.each(Object.entries(kinds))('every status of a %s is reached, and left unless it is an end', (kind, known) => {
    const moves = movesOf(paper, kind);
    const all = Object.keys(known.titles);
    const named = moves.flatMap((move) => [...(move.from === 'none' ? [] : move.from), ...toOf(move)]);
    expect([...new Set(named)].toSorted()).toEqual(all.toSorted());
    expect(all.filter((status) => !moves.some((move) => enters(move, status)))).toEqual([]);
    expect(all.filter((status) => !moves.some((move) => leaves(move, status)))).toEqual(known.ends);
    expect(moves.filter(({ from }) => from === 'none').flatMap(toOf)).toEqual(known.initial);
    const makers = rows.filter(({ part }) => part?.kind === kind && part.from === 'none');
    expect(makers.length > 0).toBe(known.origin === 'command');
    expect(known.in.filter((parent) => !Object.hasOwn(kinds, parent))).toEqual([]);
  });

  test('rows name roles and parties that exist, and nobody is wanted and refused at once', () => {
    const known = [...Object.keys(parties), ...KERNEL_PARTIES, ...PART_PARTIES];
    const who = rows.flatMap((row) => row.who.flatMap(({ by }) => by));
    expect(who.filter((role) => !isRole(role) && role !== 'system' && role !== 'time')).toEqual([]);
    expect(rows.flatMap(partiesOf).filter((party) => !known.includes(party))).toEqual([]);
    const torn = rows.filter(({ who: whom, not = [] }) => whom.some(({ as }) => list(as).some(isOneOf(not))));
    expect(torn).toEqual([]);
    expect(rows.filter((row) => row.who.length === 0)).toEqual([]);
    expect(rows.filter(({ not }) => not !== undefined).length).toBeGreaterThan(2);
  });

  test('a command about a part names its kind, and only such a one looks at parties of a part', () => {
    expect(rows.flatMap(kindsOf).filter((kind) => !Object.hasOwn(kinds, kind))).toEqual([]);
    expect(rows.filter((row) => !row.part && partiesOf(row).some(isOneOf(PART_PARTIES)))).toEqual([]);
    expect(rows.filter(({ part }) => part).length).toBeGreaterThan(10);
  });

  test('what time does nobody else does, and time neither signs nor approves', () => {
    const timed = rows.filter(({ who }) => who.some(({ by }) => by.includes('time')));
    expect(timed.filter(({ who }) => who.flatMap(({ by }) => by).length > 1)).toEqual([]);
    expect([...new Set(timed.map(({ command }) => command))].toSorted()).toEqual(Object.values(paper.timed).toSorted());
    const timers = Object.values(clocks).filter(({ kind }) => kind === 'timer');
    expect(timers.map((one) => one.key).toSorted()).toEqual(Object.keys(paper.timed).toSorted());
    expect(timed.filter(({ command }) => /^(sign|approve|accept|agree|confirm|pass)/.test(command))).toEqual([]);
  });

  test('each command writes an event that names the parts which it touches, and each event comes of one', () => {
    const commands = [...new Set(rows.map(({ command }) => command))];
    const writing = Object.values(events).flatMap(({ of }) => of);
    expect(commands.filter((command) => !writing.includes(command))).toEqual([]);
    expect(writing.filter((command) => !commands.includes(command))).toEqual([]);
    const touched = (command: string) =>
      Object.values(events).flatMap(({ of, parts = [] }) => (of.includes(command) ? parts : []));
    const forgotten = rows.flatMap((row) =>
      kindsOf(row)
        .filter((kind) => !touched(row.command).includes(kind))
        .map((kind) => `${row.command}: ${kind}`),
    );
    expect(forgotten).toEqual([]);
    const unfounded = Object.entries(events).flatMap(([event, { of, parts = [] }]) =>
      parts
        .filter((kind) => !rows.some((row) => of.includes(row.command) && kindsOf(row).includes(kind)))
        .map((kind) => `${event}: ${kind}`),
    );
    expect(unfounded).toEqual([]);
  });

  test.each(Object.entries(clocks))('clock %s watches what is there', (name, clock) => {
    const { per, targets, start, stop, resume = [], restart = [], cancel = [], pause = [], ladder = [] } = clock;
    expect(clock.key).toBe(name);
    const matchers = [start, stop, resume, restart, cancel].flat();
    const conditions = [
      ...pause,
      ...targets.map(({ when }) => when),
      ...matchers.flatMap(({ enters: into, leaves: out, if: holds }) => [into, out, holds]),
    ].filter((condition) => condition !== undefined);
    const [fields, instants] = per
      ? [paper.fields.parts[per], paper.instants.parts[per]]
      : [paper.fields.case, paper.instants.case];
    expect(per === undefined || Object.hasOwn(kinds, per)).toBe(true);
    expect(conditions.flatMap((one) => Object.keys(one)).filter((field) => !fields?.includes(field))).toEqual([]);
    const known = per ? Object.keys(kinds[per]?.titles ?? {}) : Object.keys(statuses);
    const watched = conditions.flatMap((one) => one['status'] ?? []);
    expect(watched.filter((status) => !known.includes(String(status)))).toEqual([]);
    const heard = matchers.flatMap(({ on = [] }) => on).filter((event) => event !== 'supervised');
    expect(heard.filter((event) => !Object.hasOwn(events, event))).toEqual([]);
    const named = targets.flatMap((target) => ('until' in target ? [target.until] : []));
    expect(named.filter((instant) => !instants?.includes(instant))).toEqual([]);
    if (named.length === 0) return;
    expect(ladder.filter(({ percent }) => percent !== undefined)).toEqual([]);
    expect(pause).toEqual([]);
  });

  test('every open status waits for somebody, by a command that is possible there', () => {
    expect(open.filter((status) => !waits.some((wait) => wait.in.includes(status)))).toEqual([]);
    const idle = waits.flatMap(({ in: where, command, kind }) =>
      where
        .filter(
          (status) =>
            !rows.some((row) => row.command === command && row.from.includes(status) && row.part?.kind === kind),
        )
        .map((status) => `${command} while ${status}`),
    );
    expect(idle).toEqual([]);
  });

  test('effects follow from events, and their answers come back by a command of the system', () => {
    expect(effects.filter(({ after }) => !Object.hasOwn(events, after))).toEqual([]);
    const answered = effects.flatMap(({ back }) => back ?? []);
    const bySystem = rows.filter(({ who }) => who.some(({ by }) => by.includes('system')));
    expect(answered.filter((back) => !bySystem.some(({ command }) => command === back))).toEqual([]);
  });

  test('the document shows the table as it is', () => {
    const lines = Object.entries(legend).map(([name, also]) => legendLine(name, also));
    const all = [...lines, ...rows.map((row) => sheetRow(row, legend))];
    expect(all.filter((line) => !document.includes(line))).toEqual([]);
    const shown = document.split(`## ${key[0]?.toUpperCase()}${key.slice(1)}`)[1]?.split('\n## ')[0] ?? '';
    const lifecycle = shown.split('### Lifecycle')[1]?.split('\n### ')[0] ?? '';
    expect(lifecycle.split('\n').filter((line) => line.startsWith('| '))).toHaveLength(rows.length + 2); // its head
  });
});

const isOneOf =
  (all: readonly string[]) =>
  (one: string): boolean =>
    all.includes(one);

test('parts of a plan are known by short ids, each once, and its steps are for roles that may take them', () => {
  const parts = partsOfPlan(outlineOf(planOnPaper));
  const ids = parts.map(({ id }) => id);
  expect(ids).toContain('w1-02-3');
  expect(ids.filter((id) => !PART_ID.test(id))).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
  const taking = release.lifecycle.filter(({ command }) => command === 'takeStep').flatMap(({ who }) => who);
  const roles = taking.flatMap(({ by }): readonly string[] => by);
  const given = parts.flatMap(({ kind, role }) => (kind === 'step' && role !== undefined ? [role] : []));
  expect(given.filter((role) => !roles.includes(role))).toEqual([]);
  expect(given.length).toBeGreaterThan(4);
});

test('the compiler refuses what the shapes do not hold', () => {
  type Parts = { line: 'open' | 'ok'; seat: 'shut' | 'open' };
  type Row = Transition<'open' | 'over', 'sign', 'inspector', Parts>;
  const row = { command: 'sign', from: ['open'], to: '=', who: [{ by: ['engineer'] }] } as const satisfies Row;
  const refused: readonly Row[] = [
    // @ts-expect-error a status that the named kind does not have
    { ...row, part: { kind: 'line', from: ['shut'], to: ['ok'] } },
    // @ts-expect-error a kind that the process does not have
    { ...row, also: { step: [{ from: ['open'], to: ['ok'] }] } },
    // @ts-expect-error a party that nobody declared
    { ...row, not: ['builder'] },
    // @ts-expect-error a role that is in no registry
    { ...row, who: [{ by: ['tester'] }] },
  ];
  const targets: ClockDefinition<'status', 'due', 'seat'>['targets'] = [
    { until: 'due' },
    // @ts-expect-error a field of words is no instant
    { until: 'status' },
    // @ts-expect-error a length or an instant
    { when: { status: ['open'] } },
  ];
  expect([refused.length, targets.length]).toEqual([4, 3]); // the work is the compiler's
});

test('single moments name statuses, kinds and commands that are there', () => {
  const { lastOfWave, raised, left, nextOnPaper, waitsOnPaper, offersOnPaper, standingOnPaper } = moments;
  const commands = release.lifecycle.map(({ command }) => command);
  expect(waitsOnPaper.filter(({ command }) => !commands.includes(command))).toEqual([]);
  expect(waitsOnPaper.filter(({ parts, count }) => parts.length > count)).toEqual([]);
  expect(offersOnPaper.filter(({ kind, status }) => !statusesOfKind(kind).includes(status))).toEqual([]);
  const ids = [lastOfWave, raised, left].flatMap(touchedBy);
  const next = nextOnPaper.flatMap(({ next: { start, undo, ask, wait } }) => [start, undo, ask, wait].flat());
  expect([...ids, ...next].filter((id) => !PART_ID.test(id))).toEqual([]);
  expect(nextOnPaper.filter(({ next: { undo, wait } }) => undo.length > 0 && wait.length > 0)).toEqual([]);
  const seats = doubleSignature.stages.flatMap(({ seats: all }) => all.map(({ id }): string => id));
  expect(standingOnPaper.ask.filter((seat) => !seats.includes(seat))).toEqual([]);
  expect(statusesOfKind(moments.stepOnPaper.kind)).toContain(moments.stepOnPaper.status);
  expect(Object.keys(inspectionOnPaper.kinds.line.titles)).toContain(moments.lineOnPaper.status);
});

const statusesOfKind = (kind: string): string[] => Object.keys(release.words.parts?.[kind]?.statuses ?? {});

test('the fullest cases fit, clocks included', () => {
  const full = fullRelease({ waves: 3, sites: 20, steps: 7 });
  const inspection = fullInspection({ lines: 200, findings: 100 });
  const all = (kept: typeof full) => weightOf(kept).state + weightOf(kept).clocks;
  expect(all(full)).toBeLessThan(MOST_STATE_BYTES);
  expect(all(inspection)).toBeLessThan(MOST_STATE_BYTES);
  const spare = MOST_STATE_BYTES - all(full);
  expect(spare).toBeGreaterThan(150 * 20); // the other 150 followers that a case may have
  const parts = Object.values(full.state.parts).reduce((sum, kind) => sum + Object.keys(kind).length, 0);
  expect(parts).toBe(3 + 3 + 60 + 60 + 420);
  expect(parts).toBeLessThanOrEqual(MOST_PARTS);
  expect(Object.keys(full.clocks).filter((name) => name.startsWith('human-wait~'))).toHaveLength(MOST_UNDER_WAY);
});

test('the document gives the figures that were measured', () => {
  const kept = [fullRelease({ waves: 3, sites: 20, steps: 7 }), fullInspection({ lines: 200, findings: 100 })];
  const weights = kept.map(weightOf).flatMap(({ state, clocks }) => [state, clocks, state + clocks]);
  expect(weights.filter((bytes) => !document.includes(`**${bytes.toLocaleString('en-US')}**`))).toEqual([]);
});

test('without the rules of this page they would not', () => {
  const { state, clocks } = fullRelease({ waves: 3, sites: 20, steps: 7 });
  const { largestClock } = weightOf({ state, clocks });
  expect(420 * largestClock).toBeGreaterThan(MOST_STATE_BYTES); // clocks of steps that are done, kept
  const each = fullInspection({ lines: 200, findings: 100 });
  expect(weightOf(each).state + 100 * 2 * largestClock).toBeGreaterThan(MOST_STATE_BYTES); // a clock a finding
});
