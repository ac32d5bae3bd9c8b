/** What a row of the table of plain registers says, and what its rules are written with. */
import type { Connection } from 'mongoose';
import type { z } from 'zod';
import type { Directory } from '../../../client/registers/directory.ts';
import type { Actor, FieldError, OrgPath, Role, Tier } from '../../../domain/kernel/process.ts';
import type { PlainName } from '../../../models/registers/register-version.ts';

/** `allow`: receivers of posts within the operator's own network. */
export type PlainDeps = { db: Connection; directory: Directory; allow?: readonly string[] };
/** The fields as far as they are well-formed; what a rule needs and does not find is refused by the schema already. */
export type Body = Readonly<Record<string, unknown>>;
export type Edit = { id: string; body: Body; former: Body | null; actor: Actor };
export type PlainRegister = {
  name: PlainName;
  title: string;
  editors: readonly Role[];
  /** Of a new entry. */
  id: z.ZodType<string>;
  fields: z.ZodObject;
  /** Fields that its versions keep from this reader, as the entry itself does. */
  hidden?(actor: Actor, entry: Body & { _id: string }): readonly string[];
  /** Its entries, or versions of one, as far as this reader may know what they name; absent: wholly. */
  within?(deps: Pick<PlainDeps, 'db'>, actor: Actor, entries: readonly Body[]): Promise<Body[]>;
  /** What an edit says, with what its editor could not see and so leaves; absent: what it leaves out is taken away. */
  withUnseen?(deps: Pick<PlainDeps, 'db'>, edit: Edit): Promise<Body>;
  /** Whether this reader would have seen it as that version left it: others are kept from him. Absent: he reads them all. */
  seesVersion?(actor: Actor, version: Body): boolean;
  /** Its versions are read by whoever sees it; absent: by editors and auditors. */
  versionsForAll?: true;
  /** What stands in the way; empty when nothing does. */
  problems(deps: PlainDeps, edit: Edit): Promise<FieldError[]>;
  /** True where the edit is his to make: of entries of which each says whose it is, whoever is signed in may make some. Absent: `editors` may, at `places`. */
  keeps?(deps: PlainDeps, edit: Edit): Promise<boolean>;
  /** Ids of its entries are made here. */
  makesIds?: true;
  /** Organisations that an editor must be responsible for; empty: only at the top. */
  places(edit: Pick<Edit, 'id' | 'body' | 'former'>): readonly string[];
  /** What is stored beside the fields themselves; `undefined` takes one away. */
  derived?: (edit: Edit, deps: PlainDeps) => object | Promise<object>;
};

export const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
/** What `list` has more than `former`: a rule looks at what an edit brings in, not at what has stood there. */
export const added = (list: unknown, former: unknown): string[] => {
  const known = new Set(texts(former));
  return texts(list).filter((one) => !known.has(one));
};
export const isPath = (value: unknown): value is OrgPath => typeof value === 'string' && value.startsWith('/');
export const isTier = (value: unknown): value is Tier => value === 'L1' || value === 'L2' || value === 'L3';
