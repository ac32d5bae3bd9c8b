/** Every screen by its path; each is loaded when it is first opened. */
import { type ComponentType, lazy, type LazyExoticComponent } from 'react';

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
