/** `npm start`: the built product with its engines, until Ctrl+C; `-- --fresh-passwords`: no password is shared from then on. */
import path from 'node:path';

import { supervise } from './supervisor.mjs';

const dist = path.resolve(import.meta.dirname, '../dist');
const programs = {
  worker: [path.join(dist, 'worker/main.js')],
  api: [path.join(dist, 'api/main.js')],
  person: [path.join(dist, 'commands/person.js')],
};
await supervise(programs, { freshPasswords: process.argv.includes('--fresh-passwords') });
