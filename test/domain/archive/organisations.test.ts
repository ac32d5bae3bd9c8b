import { belongsTo } from '../../../client/archives/organisations.ts';

const keeping = ['/dx', '/dx/donghu'] as const;

const owners = (orgPath: `/${string}`) => keeping.filter((unit) => belongsTo(orgPath, unit, keeping));

test('a case belongs to the nearest organisation upward that keeps an archive, and so to one', () => {
  expect(owners('/dx/donghu/linxi/school')).toEqual(['/dx/donghu']);
  expect(owners('/dx/donghu')).toEqual(['/dx/donghu']);
  expect(owners('/dx/xiling/court')).toEqual(['/dx']);
  expect(owners('/dx/donghu-east')).toEqual(['/dx']);
  expect(owners('/lone/office')).toEqual([]);
});

test('one that is opened by hand for an organisation without a keeper takes what lies below it', () => {
  expect(belongsTo('/dx/xiling/court', '/dx/xiling', keeping)).toBe(true);
  expect(belongsTo('/dx/donghu/linxi', '/dx/xiling', keeping)).toBe(false);
});
