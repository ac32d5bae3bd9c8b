/** As RFC 6266 has it: the name in UTF-8 before the plain one. */
export function fileNameIn(disposition: string): string | undefined {
  const wide = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
  if (wide !== undefined) return decodeURIComponent(wide);
  return /filename="?([^";]+)"?/i.exec(disposition)?.[1];
}
