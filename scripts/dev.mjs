/** `npm run dev`: as `npm start`, but from the sources, and started again when they change. */
import path from 'node:path';

import { supervise } from './supervisor.mjs';

const root = path.resolve(import.meta.dirname, '..');
const watched = (file) => [
  path.join(root, 'node_modules/tsx/dist/cli.mjs'),
  'watch',
  '--clear-screen=false',
  path.join(root, file),
];
const person = [path.join(root, 'node_modules/tsx/dist/cli.mjs'), path.join(root, 'commands/person.ts')];
const freshPasswords = process.argv.includes('--fresh-passwords');
await supervise({ worker: watched('worker/main.ts'), api: watched('api/main.ts'), person }, { freshPasswords });
