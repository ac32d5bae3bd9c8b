/** The register of returned parts, and what a work order writes into it and into the register of items: each once under its key. */
import { type Connection, Schema } from 'mongoose';
import { type Removed, type ReturnedPart, serialAfter } from '../../../domain/items/returned.ts';
import { integer, schemaOptions, text } from '../../store/fields.ts';
import { modelOf } from '../../store/model-of.ts';
import { registerVersionOf, saveEntries, versionOf } from '../register-version.ts';
import { derivedOf, type Item } from './item.ts';

export type KeptReturnedPart = ReturnedPart & { _id: string; version?: number; sample?: true };

const schema = new Schema<KeptReturnedPart>(
  {
    _id: text,
    version: Number,
    orgPath: text,
    workOrder: String,
    item: String,
    spare: text,
    oldSerial: text,
    newSerial: text,
    site: String,
    symptom: text,
    faultAt: Number,
    removedAt: integer,
    removedBy: String,
    itemSerial: String,
    state: text,
    warranty: String,
    rootCause: String,
    vendor: String,
    vendorRef: String,
    sentAt: Number,
    dueBackAt: Number,
    returnedAt: Number,
    outcome: String,
    sample: Boolean,
  },
  schemaOptions('returned-parts'),
)
  .index({ orgPath: 1, _id: 1 })
  .index({ oldSerial: 1 })
  .index({ item: 1, _id: 1 }, { partialFilterExpression: { item: { $exists: true } } });

export const returnedPartOf = modelOf<KeptReturnedPart>('ReturnedPart', schema);

/** `key`: stored, of the effect; `id`: of the entry. */
type Taken = { key: string; id: string; removed: Removed & { workOrder: string } };
/** An edit of a person takes milliseconds: who is refused so often in a row is asked again later. */
const TRIES = 20;

/**
 * The part is on record, and the item that it was has the new serial number. Who edits the item beside it loses nothing. Throws when it is
 * edited all the time; again, it goes on with what is missing.
 */
export async function keepRemoved(db: Connection, { key, id, removed }: Taken): Promise<void> {
  const { workOrder: by, removedAt: at } = removed;
  const became = removed.item === undefined ? null : await correctSerial(db, removed.item, { key, removed });
  if ((await db.collection<KeptReturnedPart>('returned-parts').countDocuments({ _id: id }, { limit: 1 })) > 0) return;
  const fields = { ...removed, ...(became ? { itemSerial: became } : {}), state: 'removed' };
  await saveEntries(db, [{ register: 'returned-parts', id, seen: 0, fields, at, by, cause: key }]); // false: it is there by now
}

async function correctSerial(
  db: Connection,
  id: string,
  { key, removed }: Pick<Taken, 'key' | 'removed'>,
): Promise<Removed['itemSerial'] | null> {
  const { workOrder: by, oldSerial, newSerial, spare } = removed;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const item = await db.collection<Item>('items').findOne({ _id: id });
    if (!item) return null;
    if (await registerVersionOf(db).exists({ register: 'items', id, cause: key })) return 'corrected';
    const became = serialAfter(item.fields['serial'], removed);
    if (became !== 'corrected') return became;
    const fields = { ...item.fields, serial: newSerial };
    const note = `${by} ${spare}: ${oldSerial} → ${newSerial}`;
    const changed = { fields, ...derivedOf(id, { ...item, fields }) };
    const seen = versionOf(item);
    if (await saveEntries(db, [{ register: 'items', id, seen, fields: changed, note, at: Date.now(), by, cause: key }]))
      return 'corrected';
  }
  throw new Error(`the item ${id} is edited all the time`);
}
