import { papersOf } from '../../../domain/papers/required.ts';
import { InspectionCase } from '../../support/inspection/inspections.ts';
import { people } from '../../support/sample.ts';

const missing = (process: string, state: object) => papersOf(process, state).filter(({ isThere }) => !isThere);
const keysOf = (process: string, state: object) => papersOf(process, state).map(({ key }) => key);
const stateOf = (one: InspectionCase): object => one.world.kaseOf(one.number).state;

test('an inspection that both sides signed has its paper', () => {
  expect(papersOf('inspection', stateOf(new InspectionCase().archived()))).toEqual([
    { key: 'signed-inspection', isThere: true, person: people.li.id },
  ]);
});

test('an inspection without the second signature lacks it, and one that was not carried out asks for none', () => {
  const state = { ...stateOf(new InspectionCase().archived()), countersigned: undefined };
  expect(missing('inspection', state)).toEqual([{ key: 'signed-inspection', isThere: false, person: people.li.id }]);
  expect(papersOf('inspection', { ...state, status: 'missed' })).toEqual([]);
});

test('a finding that was agreed on has its rectification, unless it is minor', () => {
  const finding = { status: 'agreed', rev: 1 };
  const parts = {
    finding: {
      'f-1': { ...finding, class: 'general' },
      'f-2': { ...finding, class: 'serious', rectification: 'REC-000001' },
      'f-3': { ...finding, class: 'minor' },
      'f-4': { ...finding, class: 'general', status: 'withdrawn' },
    },
  };
  const state = { ...stateOf(new InspectionCase().archived()), parts };
  expect(keysOf('inspection', state)).toEqual(['signed-inspection', 'rectification:f-1', 'rectification:f-2']);
  expect(missing('inspection', state).map(({ key }) => key)).toEqual(['rectification:f-1']);
});

test('a work order that was closed unsigned lacks the signature of its customer; one that was canceled asks for none', () => {
  const order = { status: 'closed', unsigned: true, crew: ['li', 'zhao'] };
  expect(missing('work-order', order)).toEqual([{ key: 'signed-work-order', isThere: false, person: 'li' }]);
  expect(missing('work-order', { ...order, unsigned: false })).toEqual([]);
  expect(papersOf('work-order', { ...order, status: 'canceled' })).toEqual([]);
});

test('an incident has the fault analysis report that it owed, and no other is asked for', () => {
  const incident = { status: 'closed', report: 'returned', assignee: 'li' };
  expect(missing('incident', incident)).toEqual([{ key: 'fault-report', isThere: false, person: 'li' }]);
  expect(missing('incident', { ...incident, report: 'filed' })).toEqual([]);
  expect(papersOf('incident', { status: 'closed' })).toEqual([]);
  expect(papersOf('call', { status: 'closed' })).toEqual([]);
});
