/**
 * Cases as this process has shown them last: a command that follows within a minute is judged on that, and spares the
 * database a read. Nothing is decided by it: what is refused on it is looked at anew (client/cases/door.ts), and what passes
 * the turn decides.
 */
import { Kept } from '../../client/registers/kept.ts';
import type { Reach, Seen } from '../../domain/kernel/people/access.ts';
import type { Millis, StoredCase } from '../../domain/kernel/process.ts';
import { isOfNow, type JudgedCase } from '../../models/cases/case.ts';

export type Remembered = {
  /** Shown to somebody just now. */
  note(stored: StoredCase): void;
  /** The same case for who reads this far; undefined when nothing was shown of late, or it lay out of his reach then. */
  within(number: string, reach: Reach | null): JudgedCase | undefined;
  /** Something has become of it. */
  forget(number: string): void;
};

const KEPT_MS: Millis = 60_000;
const MOST_KEPT = 1_000;

export function createRemembered(now = Date.now): Remembered {
  const kept = new Kept<{ one: JudgedCase & Seen; until: Millis }>(MOST_KEPT);
  return {
    note: (stored) => {
      if (!isOfNow(stored) || stored.mode === 'rehearsal') return;
      const known = kept.get(stored._id);
      if (known && known.one.version > stored.version) return; // read before, shown after
      kept.set(stored._id, { one: judgedOf(stored), until: now() + KEPT_MS });
    },
    within: (number, reach) => {
      const known = kept.get(number);
      return known && known.until > now() && reach?.covers(known.one) ? known.one : undefined;
    },
    forget: (number) => void kept.delete(number),
  };
}

function judgedOf(stored: StoredCase): JudgedCase & Seen {
  const { _id, process, mode, version, nextWakeUp, orgLine, parties, queue, concealed, kase } = stored;
  const { text, mac, keyId, shape } = kase;
  const seen = { orgLine, parties, ...(queue === undefined ? {} : { queue }), ...(concealed ? { concealed } : {}) };
  return { _id, process, mode, version, nextWakeUp, ...seen, kase: { text, mac, keyId, shape } };
}
