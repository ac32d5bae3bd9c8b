/** What a vehicle is booked as, and for how long. */
import { vehicleFaults, vehicleHold, vehicleKey } from '../../../domain/dispatch/vehicles.ts';

const DAY = 86_400_000;

test('one plate is one vehicle, however it is written; what is no plate at all stays what it is', () => {
  const written = ['浙A12345', '浙a12345', ' 浙A·12 345', '浙Ａ-12345', '浙A・12345'];
  expect([...new Set(written.map(vehicleKey))]).toEqual(['vehicle:浙A12345']);
  expect(vehicleKey('沪A12345')).not.toBe(vehicleKey('浙A12345'));
  expect(vehicleKey('-')).toBe('vehicle:-');
  expect(vehicleHold('B 7', { from: 1, until: 2 })).toEqual({ item: 'vehicle:B7', from: 1, until: 2 });
});

test('nobody is away for more than two weeks', () => {
  expect(vehicleFaults({ from: 0, until: 14 * DAY }, '/until')).toEqual([]);
  expect(vehicleFaults({ from: 0, until: 14 * DAY + 1 }, '/until')).toEqual([
    { pointer: '/until', code: 'too-long', params: { mostMs: 14 * DAY } },
  ]);
});
