/** The words that all else is told in. */
import type { Role } from '../roles.ts';

export type Tier = 'L1' | 'L2' | 'L3';
export type Mode = 'live' | 'drill' | 'rehearsal';
/** Path of an organisation, `/dx/donghu/linxi`; every path above it is an organisation too. */
export type OrgPath = `/${string}`;
/** Epoch ms, UTC, on the workflow's clock; or a length in ms. */
export type Millis = number;
/** Texts by key, in both languages, with {places}. */
export type Templates = Readonly<Record<string, { zh: string; en: string }>>;
/** A role at an organisation and all below it. */
export type Grant = { role: Role; orgPath: OrgPath };
/** A field that is wrong: where it stands in the data, and a stable code. */
export type FieldError = { pointer: string; code: string; params?: Readonly<Record<string, unknown>> };
