/** Every screen by its path; each is loaded when it is first opened. */
import { type ComponentType, lazy, type LazyExoticComponent } from 'react';
import type { shellWords } from './words.ts';

type Loaded = () => Promise<{ default: ComponentType }>;
export type Screen = { path: string; view: LazyExoticComponent<ComponentType>; load: Loaded };
const screen = (path: string, load: Loaded): Screen => ({ path, view: lazy(load), load });

export const screens: readonly Screen[] = [
  screen('/queue/:process?', () => import('../queue/queue-screen.tsx')),
  screen('/desk', () => import('../desk/desk-screen.tsx')),
  screen('/my', () => import('../my/my-screen.tsx')),
  screen('/board', () => import('../board/board-screen.tsx')),
  screen('/wall/*', () => import('../wall/wall-screen.tsx')),
  screen('/cases/:number', () => import('../case/case-screen.tsx')),
  screen('/new/:process', () => import('../case/new/new-screen.tsx')),
  screen('/approvals', () => import('../approvals/approvals-screen.tsx')),
  screen('/calendar', () => import('../calendar/calendar-screen.tsx')),
  screen('/audit', () => import('../audit/audit-screen.tsx')),
  screen('/audit/cases/:number', () => import('../audit/audit-case-screen.tsx')),
  screen('/admin/records', () => import('../audit/audit-screen.tsx')),
  screen('/admin/security', () => import('../security/security-screen.tsx')),
  screen('/notices', () => import('../notices/notices-screen.tsx')),
  screen('/account', () => import('../account/account-screen.tsx')),
  screen('/admin/:register?/:id?', () => import('../admin/admin-screen.tsx')),
  screen('/figures', () => import('../figures/figures-screen.tsx')),
  screen('/appraisals', () => import('../appraisal/appraisals-screen.tsx')),
  screen('/appraisals/:number', () => import('../appraisal/appraisal-screen.tsx')),
  screen('/rehearsals', () => import('../rehearsal/rehearsals-screen.tsx')),
  screen('/rehearsals/:number', () => import('../rehearsal/rehearsal-screen.tsx')),
  screen('/changes/:number', () => import('../change/change-screen.tsx')),
  screen('/rehearsals/:number/compare', () => import('../rehearsal/compare-screen.tsx')),
  screen('/runs', () => import('../runs/runs-screen.tsx')),
  screen('/runs/:number', () => import('../run/run-screen.tsx')),
  screen('/releases/:number', () => import('../release/release-screen.tsx')),
  screen('/field', () => import('../field-work/field-screen.tsx')),
  screen('/start', () => import('../setup/setup-screen.tsx')),
  screen('/overview', () => import('../figures/overview-screen.tsx')),
];

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
