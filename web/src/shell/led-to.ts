/** Where the names of one's navigation lead. */
import type { shellWords } from './words.ts';

export type ScreenName = keyof (typeof shellWords)['zh']['screens'];
/** Names of `navigation` of the session → where they lead; what has no screen yet is not shown. */
const paths: Readonly<Partial<Record<ScreenName, string>>> = {
  queue: '/queue',
  desk: '/desk',
  overview: '/overview',
  figures: '/figures',
  approvals: '/approvals',
  appraisals: '/appraisals',
  calendar: '/calendar',
  runs: '/runs',
  field: '/field',
  rehearsals: '/rehearsals',
  audit: '/audit',
  my: '/my',
  'admin-records': '/admin/records',
  'admin-security': '/admin/security',
  admin: '/admin',
  board: '/board',
};
const isScreen = (name: string): name is ScreenName => Object.hasOwn(paths, name);

export type Led = { name: ScreenName; path: string };
/** The screens of this person, in the order of the rail. */
export const ledTo = (names: readonly string[]): readonly Led[] =>
  names.filter(isScreen).flatMap((name) => {
    const path = paths[name];
    return path === undefined ? [] : [{ name, path }];
  });

/** Where a person begins: what he chose or his role says, as far as there is a screen for it. */
export function landing({ landing: chosen, navigation }: { landing: string; navigation: readonly string[] }): string {
  const [first] = ledTo(navigation);
  const isThere = Object.values(paths).some(
    (path) => chosen === path || chosen.startsWith(`${path}?`) || chosen.startsWith(`${path}/`),
  );
  return isThere ? chosen : (first?.path ?? '/queue');
}
