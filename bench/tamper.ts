/**
 * `npm run tamper [-- --seed 1] [--count 10000] [--incidents 25] [--lanes 12] [--only KIND] [--blind mac|seals|engine]`: a world
 * that the product made is tampered with at random, as who owns the database and the folder of seals could do it without the key of
 * the record, and each time the whole verification is asked. Own ports, own folders. Exit 0: each was found and its place named; 1:
 * one was missed (named with seed and number); 2: the run proves nothing.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createDirectory } from '../client/registers/directory.ts';
import { readEnv } from '../platform/env.ts';
import { onEngines } from './killed/faults.ts';
import { parsedOrWrong, wordsOf, WrongUse } from '../commands/support/command.ts';
import { guardOutput, isHelpGiven } from '../commands/support/output.ts';
import { Product } from './product.ts';
import { type Image, imageOf } from './tampered/image.ts';
import { kinds, NOT_PROTECTED } from './tampered/kinds/kinds.ts';
import { type Blind, BLINDS, tamper, type Tried } from './tampered/run.ts';
import { makeWorld, type World } from './tampered/world.ts';

const TASK_QUEUE = 'changming';
const EVERY = 500;
const LISTED = 50;

type Wish = {
  seed: number;
  count: number;
  incidents: number;
  lanes: number;
  only?: string[];
  blind?: Blind | undefined;
};

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const USAGE = `npm run tamper [-- [--seed N] [--count N] [--incidents N] [--lanes N] [--only KIND] [--blind ${BLINDS.join('|')}]]
  Tampers at random with a world that the product made, and asks the whole verification each time; on ports and folders of
  its own. Exit 0: each was found; 1: one was missed; 2: the run proves nothing.`;

function wishOf(): Wish {
  const text = { type: 'string' } as const;
  const { values } = parsedOrWrong(() =>
    parseArgs({ options: { seed: text, count: text, incidents: text, lanes: text, only: text, blind: text } }),
  );
  for (const name of ['seed', 'count', 'incidents', 'lanes'] as const)
    if (values[name] !== undefined && !/^\d{1,9}$/.test(values[name]))
      throw new WrongUse(`--${name} is a whole number`);
  const blind = BLINDS.find((one) => one === values.blind);
  if (values.blind !== undefined && !blind) throw new WrongUse(`--blind is one of ${BLINDS.join(', ')}`);
  return {
    seed: Number(values.seed ?? 1),
    count: Number(values.count ?? 10_000),
    incidents: Number(values.incidents ?? 25),
    lanes: Number(values.lanes ?? 12),
    blind,
    ...(values.only === undefined
      ? {}
      : { only: Object.keys(kinds).filter((name) => name.includes(values.only ?? '')) }),
  };
}

const passwordIn = (dataFolder: string): string =>
  /^password: (\S+)$/m.exec(readFileSync(path.join(dataFolder, 'accounts.txt'), 'utf8'))?.[1] ?? '';

const worldOn = (product: Product, incidents: number): Promise<World> =>
  onEngines(product, async ({ db, temporal }) => {
    const { address, dataFolder } = product;
    const directory = createDirectory(db);
    try {
      const seals = readEnv({ CHANGMING_DATA: dataFolder }).sealFolder;
      const password = passwordIn(dataFolder);
      return await makeWorld({ db, temporal, directory, taskQueue: TASK_QUEUE, address, password, seals, incidents });
    } finally {
      await directory.close();
    }
  });

/** As it lies there, at rest. */
const imageOn = (product: Product, before: readonly Image[]): Promise<Image> =>
  product.onDatabase(async (db) => {
    const stores = { live: db, rehearsal: db.useDb(`${db.name}_rehearsal`) };
    return await imageOf({ stores, folder: readEnv({ CHANGMING_DATA: product.dataFolder }).sealFolder }, before);
  });

class Table {
  private readonly rows = new Map<string, { tried: number; found: number }>();
  private readonly missed: Tried[] = [];
  private count = 0;

  note(one: Tried): void {
    const row = this.rows.get(one.kind) ?? { tried: 0, found: 0 };
    this.rows.set(one.kind, { tried: row.tried + 1, found: row.found + Number(one.found) });
    if (!one.found) this.missed.push(one);
    this.count += 1;
    if (this.count % EVERY === 0) say(`${this.count} tried, ${this.missed.length} missed`);
  }

  /** Exit code. */
  print(seed: number): number {
    for (const [kind, { tried, found }] of this.rows)
      say(
        `${kind.padEnd(58)} ${String(tried).padStart(5)} ${String(found).padStart(5)} ${String(tried - found).padStart(5)}`,
      );
    say(
      `${`${this.rows.size} kinds: tried, found, missed`.padEnd(58)} ${String(this.count).padStart(5)} ${String(this.count - this.missed.length).padStart(5)} ${String(this.missed.length).padStart(5)}`,
    );
    for (const { n, kind, places, findings } of this.missed.slice(0, LISTED))
      say(
        `MISSED  seed ${seed} number ${n} ${kind}: ${JSON.stringify(places)} but ${JSON.stringify(findings.slice(0, 4))}`,
      );
    for (const one of NOT_PROTECTED) say(`not protected: ${one}`);
    say(`verdict  ${this.missed.length === 0 ? 'PASS' : 'MISSED'}`);
    return this.missed.length === 0 ? 0 : 1;
  }
}

async function main(): Promise<number> {
  guardOutput();
  if (isHelpGiven(USAGE)) return 0;
  const { incidents, ...wish } = wishOf();
  const product = await Product.start();
  try {
    const { before, heads } = await worldOn(product, incidents);
    const image = await imageOn(product, before);
    const sizes = ['commits', 'cases', 'audit', 'histories'].map(
      (name) => `${image.stores.live.get(name)?.length ?? 0} ${name}`,
    );
    say(`changming tamper  seed ${wish.seed}  ${sizes.join('  ')}  ${image.seals.size} seals`);
    const { mongodbUri, recordKeys } = readEnv({ CHANGMING_DATA: product.dataFolder });
    const table = new Table();
    const since = performance.now();
    await tamper({ mongodbUri, recordKeys }, image, { ...wish, heads }, (one) => table.note(one));
    say(`${Math.round((performance.now() - since) / 1_000)} s`);
    return table.print(wish.seed);
  } finally {
    await product.end();
  }
}

const causeOf = ({ cause }: Error): string => (cause instanceof Error ? (cause.stack ?? '') : '');

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const words = error instanceof Error ? [wordsOf(error, USAGE), causeOf(error)] : [String(error)];
    process.stderr.write(`${words.join(' ')}
`);
    process.exitCode = 2;
  },
);
