/** Every screen by its path; each is loaded when it is first opened. */
import { type ComponentType, lazy, type LazyExoticComponent } from 'react';
import type { shellWords } from './words.ts';

type Loaded = () => Promise<{ default: ComponentType }>;
export type Screen = { path: string; view: LazyExoticComponent<ComponentType>; load: Loaded };
const screen = (path: string, load: Loaded): Screen => ({ path, view: lazy(load), load });

export const screens: readonly Screen[] = [
  screen('/queue/:process?', () => import('../queue/queue-screen.tsx')),
  screen('/cases/:number', () => import('../case/case-screen.tsx')),
  screen('/new/:process', () => import('../case/new-screen.tsx')),
];

export type ScreenName = keyof (typeof shellWords)['zh']['screens'];
/** Names of `navigation` of the session → where they lead; what has no screen yet is not shown. */
export const navigation: Readonly<Partial<Record<ScreenName, string>>> = {
  queue: '/queue',
};

/** Where a person begins: the first of the session's navigation that has a screen. */
export const landing = ({ navigation: names }: { navigation: readonly string[] }): string =>
  names.map((name) => navigation[name as ScreenName]).find((path) => path !== undefined) ?? '/queue';
