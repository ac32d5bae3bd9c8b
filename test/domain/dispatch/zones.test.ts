/** Which zone covers a unit, and what stands against a zone. */
import { type Known, zoneFaults, zoneFor } from '../../../domain/dispatch/zones.ts';
import type { OrgPath } from '../../../domain/kernel/units.ts';

const zone = (id: string, organisations: OrgPath[], open = true) => ({ id, organisations, open });

test('a unit lies in the open zone that names it, else in that of the nearest organisation above it', () => {
  const zones = [
    zone('province', ['/dx']),
    zone('city', ['/dx/donghu', '/dx/xiling/yuntai']),
    zone('closed', ['/dx/donghu/linxi'], false),
  ];
  const found = (path: OrgPath) => zoneFor(zones, path)?.id ?? null;
  expect(found('/dx/donghu')).toBe('city');
  expect(found('/dx/donghu/linxi')).toBe('city');
  expect(found('/dx/donghu/linxi/school')).toBe('city');
  expect(found('/dx/xiling')).toBe('province');
  expect(found('/dx/xiling/yuntai')).toBe('city');
  expect(found('/dx/donghu-east')).toBe('province'); // no prefix of letters
  expect(found('/gd')).toBeNull();
  expect(zoneFor([], '/dx')).toBeNull();
});

describe('what is wrong with a zone', () => {
  const body = { name: '东湖', organisations: ['/dx/donghu'], teams: ['donghu-l2', 'dx-l2'], open: true } as const;
  const known: Known = {
    organisations: new Set(['/dx/donghu', '/dx/xiling']),
    teams: new Set(['donghu-l2', 'dx-l2']),
    taken: new Map([['/dx/xiling', 'west']]),
  };
  const nothing: Known = { organisations: new Set(), teams: new Set(), taken: new Map() };

  test('nothing, where all that it names is there, or has stood in it before it closed', () => {
    expect(zoneFaults({ body, former: null }, known)).toEqual([]);
    expect(zoneFaults({ body, former: body }, nothing)).toEqual([]);
  });

  test('what is not there, what is named twice and what another open zone names, each at its place', () => {
    const edit = {
      organisations: ['/dx/nowhere', '/dx/xiling', '/dx/xiling'],
      teams: ['no', 'dx-l2', 'dx-l2'],
    } as const;
    expect(zoneFaults({ body: { ...body, ...edit }, former: body }, known)).toEqual([
      { pointer: '/organisations/0', code: 'unknown' },
      { pointer: '/organisations/2', code: 'already-named' },
      { pointer: '/organisations/1', code: 'in-other-zone', params: { zone: 'west' } },
      { pointer: '/organisations/2', code: 'in-other-zone', params: { zone: 'west' } },
      { pointer: '/teams/0', code: 'unknown' },
      { pointer: '/teams/2', code: 'already-named' },
    ]);
  });

  test('one that is closed, or closes, stands in nobody’s way, and opens only where it stands in nobody’s', () => {
    const there = { ...body, organisations: ['/dx/xiling'] } as const;
    expect(zoneFaults({ body: { ...there, open: false }, former: null }, known)).toEqual([]);
    expect(zoneFaults({ body: there, former: { ...there, open: false } }, known)).toEqual([
      { pointer: '/organisations/0', code: 'in-other-zone', params: { zone: 'west' } },
    ]);
  });
});
