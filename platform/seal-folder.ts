/** The folder of seals, outside the database: one file each, never overwritten. */
import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';

const NAME = /^(\d{6,})\.json$/;
const nameOf = (number: number): string => `${String(number).padStart(6, '0')}.json`;

export type SealFolder = {
  folder: string;
  /** Numbers of the seals that are there, ascending; none when there is no folder yet. */
  numbers(): Promise<number[]>;
  read(number: number): Promise<string>;
  /** On the disk when this resolves. False: there is one of that number already. */
  write(number: number, text: string): Promise<boolean>;
};

export const sealFolder = (folder: string): SealFolder => ({
  folder,
  numbers: async () => {
    const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    return names.flatMap((name) => NAME.exec(name)?.slice(1, 2).map(Number) ?? []).toSorted((a, b) => a - b);
  },
  read: (number) => readFile(path.join(folder, nameOf(number)), 'utf8'),
  write: async (number, text) => {
    await mkdir(folder, { recursive: true });
    const fresh = path.join(folder, `.${randomUUID()}.new`);
    try {
      await synced(fresh, 'wx', (handle) => handle.writeFile(text));
      await link(fresh, path.join(folder, nameOf(number))); // fails where there is one, a rename would not
      await rm(fresh);
      await synced(folder, 'r');
      return true;
    } catch (error) {
      await rm(fresh, { force: true });
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
      throw error;
    }
  },
});

type Handle = Awaited<ReturnType<typeof open>>;
async function synced(file: string, flags: string, work: (handle: Handle) => Promise<void> = async () => undefined) {
  const handle = await open(file, flags, 0o644);
  try {
    await work(handle);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
