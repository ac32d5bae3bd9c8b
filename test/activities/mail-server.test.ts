/** What a mail server may answer, and what that means for a message. */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { createMailer, type Letter } from '../../platform/mail.ts';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

const letter: Letter = {
  id: 'e.INC-000007.3.0.li.mail@dongxing.example',
  to: { name: '李工', address: 'li@dongxing.example' },
  subject: '已派给您',
  text: '…\n',
};
const portOf = (server: Pick<Server, 'address'>) => (server.address() as AddressInfo).port;

const to = (address: string) => ({ more: { to: { name: 'x', address } } });

/** Sends `letter` to `host:port`; `user`: with a password. */
async function sendTo(port: number, { scheme = 'smtp', user = '', more = {}, patienceMs = 2_000 } = {}) {
  const mailer = createMailer({
    url: `${scheme}://${user}127.0.0.1:${port}`,
    from: 'desk@dongxing.example',
    patienceMs,
  });
  try {
    return await mailer.send({ ...letter, ...more });
  } finally {
    mailer.close();
  }
}

async function smtp(options: SMTPServerOptions): Promise<number> {
  const server = new SMTPServer({ authOptional: true, disabledCommands: ['STARTTLS'], ...options });
  server.on('error', () => undefined); // of the connections that we break off
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', () => resolve()));
  ends.push(() => new Promise((resolve) => server.close(() => resolve())));
  return portOf(server.server);
}

/** A server that answers by script: its greeting, then an answer to each line; null ends the connection without a word. */
async function scripted(answer: (line: string) => string | null, greeting = '220 ready'): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    if (greeting !== '') socket.write(`${greeting}\r\n`);
    socket.on('data', (chunk) => {
      for (const line of chunk.toString().split('\r\n').slice(0, -1)) {
        const said = answer(line);
        if (said === null) socket.destroy();
        else if (said !== '') socket.write(`${said}\r\n`);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(
    () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  );
  return portOf(server);
}
const refusing = (command: string, said: string) =>
  scripted((line) => {
    if (line.startsWith(command)) return said;
    if (line.startsWith('DATA')) return '354 go on';
    return line === '' || /^(EHLO|MAIL|RCPT|RSET|QUIT|\.)/.test(line) ? '250 fine' : '';
  });

test('what the server says of an address or a message for good has failed', async () => {
  for (const [command, said, code] of [
    ['RCPT', '550 5.1.1 no such user', 'smtp-550'],
    ['RCPT', '553 no such mailbox <li@dongxing.example>', 'smtp-553'],
    ['DATA', '552 5.3.4 too large', 'smtp-552'],
  ] as const) {
    const sent = await sendTo(await refusing(command, said));
    expect(sent).toMatchObject({ outcome: 'failed', code });
    expect(JSON.stringify(sent)).not.toContain('li@dongxing.example'); // who it was stands with the delivery
  }
});

test('what may pass, and what is the fault of this installation, goes again', async () => {
  for (const [command, said, code] of [
    ['RCPT', '452 4.2.2 mailbox full', 'smtp-452'],
    ['RCPT', '554 5.7.1 relay access denied', 'smtp-554'],
    ['RCPT', '450 greylisted', 'smtp-450'],
    ['MAIL', '553 5.1.8 sender unknown', 'smtp-553'],
    ['MAIL', '530 5.7.0 must issue STARTTLS first', 'smtp-530'],
    ['EHLO', '421 too many connections', 'smtp-421'],
  ] as const)
    expect(await sendTo(await refusing(command, said))).toMatchObject({ outcome: 'again', code });
});

test('a server that is away, hangs up or never answers keeps nobody waiting', async () => {
  const gone = await scripted(() => null);
  expect(await sendTo(gone)).toMatchObject({ outcome: 'again' });
  await ends.pop()?.();
  expect(await sendTo(gone)).toMatchObject({ outcome: 'again', code: 'smtp-esocket' });
  const begun = performance.now();
  expect(await sendTo(await scripted(() => '', ''), { patienceMs: 300 })).toMatchObject({ outcome: 'again' });
  const dripping = await scripted((line) => (line.startsWith('EHLO') ? '250-go on' : ''));
  expect(await sendTo(dripping, { patienceMs: 300 })).toMatchObject({ outcome: 'again' });
  expect(performance.now() - begun).toBeLessThan(5_000);
});

test('many messages to a server that hangs all come back in their time', async () => {
  const port = await scripted(() => '', '');
  const mailer = createMailer({ url: `smtp://127.0.0.1:${port}`, from: 'desk@dongxing.example', patienceMs: 500 });
  const begun = performance.now();
  const sent = await Promise.all(
    Array.from({ length: 30 }, (_, n) => mailer.send({ ...letter, id: `${n}@x.example` })),
  );
  mailer.close();
  expect(sent.every(({ outcome }) => outcome === 'again')).toBe(true);
  expect(performance.now() - begun).toBeLessThan(5_000);
});

test('a wrong password and a certificate that nobody vouches for wait for the operator', async () => {
  const port = await smtp({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: (_auth, _session, callback) => callback(Object.assign(new Error('no'), { responseCode: 535 })),
  });
  expect(await sendTo(port, { user: 'desk:wrong@' })).toMatchObject({ outcome: 'again', code: 'smtp-535' });
  const said = jest.spyOn(console, 'error').mockImplementation(); // smtp-server warns of its own certificate
  const selfSigned = await smtp({ secure: true });
  said.mockRestore();
  expect(await sendTo(selfSigned, { scheme: 'smtps' })).toMatchObject({ outcome: 'again' });
});

test('a password is not sent to a server beyond this machine that offers no TLS', async () => {
  const lines: string[] = [];
  const port = await scripted((line) => {
    lines.push(line);
    if (line === 'STARTTLS') return '502 no such command';
    return line.startsWith('EHLO') ? '250-x\r\n250 AUTH PLAIN LOGIN' : '250 fine';
  });
  // A name that is not this machine's, which still leads here.
  const mailer = createMailer({
    url: `smtp://desk:secret@[::ffff:127.0.0.1]:${port}`,
    from: 'desk@dongxing.example',
    patienceMs: 2_000,
  });
  expect(await mailer.send(letter)).toMatchObject({ outcome: 'again' });
  mailer.close();
  expect(lines.some((line) => line.startsWith('EHLO'))).toBe(true);
  expect(lines.filter((line) => line.startsWith('AUTH') || line.startsWith('MAIL'))).toEqual([]);
});

test('an address that is none has failed, and reaches no second addressee', async () => {
  const rcpt: string[] = [];
  const port = await smtp({
    onRcptTo: ({ address }, _session, callback) => {
      rcpt.push(address);
      callback();
    },
    onData: (stream, _session, callback) => void stream.on('end', () => callback()).resume(),
  });
  expect(await sendTo(port, to('nobody'))).toMatchObject({ outcome: 'failed' });
  await sendTo(port, to('li@dongxing.example, thief@example.com'));
  await sendTo(port, to('li@dongxing.example>\r\nRCPT TO:<thief@example.com'));
  expect(rcpt.filter((address) => address === 'thief@example.com')).toEqual([]);
  expect(await sendTo(port)).toEqual({ outcome: 'sent' });
});
