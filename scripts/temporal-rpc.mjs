/** Asks Temporal by Node's own HTTP/2 whether it takes work: needed before any package is installed. */
import { connect } from 'node:http2';

const service = '/temporal.api.workflowservice.v1.WorkflowService';

/** A protobuf field of text; up to 127 bytes its length is one byte. */
const textField = (number, text) => Buffer.concat([Buffer.from([(number << 3) | 2, text.length]), Buffer.from(text)]);

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
  const status = await call(port, 'DescribeNamespace', textField(1, namespace)).catch(() => undefined);
  return status === 0;
}
