/** Kinds of items, and the relations in which they stand: registers, so that either is added without code. */
import { type Connection, Schema } from 'mongoose';
import type { ItemKind } from '../../../domain/items/kinds.ts';
import type { RelationType } from '../../../domain/items/relations.ts';
import { anything, flag, integer, schemaOptions, text, title } from '../../store/fields.ts';
import { modelOf } from '../../store/model-of.ts';

type Entry = { _id: string; version?: number; order: number };
export type StoredKind = ItemKind & Entry;
export type StoredRelation = RelationType & Entry;

const entry = { _id: text, version: Number, title, order: integer, open: flag };

export const itemKindOf = modelOf<StoredKind>(
  'ItemKind',
  new Schema<StoredKind>({ ...entry, fields: anything }, schemaOptions('item-kinds')),
);
export const itemRelationOf = modelOf<StoredRelation>(
  'ItemRelation',
  new Schema<StoredRelation>({ ...entry, inverse: title, rules: anything }, schemaOptions('item-relations')),
);

export type ItemTypes = {
  kinds: ReadonlyMap<string, StoredKind>;
  relations: ReadonlyMap<string, StoredRelation>;
};

/** All of both, in their order. */
export async function itemTypesOf(db: Connection): Promise<ItemTypes> {
  const sort = { order: 1, _id: 1 } as const;
  const [kinds, relations] = await Promise.all([
    itemKindOf(db).find({}, null, { sort }).lean<StoredKind[]>(),
    itemRelationOf(db).find({}, null, { sort }).lean<StoredRelation[]>(),
  ]);
  return {
    kinds: new Map(kinds.map((one) => [one._id, one])),
    relations: new Map(relations.map((one) => [one._id, one])),
  };
}
