/** Hours of a day as they are written, `09:00-12:00, 13:00-18:00`, and as minutes of it; the end may lie in the next day. */
type Frame = readonly [number, number];
const two = (n: number): string => String(n).padStart(2, '0');
const clock = (minute: number): string => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
export const isFrameList = (value: unknown): value is readonly Frame[] =>
  Array.isArray(value) &&
  value.every((one) => Array.isArray(one) && one.length === 2 && one.every((part) => typeof part === 'number'));

export const framesSaid = (value: unknown): string =>
  isFrameList(value) ? value.map(([from, until]) => `${clock(from)}-${clock(until)}`).join(', ') : '';

const FRAME = /^(\d{1,2})[:：](\d{2})\s*[-–~至]\s*(\d{1,2})[:：](\d{2})$/u;
/** Undefined: it cannot be read. */
export function framesIn(text: string): Frame[] | undefined {
  const parts = text
    .split(/[,，;；、]/u)
    .map((one) => one.trim())
    .filter((one) => one !== '');
  const frames = parts.map((one): Frame | undefined => {
    const found = FRAME.exec(one);
    if (!found) return undefined;
    const [, h1, m1, h2, m2] = found.map(Number);
    const [from, until] = [(h1 ?? 0) * 60 + (m1 ?? 0), (h2 ?? 0) * 60 + (m2 ?? 0)];
    return (m1 ?? 0) < 60 && (m2 ?? 0) < 60 && from < until ? [from, until] : undefined;
  });
  const good = frames.filter((one) => one !== undefined);
  return good.length === parts.length ? good : undefined;
}
