/** A process's own part of the collection `cases`: a discriminator, so its indexes hold only its own documents. */
import { type Connection, type Model, Schema, type SchemaDefinitionProperty } from 'mongoose';
import type { FieldSpec, FieldSpecs } from '../../../domain/kernel/own-fields.ts';
import type { StoredCase } from '../../../domain/kernel/process.ts';
import { caseOf } from '../case.ts';
import { schemaOptions } from '../../store/fields.ts';

const { collection: _, ...options } = schemaOptions('cases');

const typeOf: Readonly<Record<FieldSpec['is'], SchemaDefinitionProperty>> = {
  text: String,
  texts: [String],
  choice: String,
  whole: Number,
  instant: Number,
  'yes-no': Boolean,
  object: Schema.Types.Mixed,
  list: [Schema.Types.Mixed],
};
/** Stored with every case, though not every process shows them. */
const OF_EVERY_CASE: readonly string[] = ['priority'];

/** The schema of the fields that a process adds to those of every case. */
export const storeOf = (fields: FieldSpecs): Schema =>
  new Schema(
    Object.fromEntries(
      Object.entries(fields)
        .filter(([name]) => !OF_EVERY_CASE.includes(name))
        .map(([name, { is }]) => [name, typeOf[is]]),
    ),
    options,
  );

/** The model of one process's documents on a connection, made once. */
export function ownModelOf(name: string, process: string, fields: Schema): (db: Connection) => Model<StoredCase> {
  return (db) => {
    if (!db.models[name]) caseOf(db).discriminator(name, fields, process);
    return db.model<StoredCase>(name);
  };
}
