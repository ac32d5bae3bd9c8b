/** `npm run -s clocks -- FILE`: what the kernel computes otherwise than the vectors in FILE say, then the count of ids. */
import { parseArgs } from 'node:util';
import { readText } from '../platform/utf8.ts';
import { differences, parseVectors } from './support/clock-vectors.ts';
import { answer, parsedOrWrong, run, WrongUse } from './support/command.ts';

const USAGE = `npm run -s clocks -- FILE
  Reckons the vectors of FILE (JSON) with the clocks of this release; needs no engine. One line a difference, then the
  count. Exit 0: none differs; 1: some do, or FILE cannot be read; 2: wrong use.`;

void run(USAGE, async () => {
  const { positionals } = parsedOrWrong(() => parseArgs({ allowPositionals: true }));
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new WrongUse('one FILE is needed');
  let [passed, failed] = [0, 0];
  for (const { id, lines } of differences(parseVectors(readText(file), file))) {
    for (const line of lines) answer(`${id} ${line}`);
    if (lines.length === 0) passed += 1;
    else failed += 1;
  }
  answer(`${passed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
});
