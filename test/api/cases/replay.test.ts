import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { generateLog } from '../../../bench/generate-log.ts';
import { processOf } from '../../../domain/catalogue.ts';
import { unwound } from '../../../domain/kernel/record/commit.ts';
import { closureOf } from '../../../domain/kernel/lifecycle.ts';
import { apiKeyOf } from '../../../models/access/api-key.ts';
import { caseOf } from '../../../models/cases/case.ts';
import { commitsIn } from '../../../models/cases/commit.ts';
import { personOf } from '../../../models/registers/person.ts';
import { Door } from '../../../commands/replay/door.ts';
import { judgeCase, WORKING } from '../../../commands/replay/judge.ts';
import { runLive } from '../../../commands/replay/live.ts';
import { readMapping } from '../../../commands/replay/mapping.ts';
import { dutyId, REPLAY_ORG, REPLAY_UNIT, standardTeam } from '../../../commands/replay/names.ts';
import { planCase, tiersOf } from '../../../commands/replay/plan.ts';
import { readLog } from '../../../commands/replay/read-log.ts';
import { keysFileIn, readKeys, setUp } from '../../../commands/replay/setup.ts';
import { type Api, startApi } from '../../support/product/api.ts';

const CASES = 6;
const incident = processOf('incident');
const closure = closureOf(incident, WORKING);
let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(async () => {
  await api.stop();
});

/** The invented log, planned; every case of it in one organisation that the product does not have yet. */
async function plan() {
  const file = path.join(api.product.dataFolder, 'log.csv');
  writeFileSync(file, generateLog({ cases: CASES, seed: 11 }).join('\n'));
  const log = await readLog(file, { mapping: readMapping('servicenow', incident) });
  const tiers = tiersOf(log.cases);
  const cases = log.cases.map((one) => ({
    dry: judgeCase(one, 'replay', closure),
    planned: planCase(one, { closure, tiers }),
  }));
  return { cases, tiers, planned: cases.flatMap((one) => one.planned) };
}

/** The events of the log's own commands: not those of the sample cases, of ticks and of effects. */
async function ofTheLog() {
  const commits = await commitsIn(api.product.db).find().sort({ _id: 1 }).toArray();
  return commits.flatMap(unwound).filter(({ key }) => key.startsWith('u:replay-'));
}

test('a log goes through the product as its dry run says, each command in the name of who would have given it', async () => {
  const { cases, tiers, planned } = await plan();
  const { db, dataFolder } = api.product;
  const keysFile = keysFileIn(dataFolder);

  const keys = await setUp(db, { planned, tiers, keysFile });
  expect(statSync(keysFile).mode & 0o777).toBe(0o600);
  expect(await setUp(db, { planned, tiers, keysFile })).toEqual(keys);
  expect(readKeys(keysFile)).toEqual(keys);
  expect(await apiKeyOf(db).countDocuments({ name: 'replay' })).toBe(Object.keys(keys).length);
  expect(
    await personOf(db)
      .findById(dutyId(standardTeam('L1')))
      .lean(),
  ).toMatchObject({
    grants: [{ role: 'engineer', orgPath: REPLAY_ORG }],
    teams: [standardTeam('L1')],
  });

  const door = new Door(api.address, keys);
  const live = await runLive(cases, { door, clients: 4, speed: null });
  expect(live.differences).toEqual([]);
  expect(live.judged.map(({ finalStatus }) => finalStatus)).toEqual(cases.map(({ dry }) => dry.finalStatus));
  const ours = { orgPath: REPLAY_UNIT };
  expect(await caseOf(db).countDocuments(ours)).toBe(CASES);
  const events = await ofTheLog();
  expect([...new Set(events.map(({ by }) => by.id))].toSorted()).toEqual(
    [...new Set(planned.map(({ by }) => by))].toSorted(),
  );

  const again = await runLive(cases, { door, clients: 2, speed: null });
  expect(again.differences).toEqual([]);
  expect(await ofTheLog()).toEqual(events);
  expect(await caseOf(db).countDocuments(ours)).toBe(CASES);
}, 120_000);
