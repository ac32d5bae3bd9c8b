/** The secret of the second factor as a picture, drawn here, and as text for whoever cannot scan it. */
import { QRCode, Typography } from 'antd';
import type { ReactNode } from 'react';
import { codeTone } from '../ui/tokens.ts';
import { useWords } from '../words/words.ts';
import { entryWords } from './words.ts';

const SIZE = 200;

export function Secret({ account, secret, uri }: { account: string; secret: string; uri: string }): ReactNode {
  const t = useWords(entryWords);
  const grouped = secret.replaceAll(/(.{4})(?=.)/g, '$1 ');
  return (
    <>
      <div className="factor-code">
        <div role="img" aria-label={t.factor.image} data-entry="qr">
          <QRCode type="svg" value={uri} size={SIZE} errorLevel="M" color={codeTone.ink} bgColor={codeTone.ground} />
        </div>
        <div className="factor-typed">
          <p>{t.factor.typed}</p>
          <Typography.Text
            className="factor-key numbers"
            copyable={{ text: secret, tooltips: [t.recovery.copy, t.recovery.copied] }}
            data-entry="secret"
          >
            {grouped}
          </Typography.Text>
          <p className="quiet">{`${t.factor.account} ${account}`}</p>
          <p className="quiet">{t.factor.kind}</p>
        </div>
      </div>
      <p className="quiet">{t.factor.hidden}</p>
    </>
  );
}
