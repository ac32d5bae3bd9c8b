/** What code of now must be able to read of a stored event before anything is reckoned on it. */
import type { CaseEvent } from '../../domain/kernel/process.ts';

/** Instants in the data of events: clocks and timers start from them. */
const INSTANTS = ['receivedAt', 'dueAt', 'deliverAt', 'until', 'due'] as const;

/**
 * JSON pointer of the first value that cannot be read, as an older release or another hand may have left it; null when
 * all can. A deadline reckoned on a guess would be worse than none.
 */
export function unreadableIn({ at, data }: Pick<CaseEvent, 'at' | 'data'>): string | null {
  if (!isInstant(at)) return '/at';
  if (typeof data !== 'object' || data === null) return '/data';
  const fields = new Map<string, unknown>(Object.entries(data));
  const bad = INSTANTS.find((name) => fields.has(name) && !isInstant(fields.get(name)));
  return bad === undefined ? null : `/data/${bad}`;
}

const isInstant = (value: unknown): boolean => Number.isSafeInteger(value);
