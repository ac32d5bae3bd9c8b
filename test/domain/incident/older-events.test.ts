import { incident } from '../../../domain/incident/index.ts';
import { endingFolds } from '../../../domain/incident/rules-ending.ts';

test('N49 a stored `resolved` without category leaves the one of the opening', () => {
  const opened = { category: 'hardware', item: 'printer', common: { urge: { open: false } } };
  const event = { data: { solution: 'x', causeCode: 'wear' }, by: { id: 'li', role: 'engineer' }, at: 0 };
  const { resolved: fold } = endingFolds as unknown as Record<'resolved', (state: object, event: object) => object>;
  expect(fold(opened, event)).toMatchObject({ status: 'resolved', category: 'hardware', item: 'printer' });
  expect(fold(opened, { ...event, data: { ...event.data, category: 'network' } })).toMatchObject({
    category: 'network',
  });
  expect(incident.shape).toBeGreaterThanOrEqual(2);
});
