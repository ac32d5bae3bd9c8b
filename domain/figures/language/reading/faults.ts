/** What is wrong with a formula, and where in its text. */
import type { FieldError } from '../../../kernel/units.ts';

/** A part of a text: UTF-16 units from its beginning, and how many. */
export type Span = { at: number; length: number };
export type Fault = FieldError & { params: Readonly<Record<string, unknown>> & Span };

/** The fault `code` of that part of the text. Throws nothing. */
export const faultAt = ({ at, length }: Span, code: string, params: Readonly<Record<string, unknown>> = {}): Fault => ({
  pointer: '/formula',
  code,
  params: { ...params, at, length },
});
