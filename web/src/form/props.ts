/** What a field of a form is given. */
import type { FieldFault } from '../api/problem.ts';
import type { Schema, Value } from './schema.ts';

export type About = {
  process: string;
  /** Of a command about a case. */
  number?: string;
  /** Of an entry whose `data` an intake of that process takes. */
  intake?: string;
  picks: Readonly<Record<string, string>>;
  defs: Schema['$defs'];
  faults: readonly FieldFault[];
  /** What a field is called here, by its pattern, where it is more than its name says. */
  called?: Readonly<Record<string, string>>;
};
export type FieldProps = {
  about: About;
  schema: Schema;
  /** Where it stands in the data, a JSON pointer; `pattern`: the same with `*` for places of lists, as picks are named. */
  pointer: string;
  pattern: string;
  name: string;
  isRequired: boolean;
  value: Value;
  onChange: (value: Value) => void;
  autoFocus?: boolean;
};
export type ControlProps = FieldProps & { id: string; isFaulty: boolean };
