/** A process's own part of the collection `cases`: a discriminator, so its indexes hold only its own documents. */
import { type Connection, type Model, Schema, type SchemaDefinition } from 'mongoose';
import type { CaseView, StoredCase } from '../domain/kernel/process.ts';
import { caseOf } from './case.ts';
import { schemaOptions } from './fields.ts';

const { collection: _, ...options } = schemaOptions('cases');

type Own<Fields> = Readonly<Record<Exclude<keyof Fields, keyof CaseView>, SchemaDefinition[string]>>;

/** The schema of the fields that a process adds to those of every case; the compiler misses none. */
export const ownFields = <Fields>(fields: Own<Fields>): Schema => new Schema({ ...fields }, options);

/** The model of one process's documents on a connection, made once. */
export function ownModelOf(name: string, process: string, fields: Schema): (db: Connection) => Model<StoredCase> {
  return (db) => {
    if (!db.models[name]) caseOf(db).discriminator(name, fields, process);
    return db.model<StoredCase>(name);
  };
}
