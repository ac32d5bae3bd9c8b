/** Names of files on their way in and out. */

/**
 * `Content-Disposition` of a file to be saved (RFC 6266): the exact name in any script, and beside it a plain one for
 * programs that do not read the other. No character of `name` can end the header or begin another.
 */
export function contentDisposition(name: string): string {
  const whole = name.replaceAll(/\p{Cs}/gu, '\uFFFD'); // half of a pair has no encoding
  const plain = whole.replaceAll(/[^\w.-]+/g, '_');
  const exact = encodeURIComponent(whole).replaceAll(/['()*]/g, hex);
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`;
}

const hex = (one: string): string => `%${one.charCodeAt(0).toString(16).toUpperCase()}`;

export const LONGEST_NAME = 255;
/** Controls, half pairs, marks of direction and all else that nobody sees, but for the joiners that some scripts and emoji need. */
const UNSEEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\uFFFD]|(?![\u200C\u200D])\p{Cf}/u;
const JOINERS = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
/** What an operating system starts when it is opened: such a name is refused whatever is in the file. */
const STARTED = new Set(
  [
    'exe com scr pif msi msp mst cpl dll sys drv jar',
    'bat cmd ps1 psm1 vb vbs vbe js jse mjs ws wsf wsh hta sh bash command',
    'lnk url scf inf reg chm application appref-ms desktop html htm xhtml shtml mht mhtml svg svgz website',
    'slk iqy oqy rqy xll wll rdp jnlp library-ms search-ms searchconnector-ms settingcontent-ms wsc sct psc1 ps1xml pyw',
    'docm dotm xlsm xltm xlam pptm potm ppam',
  ].flatMap((row) => row.split(' ')),
);

/** Why a file may not be called so, as the code of a field; null when it may: 1 to 255 letters of any script, no path. */
export function nameProblem(name: string): 'too-short' | 'too-long' | 'bad-character' | 'path' | 'started' | null {
  if (name.length > 2 * LONGEST_NAME || Array.from(name).length > LONGEST_NAME) return 'too-long';
  if (name.trim() === '') return 'too-short';
  if (UNSEEN.test(name)) return 'bad-character';
  if (/[/\\]/.test(name) || /^\.{1,2}$/.test(name) || /^[A-Za-z]:/.test(name)) return 'path';
  return STARTED.has(endingOf(name)) ? 'started' : null;
}

/**
 * The name under which a file is kept that a mail brought: nobody is there to give it another. Without path and unseen marks, cut to what a
 * name may have, its ending kept; what an operating system would start stays so, and is refused.
 */
export function nameFromMail(given: string, otherwise: string): string {
  const bare = given.normalize('NFC').replaceAll(new RegExp(UNSEEN.source, 'gu'), '').split(/[/\\]/).at(-1) ?? '';
  const plain = bare.replace(/^[A-Za-z]:/, '').trim();
  if (plain === '' || /^\.+$/.test(plain)) return otherwise;
  const ending = endingOf(plain);
  const tail = ending === '' || ending.length > MOST_ENDING ? '' : `.${ending}`;
  const letters = Array.from(plain);
  return letters.length <= LONGEST_NAME ? plain : `${letters.slice(0, LONGEST_NAME - tail.length).join('')}${tail}`;
}
const MOST_ENDING = 10;

/**
 * What stands behind its last dot, in small letters of usual width; blanks and dots at the end are nothing to Windows, and what
 * nobody sees is nothing to whoever reads it.
 */
export const endingOf = (name: string): string =>
  /\.([^.]+)$/
    .exec(
      name
        .normalize('NFKC')
        .replaceAll(JOINERS, '')
        .replace(/[\s.]+$/u, ''),
    )?.[1]
    ?.toLowerCase() ?? '';
