/** What formulas may say of a case follows from what its process shows. */
import { namesOf } from '../../../domain/figures/names.ts';
import { placesOf } from '../../../domain/figures/row.ts';

test('lengths are minutes, whatever the process keeps, and are found where it keeps them', () => {
  const names = namesOf('change');
  expect(names['lead']).toEqual({ is: 'minutes' });
  expect(names['leadMs']).toBeUndefined();
  expect(names['outageMinutes']).toEqual({ is: 'minutes' });
  expect(placesOf('lead')).toContain('leadMs');
});

test('free texts, contacts and what is kept from strangers have no name', () => {
  const names = Object.keys(namesOf('incident'));
  for (const one of ['description', 'contact', 'caller', 'solution', 'knowledge.article', 'change', 'reporters'])
    expect(names).not.toContain(one);
});
