/** Vehicles that people go by: booked by whoever sends somebody out, one case at a time. */
import type { Hold, Millis } from '../kernel/process.ts';

/** What a vehicle is booked as: `浙A·12 345` and `浙a12345` are one. Throws nothing. */
export const vehicleKey = (vehicle: string): string =>
  `vehicle:${vehicle
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\s·・.\-_]/gu, '')}`;

/** Of a vehicle that is taken along, `[from, until)`. Throws nothing. */
export const vehicleHold = (vehicle: string, { from, until }: { from: Millis; until: Millis }): Hold => ({
  item: vehicleKey(vehicle),
  from,
  until,
});
