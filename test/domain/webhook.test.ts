import { createHmac } from 'node:crypto';
import { bodyOf } from '../../worker/senders.ts';
import { isPublicAddress, postWebhook, signatureOf, urlProblem } from '../../platform/webhook.ts';

test.each([
  'http://example.com/hook',
  'https://127.0.0.1/hook',
  'https://[::1]/hook',
  'https://169.254.169.254/latest/meta-data',
  'https://2130706433/', // 127.0.0.1 as a number
  'https://0x7f000001/',
  'https://0177.0.0.1/',
  'https://127.1/',
  'https://10.0.0.8/',
  'https://[::ffff:10.0.0.8]/',
  'https://[64:ff9b::a00:8]/',
  'https://[fd00::1]/',
  'https://[fe80::1]/',
  'https://224.0.0.1/',
  'https://user:secret@example.com/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'not a url',
])('F49 %s is no webhook', (url) => {
  expect(urlProblem(url, [])).not.toBeNull();
});

test('F49 a name whose address lies within is refused at the connect', async () => {
  const post = { url: 'https://localhost:9/hook', secret: 's', key: 'k', body: '{}' };
  expect(await postWebhook(post, [])).toEqual({ outcome: 'failed', code: 'address-refused', detail: '' });
});

test('public addresses pass, and the operator may name receivers of his own network', () => {
  expect(['8.8.8.8', '2606:4700::1111', '223.5.5.5'].map(isPublicAddress)).toEqual([true, true, true]);
  expect(['172.16.0.1', '100.64.1.1', '::ffff:8.8.8.8', 'localhost', ''].map(isPublicAddress)).toEqual(
    Array(5).fill(false),
  );
  expect(urlProblem('https://example.com/hook', [])).toBeNull();
  expect(urlProblem('http://10.0.0.8:8080/hook', ['10.0.0.8:8080'])).toBeNull();
  expect(urlProblem('http://10.0.0.8:8081/hook', ['10.0.0.8:8080'])).toBe('not-https');
});

test('the signature of the documentation', () => {
  const body = '{"id":"test"}';
  const signature = signatureOf('secret-of-the-docs', body, 1_790_000_000);
  const expected = createHmac('sha256', 'secret-of-the-docs').update(`1790000000.${body}`).digest('hex');
  expect(signature).toBe(`t=1790000000,v1=${expected}`);
  expect(signature).toBe('t=1790000000,v1=5cf0b9b10270070a00dc25ed7bcc620cbe09f89315e84968c51039f6cf838a88');
});

test('the same message gives the same bytes', () => {
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
    notices: [{ caseId: 'INC-000001', text: { zh: '甲' } }],
  });
});
