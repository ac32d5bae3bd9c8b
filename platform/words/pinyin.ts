/** How Chinese names are spelled in pinyin, without tones: 张伟 is `zhang`, `wei`. The one file that knows the library. */

/** Its dictionary is some megabytes in memory: of those processes alone that look somebody up. */
type Speller = (text: string) => string[];
let made: Promise<Speller> | undefined;

async function makeSpeller(): Promise<Speller> {
  const { pinyin } = await import('pinyin-pro');
  return (text) =>
    pinyin(text, { toneType: 'none', type: 'array', surname: 'head', nonZh: 'consecutive', v: true })
      .map((one) => one.trim().toLowerCase())
      .filter((one) => one !== '');
}

/** The syllables of a name, its surname read as one (单 is `shan`); what is not Chinese stays as it is, in small letters. ü is `v`. */
export const syllablesOf = async (name: string): Promise<string[]> => (await (made ??= makeSpeller()))(name);
