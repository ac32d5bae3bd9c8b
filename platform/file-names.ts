/** Names of files on their way out. */

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
