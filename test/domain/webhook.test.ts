import { execFileSync, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { againAfter } from '../../domain/kernel/people/delivery.ts';
import { secretsOf } from '../../models/notices/webhook.ts';
import { isPublicAddress, signatureOf, urlProblem } from '../../platform/webhook.ts';
import { bodyOf } from '../../worker/senders.ts';

test.each([
  'http://example.com/hook',
  'https://127.0.0.1/hook',
  'https://127.0.0.1./hook',
  'https://[::1]/hook',
  'https://[::]/',
  'https://169.254.169.254/latest/meta-data',
  'https://2130706433/', // 127.0.0.1 as a number
  'https://0x7f000001/',
  'https://0177.0.0.1/',
  'https://127.1/',
  'https://１２７.0.0.1/', // wide digits
  'https://10.0.0.8/',
  'https://[::ffff:10.0.0.8]/',
  'https://[::ffff:8.8.8.8]/',
  'https://[64:ff9b::a00:8]/',
  'https://[2002:a00:8::]/',
  'https://[fd00::1]/',
  'https://[fe80::1]/',
  'https://224.0.0.1/',
  'https://255.255.255.255/',
  'https://user:secret@example.com/',
  'file:///etc/passwd',
  'gopher://example.com/',
  'javascript:alert(1)',
  'not a url',
])('F49 %s is no webhook', (url) => {
  expect(urlProblem(url, [])).not.toBeNull();
});

test('public addresses pass, and the operator may name receivers of his own network', () => {
  expect(['8.8.8.8', '2606:4700::1111', '223.5.5.5', '2408:8000::1'].map(isPublicAddress)).toEqual(Array(4).fill(true));
  const inner = [
    '172.16.0.1',
    '100.64.1.1',
    '0.0.0.0',
    '::ffff:8.8.8.8',
    '3fff::1',
    '4000::1',
    'fe80::1%eth0',
    '2606:4700::1%lo',
    'localhost',
    '',
  ];
  expect(inner.filter(isPublicAddress)).toEqual([]);
  expect(urlProblem('https://example.com/hook', [])).toBeNull();
  expect(urlProblem('http://10.0.0.8:8080/hook', ['10.0.0.8:8080'])).toBeNull();
  expect(urlProblem('http://10.0.0.8:8081/hook', ['10.0.0.8:8080'])).toBe('not-https');
  expect(urlProblem('https://10.0.0.8:8081/hook', ['10.0.0.8:8080'])).toBe('address-refused');
  expect(urlProblem('ftp://10.0.0.8:8080/hook', ['10.0.0.8:8080'])).toBe('not-https');
});

const hex = (secret: string) => createHmac('sha256', secret).update('7.{}').digest('hex');

test('while secrets are exchanged both sign; a day later the new one alone', () => {
  const hook = { secret: 'new', former: { secret: 'old', until: 1_000 } };
  expect([secretsOf(hook, 999), secretsOf(hook, 1_000), secretsOf({ secret: 'new' }, 0)]).toEqual([
    ['new', 'old'],
    ['new'],
    ['new'],
  ]);
  expect(signatureOf(['new', 'old'], '{}', 7)).toBe(`t=7,v1=${hex('new')},v1=${hex('old')}`);
});

test.each([
  'https://exa\r\nmple.com/hook',
  'https://example.com/ho\tok',
  ' https://example.com/hook',
  'https://example.com/hook\n',
  'https://example.com/a b',
  'https://example.com/\u202Ekooh',
  'https://exam\u200Bple.com/hook',
  'https://example.com/\u0000',
])('S16 %j is no URL: a parser would drop what nobody sees in it', (url) => {
  expect(urlProblem(url, [])).toBe('not-a-url');
});

test('a receiver may ask to be left alone for a while, but not for ever', () => {
  expect([againAfter(1), againAfter(1, 60_000), againAfter(20, 60_000)]).toEqual([5_000, 60_000, 1_800_000]);
  expect(againAfter(1, 30 * 86_400_000)).toBe(6 * 3_600_000);
});

test('the same message gives the same bytes, in whatever order its fields come', () => {
  const item = {
    notice: 'n',
    key: 'e:INC-000001:3:0',
    template: 't',
    data: { b: 1, a: '甲' },
    mode: 'live',
    caseId: 'INC-000001',
    process: 'incident',
    at: 0,
    words: { zh: '甲', en: 'a' },
  } as const;
  const message = { id: 'x', to: { _id: 'li', name: '李', locale: 'zh' }, page: false, items: [item] } as const;
  const turned = { items: [{ ...item, data: { a: '甲', b: 1 } }], page: false, to: message.to, id: 'x' } as const;
  expect(bodyOf(message)).toBe(bodyOf(turned));
  expect(JSON.parse(bodyOf(message))).toMatchObject({
    id: 'x',
    notices: [{ number: 'INC-000001', text: { zh: '甲' } }],
  });
});

const withPython = spawnSync('python3', ['--version']).status === 0 ? describe : describe.skip;

describe('the receivers of docs/webhooks.md', () => {
  const page = readFileSync(path.join(__dirname, '../../docs/webhooks.md'), 'utf8');
  const blocks = (language: string) =>
    [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'))].map(([, code = '']) => code);
  const [, secret = '', body = '', seconds = '', vector = ''] =
    /secret `([^`]+)`, body `([^`]+)`, seconds `(\d+)` give\s+`([^`]+)`/.exec(page) ?? [];
  const now = String(Math.floor(Date.now() / 1000));
  const cases: [string, string, boolean][] = [
    [signatureOf([secret], body, Number(now)), body, true],
    [signatureOf(['newer', secret], body, Number(now)), body, true],
    [signatureOf([secret, 'older'], body, Number(now)), body, true],
    [signatureOf([secret], body, Number(now)), `${body} `, false],
    [signatureOf(['another'], body, Number(now)), body, false],
    [signatureOf([secret], body, Number(now) - 301), body, false], // played again
    [`t=${now},v1=`, body, false],
    [`t=${now}`, body, false],
    ['', body, false],
  ];

  test('have a vector that our own signature gives', () => {
    expect(signatureOf([secret], body, Number(seconds))).toBe(vector);
    const expected = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
    expect(vector).toBe(`t=${seconds},v1=${expected}`);
  });

  test('in JavaScript take what is ours and refuse the rest', () => {
    const [code = ''] = blocks('js');
    const run = `${code}\nfor (const [header, body] of ${JSON.stringify(cases)}) console.log(verified(${JSON.stringify(secret)}, header, Buffer.from(body)));`;
    expect(linesOf(execFileSync(process.execPath, ['-e', run], { encoding: 'utf8' }))).toEqual(
      cases.map(([, , is]) => String(is)),
    );
  });

  withPython('in Python (skipped where python3 is missing)', () => {
    test('do the same', () => {
      const [code = ''] = blocks('python');
      const run = `${code}\nimport json\nfor header, body, _ in json.loads(${JSON.stringify(JSON.stringify(cases))}):\n    print(str(verified(${JSON.stringify(secret)}, header, body.encode())).lower())`;
      expect(linesOf(execFileSync('python3', ['-c', run], { encoding: 'utf8' }))).toEqual(
        cases.map(([, , is]) => String(is)),
      );
    });
  });
});

const linesOf = (text: string): string[] => text.trim().split('\n');
