/** The cases of a log played through the rules in the time of the log, as the replay would send them; no product runs. */
import { SUPERVISOR } from '../../../commands/replay/names.ts';
import { planCase, tiersOf } from '../../../commands/replay/plan.ts';
import type { Closure } from '../../../commands/replay/judge.ts';
import type { LogCase } from '../../../commands/replay/read-log.ts';
import { standardPolicy } from '../../../domain/incident/clocks.ts';
import type { Actor } from '../../../domain/kernel/process.ts';
import { people } from '../sample.ts';
import { World } from '../world.ts';

const QUEUE = 'linxi-desk';
const UNIT = people.requester.unit;
const engineer = (id: string): Actor => ({
  ...people.agent,
  id,
  grants: [{ role: 'engineer', orgPath: '/dx/donghu' }],
});

/** Their promises alone: nobody is told anything, and nothing closes a case but its reporter. */
const quiet = Object.fromEntries(
  Object.entries(standardPolicy.clocks).map(([name, clock]) => [name, { ...clock, ladder: [] }]),
);

/** The sample's people stand for those who only report, desk and head; whoever works has his own id. */
function actorOf(id: string): Actor {
  if (id.startsWith('replay-caller')) return people.requester;
  if (id.startsWith('replay-desk')) return people.agent;
  return id === SUPERVISOR ? people.cityHead : engineer(id);
}

/** One case in a world of its own, as it stands when the log ends. */
export function playCase(one: LogCase, closure: Closure): { stage: World; caseId: string } {
  const policy = { clocks: quiet, terms: { reportAlways: true } };
  const stage = new World(one.start, { incident: policy });
  let caseId = '';
  for (const { at, by, command, data, refused } of planCase(one, { closure, tiers: tiersOf([one]) })) {
    if (refused) continue;
    stage.moveTo(at);
    const own = 'unit' in data ? { unit: UNIT, reporter: people.requester.id } : {};
    const said = { ...data, ...own, ...('queue' in data ? { queue: QUEUE } : {}) };
    const { person } = data;
    const facts =
      typeof person === 'string' ? { person: { id: person, active: true, teams: [QUEUE], unit: UNIT } } : {};
    if (caseId === '') caseId = stage.open('incident', actorOf(by), said);
    else stage.give(caseId, actorOf(by), { type: command, data: said }, { facts });
  }
  return { stage, caseId };
}
