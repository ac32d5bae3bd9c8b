/** What people do in stories that go on in several cases: commands, photos, batches kept off line, documents; through HTTP. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createHash } from 'node:crypto';
import { Transformer } from '@napi-rs/image';
import { z } from 'zod';
import type { Door } from '../../commands/replay/door.ts';
import { type ProcessKey, processes } from '../../domain/processes.ts';

const shownSchema = z.looseObject({
  number: z.string(),
  status: z.string(),
  recordHash: z.string().optional(),
  manifestHash: z.string().optional(),
  statementHash: z.string().optional(),
  workOrder: z.string().optional(),
  incident: z.string().optional(),
});
export type FieldShown = z.output<typeof shownSchema>;
const listSchema = z.object({ items: z.array(shownSchema) });
const syncedSchema = z.looseObject({
  results: z.array(z.looseObject({ taken: z.boolean(), version: z.number().optional() })),
  taken: z.number(),
});
const fileSchema = z.looseObject({ id: z.string(), sha256: z.string() });
const partsSchema = z.object({ items: z.array(z.looseObject({ id: z.string() })) });
const documentSchema = z.looseObject({ id: z.string(), number: z.string() });

/** A case of any process, once it has its number. */
export type Place = { process: ProcessKey; number: string };
export type Kept = { command: string; data: object; part?: string };
type Look = { what: string; patienceMs?: number };

const LOOK_MS = 300;
/** What follows from effects comes within it, whatever is killed meanwhile. */
const PATIENCE_MS = 300_000;
const pathOf = ({ process, number }: Place): string => `/api/${processes[process].plural}/${number}`;

/** What was acknowledged of files and documents, to be held against the store. */
export class Acknowledged {
  /** Id of a file → SHA-256. */
  readonly files = new Map<string, string>();
  /** Id of a document → SHA-256 of each file that was handed out for it. */
  readonly documents = new Map<string, string[]>();
}

/** Of one story: what its people do. Each throws where it is refused. */
export class FieldHand {
  accepted = 0;
  private readonly door: Door;
  private readonly acknowledged: Acknowledged;
  private readonly name: string;
  private sent = 0;

  constructor(door: Door, acknowledged: Acknowledged, name: string) {
    this.door = door;
    this.acknowledged = acknowledged;
    this.name = name;
  }

  async open(by: string, process: ProcessKey, data: object): Promise<Place> {
    const { number } = await this.post(by, `/api/${processes[process].plural}`, data, shownSchema);
    this.accepted += 1;
    return { process, number };
  }

  async give(by: string, place: Place, command: string, data: object = {}): Promise<FieldShown> {
    const shown = await this.post(by, `${pathOf(place)}/${command}`, data, shownSchema);
    this.accepted += 1;
    return shown;
  }

  /** A batch that was kept off line, and the same once more, as by a device that lost the answer: it has to be the same answer. */
  async sync(by: string, place: Place, kept: readonly Kept[]): Promise<void> {
    const name = this.nextKey();
    const commands = kept.map((one, n) => ({
      ...one,
      key: `${name}-${n}`,
      ...(n === 0 ? {} : { after: [`${name}-${n - 1}`] }),
    }));
    const path = `${pathOf(place)}/sync`;
    const first = await this.post(by, path, { commands }, syncedSchema);
    if (first.taken !== kept.length) throw new Error(`${path}: ${JSON.stringify(first.results)}`);
    this.accepted += first.taken;
    const again = await this.post(by, path, { commands }, syncedSchema);
    const versions = [first, again].map(({ results }) => JSON.stringify(results.map(({ version }) => version)));
    if (versions[0] !== versions[1]) throw new Error(`${path}: ${versions.join(' and then ')}`);
  }

  /** Ids of photos; the last one looks the same wherever it is taken, the others are like no other. */
  async photos(by: string, count: number): Promise<string[]> {
    const ids: string[] = [];
    for (let n = 1; n <= count; n += 1) {
      const key = this.nextKey();
      const bytes = photoOf(n < count ? key : 'of all');
      ids.push(await this.uploaded(by, { key, name: `现场 ${n}.jpg`, bytes }));
    }
    return ids;
  }

  /** Id of a file of plain text. */
  async text(by: string, words: string): Promise<string> {
    const bytes = new TextEncoder().encode(words);
    return await this.uploaded(by, { key: this.nextKey(), name: '记录.txt', bytes });
  }

  /** Asked for by several at once; each gets the same file. */
  async document(askers: readonly string[], { number }: Place, kind: string): Promise<void> {
    const path = `/api/cases/${number}/documents`;
    await Promise.all(
      askers.map(async (by) => {
        const data = { kind, format: 'pdf', locale: 'zh' };
        for (let tries = 1; ; tries += 1) {
          const { id } = await this.post(by, path, data, documentSchema);
          const { code, sha256 } = await this.door.download(by, `${path}/${id}`);
          if (sha256 !== null) {
            this.acknowledged.documents.set(id, [...(this.acknowledged.documents.get(id) ?? []), sha256]);
            return;
          }
          if (code !== 'document-failed' || tries === DOCUMENT_TRIES) throw new Error(`${path}/${id}: ${code}`);
        }
      }),
    );
  }

  /** Of the case, as soon as it shows what is looked for. */
  async until<T>(
    by: string,
    place: Place,
    find: (shown: FieldShown) => T | undefined,
    { what, patienceMs = PATIENCE_MS }: Look,
  ): Promise<T> {
    const look = async (): Promise<T | undefined> => {
      const { shown } = await this.door.show(by, pathOf(place), shownSchema);
      return shown ? find(shown) : undefined;
    };
    return await patiently(look, `${place.number} waits in vain for ${what}`, patienceMs);
  }

  /** The case of that process that a list finds. */
  async found(by: string, process: ProcessKey, query: string): Promise<Place> {
    const path = `/api/${processes[process].plural}?${query}`;
    const look = async (): Promise<Place | undefined> => {
      const { shown } = await this.door.show(by, path, listSchema);
      if ((shown?.items.length ?? 0) > 1) throw new Error(`${path}: ${shown?.items.length} cases`);
      const number = shown?.items[0]?.number;
      return number === undefined ? undefined : { process, number };
    };
    return await patiently(look, `${path}: none has come`, PATIENCE_MS);
  }

  /** Id of the part of the case that has these fields, as soon as there is one; `what`: in words. */
  async part(by: string, place: Place, wanted: Readonly<Record<string, string>>, what: string): Promise<string> {
    const look = async (): Promise<string | undefined> => {
      const { shown } = await this.door.show(by, `/api/cases/${place.number}/parts`, partsSchema);
      return shown?.items.find((one) => Object.entries(wanted).every(([name, value]) => one[name] === value))?.id;
    };
    return await patiently(look, `${place.number} waits in vain for ${what}`, PATIENCE_MS);
  }

  /** Of a file at that address. */
  async bytes(by: string, path: string): Promise<Uint8Array> {
    const { code, bytes } = await this.door.download(by, path);
    if (!bytes) throw new Error(`${path} by ${by}: ${code}`);
    return bytes;
  }

  private async uploaded(by: string, file: Omit<Parameters<Door['upload']>[1], 'schema'>): Promise<string> {
    const { code, shown } = await this.door.upload(by, { ...file, schema: fileSchema });
    if (!shown) throw new Error(`${file.name} by ${by}: ${code}`);
    this.acknowledged.files.set(shown.id, shown.sha256);
    return shown.id;
  }

  private async post<T>(by: string, path: string, data: object, schema: z.ZodType<T>): Promise<T> {
    const { code, shown } = await this.door.post(by, path, { key: this.nextKey(), data, schema });
    if (!shown) throw new Error(`${path} by ${by}: ${code}`);
    return shown;
  }

  private nextKey(): string {
    this.sent += 1;
    return `${this.name}-${this.sent}`;
  }
}
const DOCUMENT_TRIES = 3;

async function patiently<T>(look: () => Promise<T | undefined>, vain: string, patienceMs: number): Promise<T> {
  for (const end = Date.now() + patienceMs; ; await sleep(LOOK_MS)) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(vain);
  }
}

const [WIDTH, HEIGHT] = [160, 120];
/** The same words look the same. */
function photoOf(words: string): Uint8Array<ArrayBuffer> {
  const seed = createHash('sha256').update(words).digest();
  const pixels = Buffer.alloc(WIDTH * HEIGHT * 4, 0xff);
  for (let at = 0; at < pixels.length; at += 4)
    pixels.writeUIntBE((seed.readUInt32LE((at / 4) % 28) + at) % 0xff_ff_ff, at, 3);
  return new Uint8Array(Transformer.fromRgbaPixels(pixels, WIDTH, HEIGHT).jpegSync(90));
}
