import { isGuessable } from '../../../platform/sign-in/password-strength.ts';
import { newPassword } from '../../../platform/passwords.ts';
import { matchingStep, newTotpSecret, totpCode, totpStep, totpUri } from '../../../platform/sign-in/totp.ts';

describe('S12 N67 passwords that others would try', () => {
  const about = ['eng-donghu-1', '李强', '/dx/donghu', 'liqiang@dongxing.example'];
  test.each([
    'Password123!',
    '123456789012',
    'password1234',
    'P@ssw0rd2026!',
    'qwertyuiop[]',
    '1qaz2wsx3edc',
    'Woaini@1314520',
    'caizhengju2026',
    'zhongguo1949!',
    'admin@123456',
    'Changming@2026',
    '长明长明长明长明2026',
    'ａａａａ１２３４５６７８９',
    'abcabcabcabcabc',
    'eng-donghu-1!2026',
    'Donghu-李强-2026',
    'LiQiang@Donghu2026',
    'dongxing.example2026',
  ])('%j is one of them', async (password) => {
    expect(await isGuessable(password, about)).toBe(true);
  });

  test.each(['correct horse battery staple', 'kqzvxmwprtyb', 'violet-tram-9-kettle', '五月的风很暖和吹过山岗2'])(
    '%j is none',
    async (password) => {
      expect(await isGuessable(password, about)).toBe(false);
    },
  );

  test('none that the product makes is; a name may hold what means something to a pattern', async () => {
    for (let at = 0; at < 50; at += 1) expect(await isGuessable(newPassword(), about)).toBe(false);
    for (const name of ['a\\b', 'x(y', '[z', 'a-b', 'é{2}', ''])
      expect(await isGuessable('violet-tram-9-kettle', [name])).toBe(false);
  });

  test('is told soon of the longest that one may send', async () => {
    expect(await isGuessable('Password'.repeat(32), about)).toBe(true);
  });
});

describe('S12 codes of the second factor', () => {
  // RFC 6238, appendix B: the seed 12345678901234567890, of the eight digits the last six
  const seed = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
  test.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('at second %i it is %s', (second, code) => {
    expect(totpCode(seed, totpStep(second * 1_000))).toBe(code);
  });

  test('are taken half a minute before and after their time, and say of which step they are', () => {
    const at = 1_796_000_000_000;
    const code = totpCode(seed, totpStep(at));
    expect([-30_000, 0, 30_000].map((off) => matchingStep(seed, code, at + off))).toEqual(Array(3).fill(totpStep(at)));
    for (const off of [-90_000, 90_000]) expect(matchingStep(seed, code, at + off)).toBeUndefined();
    for (const wrong of ['', '1', `${code}0`, '１２３４５６', 'abcdef'])
      expect(matchingStep(seed, wrong, at)).toBeUndefined();
  });

  test('a secret has 160 bits, and an app reads it', () => {
    const secret = newTotpSecret();
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(newTotpSecret()).not.toBe(secret);
    const uri = new URL(totpUri(secret, { issuer: 'Changming', account: 'a&b' }));
    expect([uri.pathname, uri.searchParams.get('secret'), uri.searchParams.get('issuer')]).toEqual([
      '/Changming:a%26b',
      secret,
      'Changming',
    ]);
  });
});
