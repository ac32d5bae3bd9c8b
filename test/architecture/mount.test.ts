import { z } from 'zod';
import { mount } from '../../api/http/mount.ts';
import { route } from '../../api/http/route.ts';

/** Only the table is looked at: nobody comes in here. */
const door = {} as Parameters<typeof mount>[1];
const routeAt = (path: `/${string}`) =>
  route({
    method: 'get',
    path,
    tag: 'operations',
    operationId: `at.${path}`,
    summary: 'A route',
    access: { rule: 'anyone' },
    responses: { 200: { description: 'Found', schema: z.object({}) } },
    handle: async () => ({ body: {} }),
  });

test.each(['/:room', '/:room/cases', '/api/:name', '/api/:name/list', '/api/{name}', '/api/*rest'] as const)(
  'a route at %s would be found by nobody, so that the product does not start with it',
  (path) => {
    expect(() => mount([routeAt('/api/calls'), routeAt(path)], door)).toThrow(
      `at.${path}: ${path} would never be found: its first two parts must be plain words`,
    );
  },
);

test('parameters stand from the third part on', () => {
  expect(() =>
    mount([routeAt('/readyz'), routeAt('/api/openapi.json'), routeAt('/api/calls/:number/*rest')], door),
  ).not.toThrow();
});
