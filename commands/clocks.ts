/** `npm run -s clocks -- FILE`: what the kernel computes otherwise than the vectors in FILE say, then the count of ids. */
import { readText } from '../platform/utf8.ts';
import { differences, parseVectors } from './support/clock-vectors.ts';

const [file] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('usage: npm run -s clocks -- FILE\n');
  process.exit(2);
}
let [passed, failed] = [0, 0];
for (const { id, lines } of differences(parseVectors(readText(file)))) {
  for (const line of lines) process.stdout.write(`${id} ${line}\n`);
  if (lines.length === 0) passed += 1;
  else failed += 1;
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;
