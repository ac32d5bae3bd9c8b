/** Small views of pictures: made when somebody first asks, one at a time, and kept. */
import type { Connection } from 'mongoose';
import { readBlob } from '../../models/files/blob.ts';
import type { StoredFile } from '../../models/files/file.ts';
import { keepThumbnail, thumbnailFor } from '../../models/files/thumbnail.ts';
import { thumbnailOf } from '../../platform/images/thumbnail.ts';
import type { Logger } from '../../platform/logger.ts';

const MOST_WAITING = 200;

export function createThumbnails({ db, logger }: { db: Connection; logger: Logger }) {
  const waiting = new Set<string>();
  let last: Promise<void> = Promise.resolve();

  async function make(sha256: string): Promise<void> {
    try {
      const bytes = await readBlob(db, sha256);
      if (bytes) await keepThumbnail(db, { _id: sha256, jpeg: await thumbnailOf(bytes) });
    } catch (error) {
      logger.error({ err: error }, 'a thumbnail was not made'); // the next one who asks begins it anew
    } finally {
      waiting.delete(sha256);
    }
  }

  return {
    /** JPEG; null: there is none, and there will be none. Absent: it is being made. */
    async of({ type, sha256 }: StoredFile): Promise<Buffer | null | undefined> {
      if (!type.startsWith('image/')) return null;
      const known = await thumbnailFor(db, sha256);
      if (known === undefined && !waiting.has(sha256) && waiting.size < MOST_WAITING) {
        waiting.add(sha256);
        last = last.then(() => make(sha256));
      }
      return known;
    },
    /** When nothing is being made any more. */
    close: () => last,
  };
}
export type Thumbnails = ReturnType<typeof createThumbnails>;
