/** The workflow bundle, made once for as long as its sources stay as they are. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync, existsSync } from 'node:fs';
import path from 'node:path';
import { bundleWorkflows } from '../../../worker/bundle.ts';

const root = path.resolve(__dirname, '../../..');

/** A file that holds it: what every test's worker runs on. */
export async function cachedBundle(interceptors: readonly string[] = []): Promise<{ codePath: string }> {
  const folder = path.join(root, 'node_modules/.cache/changming');
  const codePath = path.join(folder, `workflows-${sourcesHash(interceptors)}.js`);
  if (!existsSync(codePath)) {
    mkdirSync(folder, { recursive: true });
    const draft = `${codePath}.${process.pid}`;
    writeFileSync(draft, await bundleWorkflows(interceptors));
    renameSync(draft, codePath); // another test file may make the same one at this moment
  }
  return { codePath };
}

function sourcesHash(more: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of more) hash.update(readFileSync(file));
  for (const folder of ['domain', 'workflows'])
    for (const file of readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).toSorted())
      if (file.endsWith('.ts')) hash.update(file).update(readFileSync(path.join(root, folder, file)));
  return hash.digest('hex').slice(0, 16);
}
