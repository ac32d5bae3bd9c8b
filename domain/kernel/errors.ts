/** The one expected failure: a rule said no. Anything else that is thrown below `api/` is a bug. */
import type { FieldError } from './units.ts';

/**
 * A command refused by a rule. `code` is stable (kebab-case) and is what callers, tests and the console's texts refer to.
 * `fields` names every bad field when the data themselves are wrong; `params` carries what a text about the code needs.
 */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: string;
  readonly fields: readonly FieldError[];
  readonly params: Readonly<Record<string, unknown>>;
  constructor(
    code: string,
    message: string,
    { fields = [], params = {} }: { fields?: readonly FieldError[]; params?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message);
    this.code = code;
    this.fields = fields;
    this.params = params;
  }
}

/** A refusal of one field of otherwise well-formed data. */
export const invalid = (field: string, code: string, message: string): DomainError =>
  new DomainError('invalid-data', message, { fields: [{ pointer: `/${field}`, code }] });

/** The fault `code` at `pointer`, as a list: empty where it was not found. Throws nothing. */
export const fieldFault = (found: boolean, pointer: string, code: string): FieldError[] =>
  found ? [{ pointer, code }] : [];
