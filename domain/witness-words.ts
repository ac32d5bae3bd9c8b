/** What a witness is told about seals: enough to hold the record to it years later, and nothing of any case. */
import type { Millis } from './kernel/units.ts';

export type ToldSeal = { number: number; at: Millis; hash: string; keyId: string };

const lines = (seals: readonly ToldSeal[]): string =>
  seals.map(({ number, at, hash, keyId }) => `${number}  ${new Date(at).toISOString()}  ${hash}  ${keyId}`).join('\n');

/** Throws nothing. Instants in UTC, so that two witnesses hold the same text. */
export function witnessLetter(
  seals: readonly ToldSeal[],
  { locale, installation }: { locale: 'zh' | 'en'; installation: string },
): { subject: string; text: string } {
  const last = seals.at(-1)?.number ?? 0;
  return locale === 'zh'
    ? {
        subject: `长明记录封存 第 ${last} 号（${installation}）`,
        text: `请妥善保存此信。每行是一次封存：编号、时间（UTC）、散列值、密钥编号。日后核验时，记录必须与此相符。\n\n${lines(seals)}\n`,
      }
    : {
        subject: `Changming: seal ${last} of the record (${installation})`,
        text: `Please keep this letter. Each line is one seal: its number, its instant (UTC), its hash, the id of its key. Whoever verifies the record later holds it to this.\n\n${lines(seals)}\n`,
      };
}
