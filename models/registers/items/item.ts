/** Configuration items 配置项. What each change made of one stands among the versions of registers. */
import { type Connection, Schema } from 'mongoose';
import type { Installed } from '../../../domain/items/installed.ts';
import type { ItemBody } from '../../../domain/items/item.ts';
import { orgLineOf } from '../../../domain/kernel/people/access.ts';
import type { OrgPath } from '../../../domain/kernel/process.ts';
import { folded, piecesOf } from '../../../domain/kernel/search/folded.ts';
import { anything, schemaOptions, text, texts } from '../../store/fields.ts';
import { modelOf } from '../../store/model-of.ts';

export type Item = ItemBody & {
  _id: string;
  version?: number;
  /** Its organisation and every one above it, nearest first. */
  line: readonly OrgPath[];
  /** What it is found by, folded, and the pieces of that. Follow from the rest, so no version keeps them. */
  words: string;
  pieces: readonly string[];
  /** Which version organisations have, as releases brought it; absent: none did. */
  installed?: readonly Installed[];
  sample?: true;
};

const relation = new Schema({ type: text, to: text }, { _id: false, strict: 'throw' });
const where = (field: string) => ({ partialFilterExpression: { [field]: { $exists: true } } });

/** Lists go by id, so each index that finds a list ends with it. */
const schema = new Schema<Item>(
  {
    _id: text,
    version: Number,
    name: text,
    kind: text,
    orgPath: text,
    line: texts,
    application: String,
    maintainers: texts,
    teams: texts,
    maintenance: Schema.Types.Mixed,
    status: text,
    rtoMinutes: Number,
    retiresAt: Number,
    successor: String,
    fields: anything,
    relations: { type: [relation], required: true },
    words: text,
    pieces: texts,
    installed: { type: [Schema.Types.Mixed], default: undefined },
    sample: Boolean,
  },
  schemaOptions('items'),
)
  .index({ line: 1, _id: 1 })
  .index({ orgPath: 1, _id: 1 })
  .index({ kind: 1, _id: 1 })
  .index({ application: 1, _id: 1 }, where('application'))
  .index({ maintainers: 1, _id: 1 })
  .index({ teams: 1, _id: 1 })
  .index({ pieces: 1, _id: 1 })
  .index({ retiresAt: 1, _id: 1 }, where('retiresAt'))
  .index({ status: 1, _id: 1 })
  .index({ 'relations.to': 1 });

export const itemOf = modelOf<Item>('Item', schema);

/** What of an item follows from its body, and stands beside it. */
export function derivedOf(id: string, { orgPath, name, fields }: Pick<ItemBody, 'orgPath' | 'name' | 'fields'>) {
  const said = Object.values(fields).flatMap((value): readonly string[] => {
    if (typeof value === 'string') return [value];
    return typeof value === 'object' ? value : [];
  });
  const words = folded([id, name, ...said].join(' '));
  return { line: orgLineOf(orgPath), words, pieces: piecesOf(words) };
}

/** The kinds of those of these items that the register holds. */
export async function kindsOf(db: Connection, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = await itemOf(db)
    .find({ _id: { $in: [...new Set(ids)] } }, { kind: 1 })
    .lean<Pick<Item, '_id' | 'kind'>[]>();
  return new Map(found.map(({ _id, kind }) => [_id, kind]));
}
