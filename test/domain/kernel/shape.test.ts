import type { Commit, DomainEvent, Schemas } from '../../../domain/kernel/process.ts';
import { NewerSchema, schemaOf, shapeOf, upcast } from '../../../domain/kernel/record/shape.ts';

type Stored = DomainEvent & { schema: number };
const commit = (...events: Stored[]): Commit => ({
  _id: 'INC-000001:000007',
  caseId: 'INC-000001',
  process: 'incident',
  mode: 'live',
  seq: 7,
  key: 'k',
  digest: 'd',
  at: 1,
  by: { id: 'li', role: 'engineer' },
  events,
  effects: [],
  prevHash: 'p',
  hash: 'h',
  mac: 'm',
  keyId: 'i',
});
const held = (schema: number, data: object): Stored => ({ type: 'incident.held', data, schema });

/** A reason became a list, and the list got a name. */
const schemas: Schemas = {
  'incident.held': [
    (data) => ({ ...data, reasons: ['reason' in data ? data.reason : ''] }),
    (data) => ({ for: 'reasons' in data ? data.reasons : [] }),
  ],
};

test('a type has as many schemas as steps lead to the present one, and one; a type without steps has one', () => {
  expect(schemaOf({ schemas }, 'incident.held')).toBe(3);
  expect(schemaOf({ schemas }, 'incident.resumed')).toBe(1);
  expect(schemaOf({}, 'incident.held')).toBe(1);
});

test('events of older schemas are brought up step by step, each from where it stands; the commit stays as it is stored', () => {
  const stored = commit(held(1, { reason: 'user' }), held(2, { reasons: ['vendor'] }), held(3, { for: ['change'] }));
  const before = structuredClone(stored);
  const read = upcast({ schemas }, stored);
  expect(read.events).toEqual([held(3, { for: ['user'] }), held(3, { for: ['vendor'] }), held(3, { for: ['change'] })]);
  expect({ ...read, events: [] }).toEqual({ ...before, events: [] });
  expect(stored).toEqual(before);
});

test('what is of the present schemas is given back as it came', () => {
  const stored = commit(held(3, {}), { type: 'incident.resumed', data: {}, schema: 1 });
  expect(upcast({ schemas }, stored)).toBe(stored);
});

test('must not happen: what a later release wrote is read as if it were known', () => {
  const newer = commit(held(3, {}), held(4, {}));
  expect(() => upcast({ schemas }, newer)).toThrow(NewerSchema);
  expect(() => upcast({ schemas }, newer)).toThrow('INC-000001:8 has schema 4 of incident.held');
  expect(() => upcast({}, commit({ type: 'incident.resumed', data: {}, schema: 2 }))).toThrow(NewerSchema);
});

test('a document has another shape as soon as a process raises its number', () => {
  expect(shapeOf({ shape: 1 })).toBe(shapeOf({ shape: 1 }));
  expect(shapeOf({ shape: 1 })).not.toBe(shapeOf({ shape: 2 }));
});
