/** What follows from the fields that a process says it shows. */
import {
  fieldsWithin,
  list,
  listFields,
  optional,
  personal,
  personalFields,
  text,
  whole,
  within,
} from '../../../domain/kernel/own-fields.ts';

const fields = {
  title: text,
  contact: personal(text),
  diagnosis: within(text),
  phone: optional(within(personal(text))),
  steps: list({ id: personal(text), note: within(text) }),
  count: whole,
};

test('fields for those who work on the case, lists, and what is kept from strangers are told by their names', () => {
  expect(fieldsWithin(fields)).toEqual(['diagnosis', 'phone']);
  expect(listFields(fields)).toEqual(['steps']);
  expect(personalFields(fields)).toEqual(['contact', 'phone']);
});
