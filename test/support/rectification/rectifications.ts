/** Test support: what is found in the school, by the quality lead of the province, and put right by an engineer of the city. */
import type { Command } from '../../../domain/kernel/process.ts';
import { hours, MORNING } from '../given.ts';
import { people } from '../sample.ts';

const { li } = people;
const UNIT = '/dx/donghu/linxi/school';
/** Two days ahead of the morning in which stories begin. */
export const DUE = MORNING + hours(48);
export const found = {
  kind: 'quality',
  class: 'general',
  unit: UNIT,
  title: 'Racks without labels',
  finding: 'Three racks have no labels',
  responsible: li.id,
  due: DUE,
} as const;
export const says = (type: string, data: object = {}): Command => ({ type, data });
export const issuing = (more: object = {}): Command => says('create', { ...found, ...more });
export const accident = (more: object = {}): Command =>
  says('reportAccident', {
    unit: UNIT,
    title: 'A fall from the ladder',
    site: 'Server room, second floor',
    harm: 'One person has hurt an arm',
    happenedAt: MORNING - hours(1),
    ...more,
  });
export const takeUp = (more: object = {}): Command =>
  says('takeUp', { rootCause: 'Nobody had labels', measures: 'Labels are ordered', ...more });
export const submit = says('submit', { before: 'Photo 1: none', after: 'Photo 2: all three' });
const shot = (id: string) => ({ id, name: `${id}.jpg`, type: 'image/jpeg', size: 1_000, sha256: 'ab'.repeat(32) });
/** Uploaded by whoever names them. */
export const shots = { was: shot('was'), is: shot('is'), paper: { ...shot('paper'), type: 'application/pdf' } };
const looked = { facts: { files: shots } };
/** As an accident is: with a photo of each. */
export const submitSeen = (more: object = { filesBefore: ['was'], filesAfter: ['is'] }): Command => ({
  ...says('submit', { before: 'The rung was torn', after: 'A new ladder', ...more }),
  ...looked,
});
export const clear = says('clear', { result: 'As it should be', evidence: 'Looked at on site' });
export const refuse = says('refuseRemedy', { result: 'One is missing still' });
export const because = (type: string): Command => says(type, { reason: 'So it is' });
export const contest = says('contest', { grounds: 'They are not ours' });
export const reportUp = says('reportUp', { to: 'The bureau, by phone', summary: 'One hurt' });
export const protectScene = says('protectScene', { evidence: 'Locked, two photos' });
export const investigation = says('recordInvestigation', {
  rootCause: 'The ladder was worn',
  liable: 'Nobody: it was never inspected',
  measures: 'Ladders are inspected each quarter',
});
/** Whom an accident of that unit is told to on the line upward. */
export const supervisorsAbove = ['/dx/donghu/linxi/school', '/dx/donghu/linxi', '/dx/donghu', '/dx'].map(
  (place) => `supervisor@${place}`,
);
