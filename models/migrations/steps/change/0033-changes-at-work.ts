/** Changes by item and by when they were over; those stored before get what was not shown of them then. */
import type { Connection } from 'mongoose';
import { processOf } from '../../../../domain/catalogue.ts';
import { freezesOf } from '../../../../domain/change/rules-told.ts';
import { sheetHash } from '../../../../domain/change/sheet.ts';
import type { Change } from '../../../../domain/change/state.ts';
import { beyondWindow, leadMs } from '../../../../domain/change/times.ts';
import { NewerSchema, upcast } from '../../../../domain/kernel/record/shape.ts';
import { unwound } from '../../../../domain/kernel/record/commit.ts';
import { casesIn } from '../../../cases/case.ts';
import { commitsIn, ofCase } from '../../../cases/commit.ts';
import { renewPlannedIndexes } from '../../../cases/planned.ts';
import type { Migration, MigrationContext } from '../../migration.ts';

const AT_ONCE = 100;

export const changesAtWork: Migration = {
  id: '0033',
  name: 'changes at work',
  run: async (db, context) => {
    await renewPlannedIndexes(db);
    await completeAll(db, context);
  },
};

/** In order of numbers, so that one that was cut off and runs again does no harm. */
async function completeAll(db: Connection, { check }: MigrationContext): Promise<void> {
  for (let after = ''; ; ) {
    check();
    const found = await casesIn(db)
      .find({ process: 'change', _id: { $gt: after } }, { projection: { _id: 1 }, sort: { _id: 1 }, limit: AT_ONCE })
      .toArray();
    const last = found.at(-1);
    if (!last) return;
    after = last._id;
    for (const { _id } of found) await complete(db, _id);
  }
}

/** What is shown beside the signed text, which is folded anew when the change is written next; of one that has ended it is not. */
async function complete(db: Connection, number: string): Promise<void> {
  const change = processOf('change');
  const commits = await commitsIn(db)
    .find({ _id: ofCase(number) }, { sort: { _id: 1 } })
    .toArray();
  try {
    const events = commits.flatMap((commit) => unwound(upcast(change, commit)));
    const state = events.reduce((one, event) => change.decider.evolve(one, event), change.decider.initialState);
    if (!isChange(state)) return;
    const { submittedAt, startedAt, finishedAt, causedIncidents } = state;
    const times = { submittedAt, startedAt, finishedAt, leadMs: leadMs(state), beyondWindow: beyondWindow(state) };
    const freezes = freezesOf(state);
    const planHash = state.planHash === undefined ? undefined : sheetHash(state);
    const shown = { ...times, planHash, causedIncidents, freezes: freezes.length === 0 ? undefined : freezes };
    const set = Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== undefined));
    if (Object.keys(set).length > 0) await casesIn(db).updateOne({ _id: number }, { $set: set });
  } catch (error) {
    if (!(error instanceof NewerSchema)) throw error; // what only a later release can read parks its case
  }
}

const isChange = (state: object): state is Change => 'conflicts' in state;
