/**
 * Small views of pictures, made in a child process that ends with each: a picture is bytes of a stranger, and neither what it
 * costs to decode nor what breaks over it is to stay in ours. The decoder is loaded there alone.
 */
import { spawn } from 'node:child_process';
import { pipeline, Readable } from 'node:stream';

/** Longest side, in pixels. */
const SIDE = 320;
const QUALITY = 75;
const TIMEOUT_MS = 20_000;
const MOST_BYTES = 262_144;
/** A decoder takes some bytes for each pixel: of a larger picture none is made. */
const MOST_PIXELS = 60_000_000;

// Turned as its camera says, made small, JPEG on white paper.
const PROGRAM = `
const { Transformer } = require(process.argv[1]);
const parts = [];
process.stdin.on('data', (part) => parts.push(part)).on('end', async () => {
  const picture = new Transformer(Buffer.concat(parts));
  const { width, height } = await picture.metadata(true);
  if (width * height > ${MOST_PIXELS}) process.exit(3);
  const share = Math.min(1, ${SIDE} / Math.max(width, height));
  const [w, h] = [width, height].map((side) => Math.max(1, Math.round(side * share)));
  process.stdout.write(await picture.resize(w, h).rotate().jpeg(${QUALITY}));
});
`;

/** JPEG; null: none can be made of it. Rejects only where no process can be started. */
export function thumbnailOf(bytes: AsyncIterable<Uint8Array>): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const decoder = require.resolve('@napi-rs/image');
    const child = spawn(process.execPath, ['--max-old-space-size=64', '-e', PROGRAM, decoder], {
      env: {}, // no secret of ours is within its reach
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: TIMEOUT_MS,
      killSignal: 'SIGKILL',
    });
    const parts: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => parts.push(part));
    child.once('error', reject);
    child.once('close', (code) => {
      const made = Buffer.concat(parts);
      resolve(code === 0 && made.length > 0 && made.length <= MOST_BYTES ? made : null);
    });
    pipeline(Readable.from(bytes, { objectMode: false }), child.stdin, () => undefined); // it may end before it has read all
  });
}
