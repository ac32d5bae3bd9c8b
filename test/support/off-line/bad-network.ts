/** A way to the API that breaks where a test says: after so many bytes in either direction, and by copies of what went over it. */
import { createServer, connect, type Socket } from 'node:net';
import { once } from 'node:events';

type Cut = { upAfter?: number; downAfter?: number };
export type BadNetwork = {
  /** `http://127.0.0.1:<port>` */
  address: string;
  /** Counted from now, over all connections; then every connection breaks, once. */
  cut(where: Cut): void;
  /** How many bytes have come down since the last `cut`. */
  down(): number;
  /** What was sent to `/sync`, as it stood on the wire, in its order. */
  requests(): readonly Buffer[];
  /** Sends a copy past the client; resolves with the status line when it is answered. */
  again(request: Buffer): Promise<string>;
  stop(): Promise<void>;
};

const localhost = '127.0.0.1';

export async function badNetwork(target: string): Promise<BadNetwork> {
  const port = Number(new URL(target).port);
  const sockets = new Set<Socket>();
  const requests: Buffer[] = [];
  let armed: Cut | null = null;
  let [up, down] = [0, 0];

  const breakAll = (): void => {
    armed = null;
    for (const socket of sockets) socket.destroy();
  };
  const server = createServer((client) => {
    const api = connect(port, localhost);
    let whole = Buffer.alloc(0);
    for (const socket of [client, api]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        (socket === client ? api : client).destroy();
      });
    }
    client.on('data', (part: Buffer) => {
      const passing = through(part, up, armed?.upAfter);
      up += passing.length;
      whole = requestsIn(Buffer.concat([whole, passing]), requests);
      const isCut = passing.length < part.length;
      api.write(passing, () => isCut && breakAll());
    });
    api.on('data', (part: Buffer) => {
      const passing = through(part, down, armed?.downAfter);
      down += passing.length;
      const isCut = passing.length < part.length;
      client.write(passing, () => isCut && breakAll());
    });
  });
  server.listen(0, localhost);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');

  return {
    address: `http://${localhost}:${address.port}`,
    cut: (where) => {
      [armed, up, down] = [where, 0, 0];
    },
    down: () => down,
    requests: () => requests,
    again: async (request) => {
      const api = connect(port, localhost);
      api.write(request);
      const [first] = (await once(api, 'data')) as [Buffer];
      api.destroy();
      return first.toString('latin1').split('\r\n', 1)[0] ?? '';
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Keeps every whole request to `/sync` that stands in `bytes`; answers what is left. */
function requestsIn(bytes: Buffer, requests: Buffer[]): Buffer<ArrayBuffer> {
  let rest = Buffer.from(bytes);
  for (;;) {
    const end = rest.indexOf('\r\n\r\n');
    if (end < 0) return rest;
    const head = rest.subarray(0, end).toString('latin1');
    const length = Number(/^content-length: *([0-9]+)/im.exec(head)?.[1] ?? 0);
    const whole = end + 4 + length;
    if (rest.length < whole) return rest;
    if (/^POST \S+\/sync /.test(head)) requests.push(Buffer.from(rest.subarray(0, whole)));
    rest = Buffer.from(rest.subarray(whole));
  }
}

/** As much of it as goes through; where that is not all, the way breaks. */
function through(part: Buffer, passed: number, most: number | undefined): Buffer {
  return most === undefined ? part : part.subarray(0, Math.max(0, most - passed));
}
