/** What of other cases stands in a case is told to whoever may read those, too: no field that holds a number is left out. */
import { blockedWithinReach, byWithinReach, withinReach } from '../../../api/cases/references.ts';
import { processKeys } from '../../../api/http/schemas.ts';
import type { Facts } from '../../../domain/kernel/facts.ts';
import { dataOutside } from '../../../domain/kernel/record/outside.ts';
import type { Actor } from '../../../domain/kernel/process.ts';
import { type ProcessKey, processOfCase } from '../../../domain/processes.ts';
import { queuedIncident } from '../../support/factories.ts';
import { MORNING } from '../../support/given.ts';
import { type Path, paths } from '../../support/paths.ts';
import { World } from '../../support/world.ts';

const nothing = { which: async () => new Set<string>() };
const reading = (...numbers: string[]) => ({ which: async () => new Set(numbers) });

/** Names with a reason of their own; `*`: each of a list. */
const TOLD: Readonly<Record<string, string>> = {
  'event change.conflictsChecked/found/*/with': 'who decides waives a conflict by its key, which names with whom',
  'view change/conflicts/*/with': 'the same',
  'view archive/broken/*/case': 'an archive is of all cases of its month, for who keeps records there',
  'event archive.brokenAccepted/chains/*/case': 'the same',
  'event archive.chainBroken/case': 'the same',
  'event archive.gapCarried/case': 'the same',
  'event archive.gapCarried/of': 'the same',
  'event archive.gapFound/case': 'the same',
  'event change.finished/verification': 'words of the product, as people write them',
  'event change.rollbackStarted/reason': 'the same',
  'event change.canceled/reason': 'the same',
};

/** `own`: the case that is read. */
type Found = { own: string; places: Set<string> };
function walk(value: unknown, place: string, found: Found): void {
  if (typeof value === 'string' && value !== found.own && processOfCase(value) !== null) found.places.add(place);
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value))
    walk(inner, `${place}/${Array.isArray(value) ? '*' : name}`, found);
}

type Step = readonly [Actor, { type: string; data: object; facts?: Facts }];
function taken(stage: World, key: ProcessKey, caseId: string, [actor, command]: Step): string {
  if (caseId === '') return stage.open(key, actor, command.data, { facts: command.facts ?? {}, command: command.type });
  stage.give(caseId, actor, command);
  return caseId;
}

/** All that a reader is shown of a case along a path who may read no other case. */
async function shownAlong(key: ProcessKey, { steps, terms = {} }: Path, found: Found): Promise<void> {
  const { stage } = queuedIncident({}, { stage: new World(MORNING, { [key]: { terms } }) });
  let caseId = '';
  for (const step of steps) {
    if (typeof step === 'number') stage.moveTo(stage.now + step);
    else caseId = taken(stage, key, caseId, step);
    found.own = caseId;
    const view = stage.viewOf(caseId);
    walk((await withinReach(nothing, [view]))[0], `view ${key}`, found);
  }
  const events = stage.eventsOf(caseId);
  const data = await withinReach(
    nothing,
    events.map((event) => dataOutside(event.data)),
  );
  events.forEach(({ type }, at) => walk(data[at], `event ${type}`, found));
}

test.each(processKeys)('who may read no other case finds the number of none in a %s', async (key) => {
  const found: Found = { own: '', places: new Set() };
  for (const path of paths[key]) await shownAlong(key, path, found);
  expect([...found.places].filter((place) => !(place in TOLD)).toSorted()).toEqual([]);
});

test('why something is blocked names another case to whoever may read that', async () => {
  const blocked = [
    { command: 'finish', code: 'by-cutover', params: { cutover: 'CUT-000001', left: 2 } },
    { command: 'start', code: 'not-permitted' },
  ];
  expect(await blockedWithinReach(reading('CUT-000001'), blocked)).toEqual(blocked);
  const [finish, start] = await blockedWithinReach(nothing, blocked);
  expect(JSON.parse(JSON.stringify(finish))).toEqual({
    command: 'finish',
    code: 'by-cutover',
    params: { left: 2, outside: ['cutover'] },
  });
  expect(start).toEqual(blocked[1]);
});

test('who did something is the product, where that was for a case out of reach', async () => {
  const all = [
    { id: 'CUT-000001', role: 'system' },
    { id: 'system', role: 'system' },
    { id: 'CUT-000001', role: 'engineer' }, // what somebody calls himself is his own affair
  ];
  expect(await byWithinReach(reading('CUT-000001'), all)).toEqual(all);
  expect((await byWithinReach(nothing, all)).map(({ id }) => id)).toEqual(['system', 'system', 'CUT-000001']);
});
