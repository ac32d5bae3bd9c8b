/** How the call ends: the command's own form, with what the system proposes already in it. */
import type { ReactNode } from 'react';
import type { FieldFault } from '../api/problem.ts';
import { Group } from '../form/field.tsx';
import { type Fields, type Form, isFields, resolved, type Schema } from '../form/schema.ts';
import type { Call, Outcome } from './calls.ts';

/** What is asked first stands first; the rest follows in the order of the contract. */
const FIRST: Readonly<Partial<Record<Outcome, readonly string[]>>> = {
  answer: ['solution', 'category', 'outcome', 'confirmedOnPhone'],
  escalate: ['diagnosis', 'tried', 'category', 'impact', 'urgency'],
};
/** Chosen from a register that cannot be searched yet. */
const HIDDEN = new Set(['article', 'files', 'part']);

export function schemaOf(form: Form, outcome: Outcome): Schema {
  const all = form.input.properties ?? {};
  const first = FIRST[outcome] ?? [];
  const names = [...first, ...Object.keys(all).filter((name) => !first.includes(name))];
  const properties = Object.fromEntries(
    names.flatMap((name) => {
      const inner = all[name];
      return inner === undefined || HIDDEN.has(name) ? [] : [[name, inner] as const];
    }),
  );
  return { ...form.input, properties };
}

/** With what is proposed where nothing was chosen; only what the command takes. */
export function dataOf(call: Call, proposed: Fields, schema: Schema): Fields {
  return Object.fromEntries(
    Object.keys(schema.properties ?? {}).flatMap((name) => {
      const value = name in call.finish ? call.finish[name] : proposed[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

type Props = {
  form: Form;
  outcome: Outcome;
  data: Fields;
  faults: readonly FieldFault[];
  onChange: (data: Fields) => void;
};
export function OutcomePanel({ form, outcome, data, faults, onChange }: Props): ReactNode {
  const schema = schemaOf(form, outcome);
  return (
    <Group
      key={outcome}
      about={{ process: 'call', picks: form.picks, defs: form.input.$defs, faults }}
      schema={resolved(schema, form.input.$defs)}
      pointer=""
      pattern=""
      name=""
      isRequired
      value={data}
      onChange={(next) => onChange(isFields(next) ? next : {})}
      autoFocus
    />
  );
}
