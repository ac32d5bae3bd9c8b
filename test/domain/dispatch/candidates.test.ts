/** Who is named first to a dispatcher. */
import fc from 'fast-check';
import { candidatesOf } from '../../../domain/dispatch/candidates.ts';

const nobody = { day: [], standBy: [] };
const known = {
  teams: [
    { key: 'city', members: ['ann', 'bo', 'cy'], onDuty: { day: ['bo'], standBy: ['cy'] } },
    { key: 'apps', members: ['cy', 'dan', 'eve'], onDuty: nobody },
  ],
  skills: ['network', 'power'],
  skilled: { network: ['ann', 'dan', 'bo'], power: ['ann', 'dan'] },
  inHand: new Map([['ann', 3]]),
};

test('who has the skills comes first, then who is on duty, then the nearer team, then who has less in hand', () => {
  expect(candidatesOf(known)).toEqual([
    { person: 'ann', team: 'city', has: ['network', 'power'], lacks: [], inHand: 3 },
    { person: 'dan', team: 'apps', has: ['network', 'power'], lacks: [], inHand: 0 },
    { person: 'bo', team: 'city', has: ['network'], lacks: ['power'], inHand: 0, duty: 'day' },
    { person: 'cy', team: 'city', has: [], lacks: ['network', 'power'], inHand: 0, duty: 'stand-by' },
    { person: 'eve', team: 'apps', has: [], lacks: ['network', 'power'], inHand: 0 },
  ]);
  const sameTeam = { ...known, teams: [{ key: 'city', members: ['ann', 'dan'], onDuty: nobody }] };
  expect(candidatesOf(sameTeam).map(({ person }) => person)).toEqual(['dan', 'ann']);
});

test('each member is named once, whatever teams he is in, and nobody else', () => {
  const team = fc.record({
    key: fc.string(),
    members: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e')),
    onDuty: fc.constant(nobody),
  });
  fc.assert(
    fc.property(fc.array(team), (teams) => {
      const named = candidatesOf({ ...known, teams }).map(({ person }) => person);
      expect(named.toSorted()).toEqual([...new Set(teams.flatMap(({ members }) => members))].toSorted());
    }),
  );
});
