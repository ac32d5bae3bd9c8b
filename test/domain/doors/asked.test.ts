import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as later } from 'node:timers/promises';
import { askedBy, askedNow, networkOf } from '../../../api/http/asked.ts';

test.each([
  ['198.51.100.7', '198.51.100.7'],
  ['::ffff:198.51.100.7', '::ffff:198.51.100.7'],
  ['2001:db8:7:1::5', '2001:db8:7:1::/64'],
  ['2001:db8:7:1:a:b:c:d', '2001:db8:7:1::/64'],
  ['2001:0DB8:0007:0001::9', '2001:db8:7:1::/64'],
  ['2001:db8::5', '2001:db8:0:0::/64'],
  ['2001:db8::7:1:2:3:4', '2001:db8:0:7::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['', ''],
  ['unknown', 'unknown'],
])('S03 guesses from %s count for %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

const told = async (): Promise<unknown> => {
  await later();
  return askedNow();
};

test('what waits on behalf of a request knows it, beside others that begin and end meanwhile', async () => {
  const disabled = jest.spyOn(AsyncLocalStorage.prototype, 'disable');
  const long = askedBy({ address: '10.0.0.1', administrator: 'audit-administrator' }, async () => {
    await later();
    const first = await askedBy({ address: '10.0.0.2' }, told);
    await later();
    return [first, await told()];
  });
  expect(await askedBy({ address: '10.0.0.3' }, told)).toEqual({ address: '10.0.0.3' });
  expect(disabled).not.toHaveBeenCalled(); // one is at work still
  expect(await long).toEqual([{ address: '10.0.0.2' }, { address: '10.0.0.1', administrator: 'audit-administrator' }]);
  expect(disabled).toHaveBeenCalledTimes(1);
  expect(await told()).toEqual({});
  disabled.mockRestore();
});

const failing = async (): Promise<never> => {
  await later();
  throw new Error('refused');
};

test('after a request that failed the next one is known all the same', async () => {
  await expect(askedBy({ address: '10.0.0.4' }, failing)).rejects.toThrow('refused');
  expect(await askedBy({ address: '10.0.0.5' }, told)).toEqual({ address: '10.0.0.5' });
});
