/** How somebody likes his console: his own settings at the API, and the browser's copy of them for the page before sign-in. */
import { useEffect, useSyncExternalStore } from 'react';
import { change, read } from '../api/ask.ts';
import type { Answers } from '../generated/api.ts';
import type { Locale } from '../words/words.ts';

export type Settings = Omit<Answers['GET /api/me']['answer']['settings'], 'landing'> & { locale: Locale };
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

function put(next: Settings): void {
  if (JSON.stringify(next) === JSON.stringify(settings)) return;
  settings = next;
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

type Me = Pick<Answers['GET /api/me']['answer'], 'id' | 'settings' | 'language'>;

/** What this person chose, wherever he signed in before. */
export function useOwnSettings({ id, settings: own, language }: Me): void {
  useEffect(() => {
    const { theme, density, singleKeys } = own;
    put({ theme, density, singleKeys, locale: language });
    // oxlint-disable-next-line react/exhaustive-deps -- once for each person: what he changes here stays
  }, [id]);
}

/** Of this browser alone, while nobody is signed in. */
export const chooseHere = (wish: Partial<Settings>): void => put({ ...settings, ...wish });

/** Shown at once, and kept for the next sign-in as well as it can be. */
export function choose({ landing }: Me['settings'], wish: Partial<Settings>): void {
  put({ ...settings, ...wish });
  const { locale, ...rest } = settings;
  const sent =
    wish.locale === undefined ? change('PUT /api/me/settings', { body: { ...rest, landing } }) : speak(locale);
  void sent.catch(() => undefined);
}

/** The language is one of the preferences of notices, too. */
async function speak(locale: Locale): Promise<unknown> {
  const { mail, quietHours, zone } = await read('GET /api/me/preferences');
  return await change('PUT /api/me/preferences', { body: { mail, quietHours, zone, locale } });
}
