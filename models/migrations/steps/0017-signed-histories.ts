/** Exported histories are signed from here on; those that were there before are signed as they stand, once (vouch.ts). */
import type { Connection } from 'mongoose';
import { type History, historyText } from '../../cases/history.ts';
import { recordKeyOf } from '../../store/record-key.ts';
import type { Migration, MigrationContext } from '../migration.ts';
import { isVouchedFor, vouch } from '../vouch.ts';

type Row = Pick<History, '_id' | 'sha256'>;

const AT_ONCE = 500;

export const signedHistories: Migration = {
  id: '0017',
  name: 'signed histories',
  run: async (db, context) => {
    if (await isVouchedFor(db, 'historiesSigned')) return;
    await signAll(db, context);
    const histories = await db.collection('histories').countDocuments();
    await vouch(db, 'historiesSigned', context.now, [{ histories }]);
  },
};

async function signAll(db: Connection, { check }: MigrationContext): Promise<void> {
  const key = recordKeyOf(db);
  const rows = db.collection<History>('histories');
  for (let after = ''; ; ) {
    check();
    const found = await rows
      .find<Row>({ _id: { $gt: after }, mac: { $exists: false } }, { projection: { sha256: 1 }, sort: { _id: 1 } })
      .limit(AT_ONCE)
      .toArray();
    const last = found.at(-1);
    if (!last) return;
    after = last._id;
    await rows.bulkWrite(
      found.map((row) => ({ updateOne: { filter: { _id: row._id }, update: { $set: key.sign(historyText(row)) } } })),
      { ordered: false },
    );
  }
}
