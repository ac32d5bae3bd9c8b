/** How somebody likes his console; kept by the browser until the person's own settings are known. */
import { useSyncExternalStore } from 'react';
import type { Locale } from '../words/words.ts';

export type Settings = {
  locale: Locale;
  theme: 'light' | 'dark' | 'system';
  density: 'comfortable' | 'compact';
  singleKeys: boolean;
};
const NAME = 'changming-settings';
const hearers = new Set<() => void>();

const shipped = (): Settings => ({
  locale: navigator.language.startsWith('en') ? 'en' : 'zh',
  theme: 'system',
  density: 'comfortable',
  singleKeys: true,
});
let settings: Settings = { ...shipped(), ...kept() };

function kept(): Partial<Settings> {
  try {
    return JSON.parse(localStorage.getItem(NAME) ?? '{}') as Partial<Settings>;
  } catch {
    return {};
  }
}

export function setSettings(change: Partial<Settings>): void {
  settings = { ...settings, ...change };
  try {
    localStorage.setItem(NAME, JSON.stringify(settings));
  } catch {
    // a browser that keeps nothing still shows what was chosen
  }
  for (const hear of hearers) hear();
}

const follow = (hear: () => void): (() => void) => {
  hearers.add(hear);
  return () => hearers.delete(hear);
};
export const useSettings = (): Settings => useSyncExternalStore(follow, () => settings);
