/** The store of a device as files: what a test can look at, take away, and open by several clients at once. */
import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Queue, Row } from '../../../web/src/off-line/row.ts';
import type { Store } from '../../../web/src/off-line/store.ts';

/** One file a queue, replaced as a whole; a folder that only one can make is the lock. */
export function fileStore(folder: string): Store {
  const fileOf = ({ person, caseId }: Queue) => path.join(folder, `${person} ${caseId}.json`);
  const photoOf = (key: string) => path.join(folder, 'photos', key);

  const read = async (queue: Queue): Promise<Row[]> => {
    const text = await readFile(fileOf(queue), 'utf8').catch(() => '[]');
    return (JSON.parse(text) as Row[]).toSorted((a, b) => a.place - b.place);
  };

  return {
    queues: async () => {
      const names = await readdir(folder).catch(() => [] as string[]);
      return names.flatMap((name) => {
        const [, person, caseId] = /^(\S+) (\S+)\.json$/.exec(name) ?? [];
        return person !== undefined && caseId !== undefined ? [{ person, caseId }] : [];
      });
    },
    change: async (queue, change) => {
      await mkdir(path.join(folder, 'photos'), { recursive: true });
      const lock = `${fileOf(queue)}.lock`;
      await taken(lock);
      try {
        const rows = await read(queue);
        const { put = [], drop = [], photos = [], dropPhotos = [], answer } = change(structuredClone(rows));
        for (const { key, bytes } of photos) await writeFile(photoOf(key), bytes);
        if (put.length > 0 || drop.length > 0) {
          const all = new Map([...rows, ...put].map((row) => [row.place, row]));
          for (const place of drop) all.delete(place);
          await replace(fileOf(queue), JSON.stringify([...all.values()]));
        }
        for (const key of dropPhotos) await rm(photoOf(key), { force: true });
        return answer;
      } finally {
        await rmdir(lock);
      }
    },
    photo: async (key) => await readFile(photoOf(key)).catch(() => null),
  };
}

async function taken(lock: string): Promise<void> {
  for (;;) {
    try {
      return await mkdir(lock);
    } catch {
      await sleep(1);
    }
  }
}

async function replace(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  const handle = await open(draft, 'w');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
}
