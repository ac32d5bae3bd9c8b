/** `npm start`: the built product with its engines, until Ctrl+C. */
import path from 'node:path';

import { supervise } from './supervisor.mjs';

const dist = path.resolve(import.meta.dirname, '../dist');
await supervise({ worker: [path.join(dist, 'worker/main.js')], api: [path.join(dist, 'api/main.js')] });
