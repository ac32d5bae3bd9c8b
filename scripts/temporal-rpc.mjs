/** Two calls of Temporal's API by Node's own HTTP/2, since both are needed before any package is installed. */
import { connect } from 'node:http2';

const service = '/temporal.api.workflowservice.v1.WorkflowService';

/** Protobuf, as far as needed: a field of bytes, and one of a whole number. */
const bytesField = (number, bytes) =>
  Buffer.concat([Buffer.from([(number << 3) | 2]), varint(bytes.length), Buffer.from(bytes)]);
const numberField = (number, value) => Buffer.concat([Buffer.from([number << 3]), varint(value)]);

function varint(value) {
  const bytes = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
}

/** @returns gRPC's status, 0 when the call was carried out. */
function call(port, method, request, timeoutMs = 2000) {
  return new Promise((resolve, reject) => {
    const session = connect(`http://127.0.0.1:${port}`);
    const end = (settle, value) => {
      session.destroy();
      settle(value);
    };
    session.once('error', (error) => end(reject, error));
    session.setTimeout(timeoutMs, () => end(reject, new Error(`no answer on port ${port}`)));
    const stream = session.request({
      ':method': 'POST',
      ':path': `${service}/${method}`,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    const take = (headers) => headers['grpc-status'] !== undefined && end(resolve, Number(headers['grpc-status']));
    stream.once('response', take);
    stream.once('trailers', take);
    stream.once('error', (error) => end(reject, error));
    stream.resume();
    const frame = Buffer.alloc(5);
    frame.writeUInt32BE(request.length, 1);
    stream.end(Buffer.concat([frame, request]));
  });
}

/** True when the server knows `namespace`, so that work can be given to it. */
export async function knowsNamespace(port, namespace) {
  const status = await call(port, 'DescribeNamespace', bytesField(1, namespace)).catch(() => undefined);
  return status === 0;
}

/** How long closed workflows are kept: start-dev gives every namespace a day, and has no flag for it. */
export async function setRetention(port, namespace, days) {
  const ttl = numberField(1, days * 86_400);
  const request = Buffer.concat([bytesField(1, namespace), bytesField(3, bytesField(1, ttl))]);
  const status = await call(port, 'UpdateNamespace', request);
  if (status !== 0) throw new Error(`Temporal refused the retention of ${namespace} (gRPC status ${status})`);
}
