/** Vehicles that people go by: booked by whoever sends somebody out, one case at a time. */
import type { FieldError, Hold } from '../kernel/process.ts';
import { DAY } from '../kernel/time/calendar-table.ts';
import type { Interval } from '../kernel/time/intervals.ts';

/** What a vehicle is booked as: `浙A·12 345` and `浙a12345` are one. Throws nothing. */
export function vehicleKey(vehicle: string): string {
  const plate = vehicle
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\s·・.\-_]/gu, '');
  return `vehicle:${plate === '' ? vehicle : plate}`;
}

/** Of a vehicle that is taken along, `[from, until)`. Throws nothing. */
export const vehicleHold = (vehicle: string, { from, until }: Interval): Hold => ({
  item: vehicleKey(vehicle),
  from,
  until,
});

/** Nobody is away for longer: a year that was mistyped keeps no vehicle from all others. */
const LONGEST = 14 * DAY;
/** What is wrong with taking one for so long; `pointer`: of the field that says until when. Throws nothing. */
export const vehicleFaults = ({ from, until }: Interval, pointer: string): FieldError[] =>
  until - from > LONGEST ? [{ pointer, code: 'too-long', params: { mostMs: LONGEST } }] : [];
