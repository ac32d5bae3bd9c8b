/** Files of a bundle as they are written: summed up on the way, so that nothing is held but the line at hand. */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import path from 'node:path';

/** As the manifest names it. `lines`: of a file of lines. */
export type WrittenFile = { name: string; bytes: number; sha256: string; lines?: number };

/** Of so many lines a hash stands in the bundle, so that what cannot be read any more is still named to these. */
export const BLOCK_LINES = 50;
const BUFFERED_BYTES = 1_048_576;

export type LineFile = {
  write(line: string): Promise<void>;
  /** On the disk when this resolves. */
  end(): Promise<WrittenFile>;
};

/** `blockDone` hears the SHA-256 of each block of lines, in order. */
export async function openLineFile(
  folder: string,
  name: string,
  blockDone: (hash: string) => Promise<void> = () => Promise.resolve(),
): Promise<LineFile> {
  const handle = await open(path.join(folder, name), 'wx', FILE_MODE);
  const whole = createHash('sha256');
  let block = createHash('sha256');
  let [bytes, lines, waiting] = [0, 0, 0];
  let held: Buffer[] = [];
  const flush = async (): Promise<void> => {
    await handle.writeFile(Buffer.concat(held)); // all of it, where `write` may write less
    [held, waiting] = [[], 0];
  };
  const closeBlock = async (): Promise<void> => {
    await blockDone(block.digest('hex'));
    block = createHash('sha256');
  };
  return {
    write: async (line) => {
      const written = Buffer.from(`${line}\n`);
      whole.update(written);
      block.update(written);
      held.push(written);
      bytes += written.length;
      waiting += written.length;
      lines += 1;
      if (lines % BLOCK_LINES === 0) await closeBlock();
      if (waiting >= BUFFERED_BYTES) await flush();
    },
    end: async () => {
      try {
        if (lines % BLOCK_LINES > 0) await closeBlock();
        await flush();
        await handle.sync();
      } finally {
        await handle.close();
      }
      return { name, bytes, sha256: whole.digest('hex'), lines };
    },
  };
}

/** For whoever made the bundle alone, until he gives it away. */
export const FILE_MODE = 0o600;
export const FOLDER_MODE = 0o700;

/** On the disk when this resolves. */
export async function writeWhole(folder: string, name: string, content: string): Promise<WrittenFile> {
  const handle = await open(path.join(folder, name), 'wx', FILE_MODE);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { name, bytes: Buffer.byteLength(content), sha256: createHash('sha256').update(content).digest('hex') };
}
