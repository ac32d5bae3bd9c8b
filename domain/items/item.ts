/** Configuration items 配置项: what is stored of one, and when it is out of use. */
import type { Frame } from '../kernel/time/calendar-snapshot.ts';
import type { Millis, OrgPath } from '../kernel/units.ts';

export const ITEM_STATUSES = ['planned', 'in-use', 'retired'] as const;
export type ItemStatus = (typeof ITEM_STATUSES)[number];

/** Of a field of its kind (kinds.ts). */
export type FieldValue = string | number | boolean | readonly string[];
/** From the item that says it: it runs on, depends on … `to`. */
export type ItemRelation = { type: string; to: string };
/**
 * When it may be worked on: `week`, seven lists, Monday first, of half-open frames in the zone of the calendar; without it the
 * open time of the calendar itself.
 */
export type MaintenanceWindow = { calendar: string; week?: readonly (readonly Frame[])[] | undefined };

/** What people say of an item. */
export type ItemBody = {
  name: string;
  kind: string;
  /** Whose it is. */
  orgPath: OrgPath;
  /** The service that it is part of. */
  application?: string | undefined;
  /** People who maintain it. */
  maintainers: readonly string[];
  /** Teams that do. */
  teams: readonly string[];
  maintenance?: MaintenanceWindow | undefined;
  status: ItemStatus;
  /** Recovery time objective: so long after a fault its service is back. */
  rtoMinutes?: number | undefined;
  /** From then on it is out of use, whatever its status says. */
  retiresAt?: Millis | undefined;
  /** What does its work afterwards. */
  successor?: string | undefined;
  fields: Readonly<Record<string, FieldValue>>;
  relations: readonly ItemRelation[];
};

/** True when nothing new may name it at `now`. Throws nothing. */
export const isRetired = ({ status, retiresAt }: Pick<ItemBody, 'status' | 'retiresAt'>, now: Millis): boolean =>
  status === 'retired' || (retiresAt !== undefined && retiresAt <= now);

/** The status at `now`: retired from the instant on that was named. Throws nothing. */
export const statusAt = (item: Pick<ItemBody, 'status' | 'retiresAt'>, now: Millis): ItemStatus =>
  isRetired(item, now) ? 'retired' : item.status;
