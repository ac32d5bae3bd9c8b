/** Who acts in a replayed log, as what, and in which teams. */
import type { OrgPath, Role } from '../../domain/kernel/process.ts';
import { DESK_AGENTS, dutyId, isEngineer, REPLAY_ORG, REPLAY_UNIT, SUPERVISOR } from './names.ts';
import type { Planned, Tiers } from './plan.ts';

export type Post = { unit: OrgPath; role: Role; teams: Set<string> };

/** Everybody who sends a command or is named in one, with the teams in whose queues he acts. */
export function postsOf(planned: readonly Planned[], tiers: Tiers): Map<string, Post> {
  const posts = new Map<string, Post>();
  const post = (id: string, role: Role): Post => {
    const found = posts.get(id) ?? { unit: role === 'requester' ? REPLAY_UNIT : REPLAY_ORG, role, teams: new Set() };
    posts.set(id, found);
    return found;
  };
  post(SUPERVISOR, 'supervisor');
  for (const id of DESK_AGENTS) post(id, 'desk-agent');
  for (const team of tiers.keys()) post(dutyId(team), 'engineer').teams.add(team);
  for (const { by, data, queue } of planned) {
    const { reporter, person } = data;
    if (typeof reporter === 'string') post(reporter, 'requester');
    const engineer = typeof person === 'string' ? person : isEngineer(by) ? by : null;
    if (engineer !== null && queue !== null) post(engineer, 'engineer').teams.add(queue);
  }
  return posts;
}
