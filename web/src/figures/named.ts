/** Names of indicators in place of their keys. Pure. */
import type { Two } from '../words/words.ts';

export type Names = ReadonlyMap<string, Two>;
const QUOTED: Readonly<Record<keyof Two, RegExp>> = {
  zh: /《([a-z0-9-]+)(?:@\d+)?》/g,
  en: /“([a-z0-9-]+)(?:@\d+)?”/g,
};

/** What a formula says, the indicators that it names by their names; one that is not known keeps its key. */
export function withNames(words: Two, names: Names): Two {
  const said = (lang: keyof Two): string =>
    words[lang].replaceAll(QUOTED[lang], (whole, key: string) => {
      const name = names.get(key)?.[lang];
      return name === undefined ? whole : lang === 'zh' ? `《${name}》` : `“${name}”`;
    });
  return { zh: said('zh'), en: said('en') };
}

/** `key@2` → its name with the version behind it. */
export function nameOfRef(ref: string, names: Names, lang: keyof Two): string {
  const [key = ref, version] = ref.split('#')[0]?.split('@') ?? [];
  const name = names.get(key)?.[lang];
  return name === undefined ? ref : version === undefined ? name : `${name} v${version}`;
}
