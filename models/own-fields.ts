/** A process's own part of the collection `cases`: a discriminator, so its indexes hold only its own documents. */
import { type Connection, type Model, Schema, type SchemaDefinition } from 'mongoose';
import type { StoredCase } from '../domain/kernel/process.ts';
import { caseOf } from './case.ts';
import { schemaOptions } from './fields.ts';

const { collection: _, ...options } = schemaOptions('cases');

/** The schema of the fields that a process adds to those of every case. */
export const ownFields = (fields: SchemaDefinition): Schema => new Schema(fields, options);

/** The model of one process's documents on a connection, made once. */
export function ownModelOf(name: string, process: string, fields: Schema): (db: Connection) => Model<StoredCase> {
  return (db) => {
    if (!db.models[name]) caseOf(db).discriminator(name, fields, process);
    return db.model<StoredCase>(name);
  };
}
