/** Files that an intake brings, and that follow to what is made of a case; each shows what its own case shows of it. */
import { catalogue } from '../../../../domain/catalogue.ts';
import { contracts } from '../../../../domain/contracts.ts';
import { filesAlong, MOST_ALONG } from '../../../../domain/kernel/common/along.ts';
import { filesIn, filesWithin } from '../../../../domain/kernel/record/files.ts';
import { openFieldsOf } from '../../../../domain/kernel/common/open.ts';
import { foundIn } from '../../../../domain/inspection/found.ts';
import { ChangeCase } from '../../../support/changes.ts';
import { create, escalation, queuedIncident, startedIncident } from '../../../support/factories.ts';
import { given, type Story } from '../../../support/given.ts';
import { InspectionCase, photo } from '../../../support/inspection/inspections.ts';
import { people } from '../../../support/sample.ts';

const { requester, colleague, agent, li, principal, cityHead, auditor } = people;
const file = (id: string) => ({ id, name: `${id}.jpg`, type: 'image/jpeg', size: 1_000, sha256: 'ab'.repeat(32) });
const shot = file('shot');
const seen = { facts: { files: { shot, log: file('log'), more: file('more') } } };
const attach = (ids: string[], audience = 'public') => ({ type: 'attach', data: { files: ids, audience } });
/** What a case carries, by id: open ones, then those within. */
const carried = (stage: Story['stage'], number: string): [string[], string[]] => {
  const all = stage.eventsOf(number).map(({ data }) => data);
  const inner = all.flatMap((data) => [
    ...filesWithin(data),
    ...('audience' in data && data.audience === 'internal' ? filesIn(data) : []),
  ]);
  const open = all.flatMap((data) => filesIn(data).filter((one) => !inner.includes(one)));
  return [open.map(({ id }) => id), inner.map(({ id }) => id)];
};
const withFile = () => given('call').when(requester, create({ files: ['shot'] }), seen);

test('whatever opens a case takes files, and whoever sees that it was opened sees them', () => {
  const intakes = Object.entries(contracts).flatMap(([process, table]) =>
    Object.entries(table).flatMap(([command, spec]) => (spec.intake ? [{ process, command, spec }] : [])),
  );
  expect(intakes.length).toBeGreaterThan(9);
  for (const { spec } of intakes) expect(spec.facts?.files).toContain('files');
  for (const { key, open } of Object.values(catalogue))
    expect([key, openFieldsOf({ open }, 'created', {})]).toEqual([key, expect.arrayContaining(['files'])]);
});

test('they stand in the event that opens it, and not in what the case keeps', () => {
  const story = withFile();
  expect(story.stage.eventsOf(story.caseId)[0]?.data).toMatchObject({ files: [shot] });
  expect(story.stage.kaseOf(story.caseId).state).not.toHaveProperty('files');
  story.thenView({ counts: expect.objectContaining({ files: 1 }) });
  given('call')
    .when(requester, create({ files: ['shot', 'gone'] }), seen)
    .thenRefused('invalid-data', '/files/1 unknown');
});

test('what a call has its incident has: open stays open, what is within stays within', () => {
  const call = withFile()
    .when(agent, { type: 'take', data: {} })
    .when(agent, attach(['log'], 'internal'), seen)
    .when(agent, escalation);
  const incident = 'INC-000001';
  expect(carried(call.stage, incident)).toEqual([['shot'], ['log']]);
  expect(call.stage.viewOf(incident).outward).toMatchObject({ files: 1 });
  call.when(requester, attach(['more']), seen);
  expect(carried(call.stage, incident)).toEqual([['shot', 'more'], ['log']]);
  expect(call.stage.eventsOf(incident).at(-1)).toMatchObject({
    type: 'incident.filesFollowed',
    data: { from: call.caseId },
  });
});

test('what is attached while the incident comes about follows once', () => {
  const call = withFile().when(agent, { type: 'take', data: {} });
  call.stage.stalled(() => call.when(agent, escalation).when(requester, attach(['more']), seen));
  expect(carried(call.stage, 'INC-000001')).toEqual([['shot', 'more'], []]);
});

test('of who joined, and of a merged one, they are for those who work on it: its other reporters do not see them', () => {
  const first = queuedIncident();
  const { stage } = first;
  const call = given('call', { stage }).when(colleague, create({ files: ['shot'] }), seen);
  call.when(agent, { type: 'take', data: {} }).when(agent, { type: 'join', data: { incident: first.caseId } });
  call.when(colleague, attach(['more']), seen);
  expect(carried(stage, first.caseId)).toEqual([[], ['shot', 'more']]);
  const other = startedIncident({}, { stage });
  first.when(li, { type: 'start', data: {} }).when(li, { type: 'merge', data: { target: other.caseId } });
  expect(carried(stage, other.caseId)).toEqual([[], ['shot', 'more']]);
  expect(carried(stage, call.caseId)[0]).toEqual(['shot', 'more']); // there he sees them still
});

test('a visit has what its incident has, also what comes later, and the incident what was photographed there', () => {
  const incident = startedIncident();
  incident.stage.give(incident.caseId, li, attach(['log']), seen);
  incident.when(li, { type: 'requestOnsite', data: { site: 'Second floor', remoteHelp: 'None' } });
  expect(carried(incident.stage, 'WO-000001')).toEqual([['log'], []]);
  incident.when(li, attach(['more'], 'internal'), seen);
  expect(carried(incident.stage, 'WO-000001')).toEqual([['log'], ['more']]);
});

test('what a finding says, and its photos, its rectification says and shows', () => {
  const kase = new InspectionCase(cityHead, {}, { files: { p1: photo('p1'), p2: photo('p2') } }).begun();
  kase.give(li, 'recordItems', {
    lines: [
      { line: 'air', says: 'ok', photos: ['p2'] },
      { line: 'temperature', value: 40, note: 'Both racks', photos: ['p1'] },
      { line: 'record', value: 'complete' },
      { line: 'virus-list', value: 'V1' },
    ],
    files: ['p1', 'p2'],
  });
  kase.give(li, 'raiseFinding', { line: 'temperature', class: 'serious', what: 'It is too warm' }, 'f-1');
  kase.give(li, 'complete', { summary: 'One finding' });
  const due = kase.world.now + 86_400_000;
  kase.give(li, 'proposeRemedy', { remedy: 'A second fan', due }, 'f-1');
  kase.give(principal, 'agreeRemedy', {}, 'f-1');
  const opened = kase.world.eventsOf('REC-000001')[0]?.data;
  expect(opened).toMatchObject({
    description: expect.stringMatching(/^It is too warm\n\n.*INS-000001: f-1 \(temperature\)$/u),
    evidence: '40\nBoth racks\n整改办法 Remedy: A second fan',
    files: [photo('p1')],
  });
  expect(foundIn(kase.world.eventsOf(kase.number), 'f-2')).toBeNull();
});

test('an unauthorised change is put right by a rectification, with what shows it', () => {
  const found = new ChangeCase(
    { kind: 'unauthorised', difference: 'Port 22 is open', files: ['shot'] },
    { by: auditor, facts: seen.facts },
  );
  const view = found.world.viewOf('REC-000001');
  expect(view).toMatchObject({
    kind: 'audit',
    class: 'serious',
    issuer: auditor.id,
    source: found.number,
    status: 'issued',
    description: expect.stringContaining('Port 22 is open'),
  });
  expect(found.world.eventsOf(found.number).at(-1)?.type).toBe('change.linkNoted');
  expect(carried(found.world, 'REC-000001')).toEqual([['shot'], []]);
  const record = new ChangeCase({ kind: 'record' }, { by: auditor });
  expect(record.world.done.filter(({ effect }) => effect.kind === 'start')).toEqual([]);
});

test('one file once, what the other has not at all, and no more than a command carries', () => {
  const { call } = catalogue;
  const event = (...ids: string[]) => ({
    type: 'call.attached' as const,
    data: { files: ids.map(file), audience: 'public' },
  });
  const inner = { type: 'call.attached' as const, data: { files: [file('a'), file('c')], audience: 'internal' } };
  const { files, within } = filesAlong(call, [event('a', 'b'), inner, event('c')], new Set(['b']));
  expect([files.map(({ id }) => id), within]).toEqual([['a', 'c'], []]);
  const many = Array.from({ length: MOST_ALONG + 5 }, (_, n) => event(`f${n}`));
  expect(filesAlong(call, many, new Set()).files).toHaveLength(MOST_ALONG);
});
