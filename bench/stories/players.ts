/** Plays stories on a running product: people, keys, items and the policy that they need, and their commands through HTTP. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { makeKeys, makePeople } from '../../commands/replay/accounts.ts';
import { Door } from '../../commands/replay/door.ts';
import { processes } from '../../domain/processes.ts';
import { addEntries, addVersions } from '../../models/registers/add-missing.ts';
import { derivedOf, type Item } from '../../models/registers/items/item.ts';
import { type Act, type Cast, PEOPLE, type Story, threeStages } from './stories.ts';

const shownSchema = z.looseObject({
  number: z.string(),
  status: z.string(),
  approval: z.looseObject({ planHash: z.string() }).optional(),
  recordHash: z.string().optional(),
});
/** How its keys begin: what was acknowledged is found by them in the record. */
const OF_STORIES = 'story-';
export type Played = { number: string; status: string; accepted: number; faults: string[] };
/** Called between two acts. */
type Between = (act: Act) => Promise<void>;

export class Players {
  private readonly door: Door;
  private told = 0;

  private constructor(door: Door) {
    this.door = door;
  }

  /** For so many who play at once: each has people and an item of his own, and so is in nobody's way. */
  static async open(db: Connection, address: string, players: number): Promise<Players> {
    const casts = Array.from({ length: players }, (_, n) => castOf(n));
    const posts = casts.flatMap(({ raiser, doer }) => [raiser, doer]);
    const post = { unit: '/dx/donghu', role: 'engineer', teams: new Set<string>() } as const;
    await makePeople(db, new Map(posts.map((id) => [id, post])));
    await addEntries(
      db,
      'items',
      casts.map(({ item }) => itemOf(item)),
    );
    await addVersions(db, 'approval-policies', [threeStages(Date.now())]);
    const keys = await makeKeys(db, { people: [...posts, ...PEOPLE], known: {}, name: 'stories' });
    return new Players(new Door(address, keys));
  }

  /** Each command under a key of its own, which is sent again until there is an answer. Throws DoorError. */
  async play({ process, acts }: Story, between: Between = async () => undefined): Promise<Played> {
    this.told += 1;
    const name = `${OF_STORIES}${this.told}`;
    const base = `/api/${processes[process].plural}`;
    const played: Played = { number: '', status: '', accepted: 0, faults: [] };
    let asked = '';
    for (const [n, { by, command, data, part, refused = null }] of acts.entries()) {
      const path = n === 0 ? base : `${base}/${played.number}/${command}`;
      const body = { ...data(asked), ...(part === undefined ? {} : { part }) };
      const { code, shown } = await this.door.post(by, path, { key: `${name}-${n}`, data: body, schema: shownSchema });
      if (code !== refused)
        played.faults.push(`${path} by ${by}: ${code ?? 'accepted'} in place of ${refused ?? 'that'}`);
      if (shown) {
        played.accepted += 1;
        played.number = shown.number;
        played.status = shown.status;
        asked = shown.approval?.planHash ?? shown.recordHash ?? '';
      }
      if (played.faults.length > 0) return played;
      const [act] = acts.slice(n);
      if (act) await between(act);
    }
    return played;
  }
}

/** Of the n-th player. */
export const castOf = (n: number): Cast => ({
  raiser: `story-raiser-${n}`,
  doer: `story-doer-${n}`,
  item: `story-item-${n}`,
  at: (instant) => new Date(instant).toISOString(),
});

export function itemOf(id: string): Item {
  const body = { name: id, orgPath: '/dx', fields: { product: 'TongWeb' } } as const;
  return {
    _id: id,
    ...body,
    kind: 'middleware',
    application: 'payment',
    maintainers: [],
    teams: [],
    status: 'in-use',
    relations: [],
    ...derivedOf(id, body),
  };
}
