/** A long file over real connections: it waits for who reads it, and ends with him. */
import { get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { gzipped, sendFile, takesGzip } from '../../../api/http/file.ts';

let server: Server;
let [made, ended] = [0, 0];
let response: express.Response;
/** Without an end. No two parts are alike, so that packing keeps them long. */
async function* endless(): AsyncGenerator<string> {
  try {
    for (;;) {
      made += 1;
      yield Array.from({ length: 2_000 }, (_, n) => Math.sin(made * 2_000 + n)).join(',');
      await new Promise(setImmediate);
    }
  } finally {
    ended += 1;
  }
}

beforeAll(async () => {
  const app = express();
  app.get('/', (request, answer, next) => {
    [made, ended, response] = [0, 0, answer];
    const packed = takesGzip(request);
    const file = { name: 'log.xes', mediaType: 'application/xml', ...(packed ? { packed } : {}) } as const;
    sendFile(answer, file, packed ? gzipped(endless()) : endless()).catch(next);
  });
  server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const asked = (encoding: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const { port } = server.address() as AddressInfo;
    get({ port, host: '127.0.0.1', headers: { 'accept-encoding': encoding } }, resolve).once('error', reject);
  });
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
};

test.each(['identity', 'gzip'])(
  '%s: no more is made than is read, and nothing once the reader has gone',
  async (encoding) => {
    const answer = await asked(encoding);
    expect(answer.headers['content-encoding']).toBe(encoding === 'gzip' ? 'gzip' : undefined);
    answer.pause();
    await until(() => response.writableNeedDrain);
    let before = -1;
    await until(() => {
      const stands = made === before && response.writableNeedDrain;
      before = made;
      return stands;
    });
    expect(made).toBeLessThan(2_000); // what lies between two programs on one machine, and no more
    answer.destroy();
    await until(() => ended === 1);
    const last = made;
    await until(() => response.destroyed);
    expect(made).toBe(last);
  },
);
