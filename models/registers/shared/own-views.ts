/** In which order one person has his saved views. Nobody else's, and no part of any record. */
import { type Connection, Schema } from 'mongoose';
import { schemaOptions, text, texts } from '../../store/fields.ts';
import { modelOf } from '../../store/model-of.ts';

/** `_id`: the person. */
type OwnViews = { _id: string; order: readonly string[] };

const schema = new Schema<OwnViews>({ _id: text, order: texts }, schemaOptions('own-views'));
export const ownViewsOf = modelOf<OwnViews>('OwnViews', schema);

export const ownViewsIn = (db: Connection) => db.collection<OwnViews>('own-views');
