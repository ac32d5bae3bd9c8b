import { changesBetween } from '../../../../domain/kernel/record/changes.ts';

test('an edit is told place by place, what is gone and what came of a list that has no order', () => {
  const before = {
    name: '李强',
    unit: '/dx',
    grants: [{ role: 'engineer' }, { role: 'supervisor' }],
    week: [[1], [2]],
  };
  const after = {
    name: '李强',
    unit: '/dx/donghu',
    grants: [{ role: 'supervisor' }, { role: 'owner' }],
    week: [[1], [3]],
  };
  expect(changesBetween(before, after)).toEqual({
    changes: [
      { pointer: '/unit', before: '/dx', after: '/dx/donghu' },
      { pointer: '/grants', before: [{ role: 'engineer' }], after: [{ role: 'owner' }] },
      { pointer: '/week/1/0', before: 2, after: 3 },
    ],
  });
  expect(changesBetween({ teams: ['a', 'b'] }, { teams: ['b', 'a'] })).toEqual({ changes: [] });
  const [gone, come] = [
    changesBetween({ teams: ['a', 'b'] }, { teams: ['b'] }),
    changesBetween({ teams: [] }, { teams: ['b'] }),
  ];
  expect([gone.changes, come.changes]).toStrictEqual([
    [{ pointer: '/teams', before: ['a'] }],
    [{ pointer: '/teams', after: ['b'] }],
  ]);
  expect(changesBetween({ carries: ['a'] }, { carries: 'a' }).changes).toStrictEqual([
    { pointer: '/carries', before: ['a'], after: 'a' },
  ]);
});

test('what comes new and what is taken away has one side', () => {
  const { changes } = changesBetween({ lead: 'a', onCall: undefined }, { lead: undefined, onCall: 'b', teams: ['x'] });
  expect(changes).toEqual([
    { pointer: '/lead', before: 'a' },
    { pointer: '/onCall', after: 'b' },
    { pointer: '/teams', after: ['x'] },
  ]);
});

test('secrets, and how to reach somebody, are said to have changed and nothing else', () => {
  const { changes } = changesBetween(
    { password: 'old-secret', secret: 'old-secret', phone: '0712', email: 'a@b' },
    { password: 'new-secret', secret: 'new-secret', phone: '0713', email: 'a@b' },
  );
  expect(changes).toEqual(['password', 'secret', 'phone'].map((field) => ({ pointer: `/${field}`, withheld: true })));
});

const places = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`d${i}`, i]));
test('a record stays bounded, and says what it leaves out', () => {
  const dates = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`d${i}`, 'closed']));
  const { changes, more } = changesBetween({ dates: {} }, { dates, name: '长'.repeat(10_000) });
  expect([changes.length, more]).toEqual([40, 61]);
  const [long] = changesBetween({ name: '短' }, { name: '长'.repeat(10_000) }).changes;
  expect(long).toMatchObject({ pointer: '/name', before: '短', cut: true });
  expect(String(long?.after)).toHaveLength(401);
  const [kept] = changesBetween({ name: '长'.repeat(10_000) }, { name: '长'.repeat(398) }).changes;
  expect([String(kept?.before).length, kept?.after]).toEqual([401, '长'.repeat(398)]); // with its quotes, 400
  expect(changesBetween({}, places(40))).toStrictEqual({
    changes: Array.from({ length: 40 }, (_, i) => ({ pointer: `/d${i}`, after: i })),
  });
  expect(changesBetween(places(41), {})).toMatchObject({ more: 1 });
});
