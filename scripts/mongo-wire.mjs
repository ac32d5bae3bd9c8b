/**
 * The few MongoDB commands that are needed before any package is installed: is it there, is it the primary, make it a
 * replica set of one. OP_MSG over a socket, with as much of BSON as those commands and their answers hold.
 */
import { connect } from 'node:net';

const opMsg = 2013;
const setName = 'rs0';

/** @returns the answer's fields; rejects when nothing answers within `timeoutMs`. */
function command(port, body, timeoutMs = 5000) {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: timeoutMs });
    let received = Buffer.alloc(0);
    const fail = (error) => {
      socket.destroy();
      reject(error);
    };
    socket.once('error', fail);
    socket.once('timeout', () => fail(new Error(`no answer on port ${port}`)));
    socket.once('close', () => reject(new Error(`connection to port ${port} closed`)));
    socket.once('connect', () => socket.write(message({ ...body, $db: 'admin' })));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 4 || received.length < received.readInt32LE(0)) return;
      resolve(decode(received.subarray(21)));
      socket.destroy();
    });
  });
}

function message(body) {
  const document = encode(body);
  const head = Buffer.alloc(21); // 16 of header, 4 of flags, 1: "one document follows"
  head.writeInt32LE(head.length + document.length, 0);
  head.writeInt32LE(1, 4);
  head.writeInt32LE(opMsg, 12);
  return Buffer.concat([head, document]);
}

const int32 = (value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
};

function encodeValue(value) {
  if (typeof value === 'boolean') return [0x08, Buffer.from([value ? 1 : 0])];
  if (typeof value === 'number') return [0x10, int32(value)];
  if (typeof value === 'string') return [0x02, Buffer.concat([int32(Buffer.byteLength(value) + 1), cString(value)])];
  return [Array.isArray(value) ? 0x04 : 0x03, encode(value)];
}

const cString = (text) => Buffer.from(`${text}\0`);

function encode(document) {
  const elements = Object.entries(document).map(([name, value]) => {
    const [type, bytes] = encodeValue(value);
    return Buffer.concat([Buffer.from([type]), cString(name), bytes]);
  });
  const inner = Buffer.concat([...elements, Buffer.from([0])]);
  return Buffer.concat([int32(inner.length + 4), inner]);
}

/** How to read a value of each BSON type, and how many bytes it takes. Values we have no use for are left out. */
const readers = {
  1: (bytes, at) => [bytes.readDoubleLE(at), 8],
  2: (bytes, at) => {
    const length = bytes.readInt32LE(at);
    return [bytes.toString('utf8', at + 4, at + 3 + length), 4 + length];
  },
  3: (bytes, at) => [decode(bytes.subarray(at)), bytes.readInt32LE(at)],
  4: (bytes, at) => [Object.values(decode(bytes.subarray(at))), bytes.readInt32LE(at)],
  5: (bytes, at) => [undefined, 5 + bytes.readInt32LE(at)],
  7: () => [undefined, 12],
  8: (bytes, at) => [bytes[at] === 1, 1],
  9: () => [undefined, 8],
  10: () => [null, 0],
  16: (bytes, at) => [bytes.readInt32LE(at), 4],
  17: () => [undefined, 8],
  18: (bytes, at) => [Number(bytes.readBigInt64LE(at)), 8],
};

function decode(bytes) {
  const document = {};
  let at = 4;
  for (let type = bytes[at]; type !== 0; type = bytes[at]) {
    const end = bytes.indexOf(0, at + 1);
    const name = bytes.toString('utf8', at + 1, end);
    const read = readers[type];
    if (!read) throw new Error(`BSON type ${type} in ${name}`);
    const [value, length] = read(bytes, end + 1);
    document[name] = value;
    at = end + 1 + length;
  }
  return document;
}

/** True when the server on `port` accepts writes. */
export async function isPrimary(port) {
  const answer = await command(port, { hello: 1 }, 1000).catch(() => ({}));
  return answer.isWritablePrimary === true;
}

/**
 * Makes the server a replica set of one under this port, if it is not yet. A data folder that ran on another port has
 * no primary on this one until its configuration is replaced by force.
 */
export async function formReplicaSet(port) {
  const host = `127.0.0.1:${port}`;
  const config = { _id: setName, members: [{ _id: 0, host }] };
  const initiated = await command(port, { replSetInitiate: config });
  if (initiated.ok === 1) return;
  if (initiated.codeName !== 'AlreadyInitialized') throw new Error(`replSetInitiate: ${initiated.errmsg}`);
  const { config: stored } = await command(port, { replSetGetConfig: 1 });
  if (stored.members[0].host === host) return;
  const moved = { ...config, version: stored.version + 1, protocolVersion: 1 };
  const answer = await command(port, { replSetReconfig: moved, force: true });
  if (answer.ok !== 1) throw new Error(`replSetReconfig: ${answer.errmsg}`);
}
