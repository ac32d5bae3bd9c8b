/** Where a device keeps its queues: all that this client asks of it. */
import type { Queue, Row } from './row.ts';

export type Change = {
  put?: readonly Row[];
  /** Places. */
  drop?: readonly number[];
  photos?: readonly { key: string; bytes: Uint8Array }[];
  dropPhotos?: readonly string[];
};

export type Store = {
  /** Those of which something is kept. */
  queues(): Promise<Queue[]>;
  /**
   * Shows `change` the rows of a queue in their order, and writes what it answers: one transaction, alone among all tabs.
   * Resolves with its `answer` when that is on the disk and would be there after a loss of power. Rejects, with nothing
   * written, when the disk is full or `change` throws. `change` waits for nothing.
   */
  change<T>(queue: Queue, change: (rows: readonly Row[]) => Change & { answer: T }): Promise<T>;
  /** Bytes of a photo; null: it has none. */
  photo(key: string): Promise<Uint8Array | null>;
};
