/** Spare devices 备件 as the register of items has them: what stands by for what, with the versions of both. */
import type { DeviceVersions } from '../kernel/facts.ts';
import type { FieldValue } from './item.ts';

/** Relation of a spare to what it stands by for, and of a database to the device that it runs on. */
export const [STANDS_BY, RUNS_ON] = ['stands-by', 'runs-on'];
export const DATABASE = 'database';
/** Kinds whose `release` is what they have in place of an operating system. */
const FIRMWARE: readonly string[] = ['network-device', 'switch'];

type Read = { kind: string; fields: Readonly<Record<string, FieldValue>> };
const textIn = ({ fields }: Read, name: string): string | undefined => {
  const value = fields[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** The versions of a device, by its own fields and those of the databases that run on it. Throws nothing. */
export function versionsOf(device: Read, databases: readonly Read[]): DeviceVersions {
  const os = textIn(device, 'os') ?? (FIRMWARE.includes(device.kind) ? textIn(device, 'release') : undefined);
  const on = device.kind === DATABASE ? [device] : databases;
  const releases = on.flatMap((one) => textIn(one, 'release') ?? []).toSorted();
  return { ...(os === undefined ? {} : { os }), ...(releases.length > 0 ? { database: releases.join(', ') } : {}) };
}
