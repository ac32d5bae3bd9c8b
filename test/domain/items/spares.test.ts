/** What the register says of the versions of a device. */
import { versionsOf } from '../../../domain/items/spares.ts';

const server = (fields: object) => ({ kind: 'server', fields: { ...fields } });
const database = (release: string) => ({ kind: 'database', fields: { release } });

test.each([
  [server({ os: 'EulerOS 2' }), [], { os: 'EulerOS 2' }],
  [server({ os: 'EulerOS 2' }), [database('8.1'), database('7.0')], { os: 'EulerOS 2', database: '7.0, 8.1' }],
  [server({ release: '1.0' }), [], {}], // of a server that is nothing that it runs
  [server({ os: '' }), [], {}],
  [{ kind: 'network-device', fields: { release: 'V200R021' } }, [], { os: 'V200R021' }],
  [database('8.1'), [], { database: '8.1' }],
  [{ kind: 'middleware', fields: { release: '7.0' } }, [], {}],
])('%j with %j: %j', (device, on, expected) => {
  expect(versionsOf(device, on)).toEqual(expected);
});
