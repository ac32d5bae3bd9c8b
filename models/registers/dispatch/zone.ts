/** Service zones 区域. An organisation stands in one open zone at most: two editors at once are kept from it by the index. */
import { type Connection, Schema } from 'mongoose';
import type { ServiceZone as ServiceZoneBody } from '../../../domain/dispatch/zones.ts';
import type { OrgPath } from '../../../domain/kernel/units.ts';
import { flag, schemaOptions, text, texts } from '../../store/fields.ts';
import { modelOf } from '../../store/model-of.ts';

export type ServiceZone = ServiceZoneBody & { _id: string; version?: number; sample?: true };

const schema = new Schema<ServiceZone>(
  {
    _id: text,
    version: Number,
    name: text,
    organisations: texts,
    teams: texts,
    depot: String,
    open: flag,
    sample: Boolean,
  },
  schemaOptions('zones'),
).index({ organisations: 1 }, { unique: true, partialFilterExpression: { open: true } });

export const serviceZoneOf = modelOf<ServiceZone>('ServiceZone', schema);

/** Open zones that name one of these organisations, by id; past every cache. */
export const zonesNaming = async (db: Connection, paths: readonly OrgPath[]): Promise<ServiceZone[]> =>
  await db
    .collection<ServiceZone>('zones')
    .find({ open: true, organisations: { $in: [...paths] } })
    .sort({ _id: 1 })
    .toArray();
