/** Service zones as a row of the plain registers. */
import { z } from 'zod';
import { zoneFaults } from '../../../domain/dispatch/zones.ts';
import { key, line, orgPath } from '../../../domain/kernel/contract.ts';
import { isNear } from '../../../domain/kernel/people/access.ts';
import { WORKING } from '../../../domain/kernel/people/who.ts';
import { type ServiceZone, zonesNaming } from '../../../models/registers/dispatch/zone.ts';
import { type Body, type Edit, isPath, type PlainDeps, type PlainRegister, texts } from '../plain/plain-row.ts';

const editors = ['system-administrator'] as const;
/** Who reads of zones, each within his reach. */
export const zoneReaders = [...WORKING, 'auditor', ...editors] as const;

export const zoneRegister: PlainRegister = {
  name: 'zones',
  title: 'Service zone',
  editors,
  id: key(),
  fields: z.strictObject({
    name: line(200),
    organisations: z
      .array(orgPath())
      .min(1)
      .max(500)
      .describe('Each with all below it, but for what another zone names; each in one open zone only'),
    teams: z.array(key()).min(1).max(50).describe('Who serves it, the first one first'),
    depot: line(200).optional().describe('Where its parts lie'),
    open: z.boolean().default(true).describe('False: it covers nothing'),
  }),
  places: ({ body, former }) => [...texts(body['organisations']), ...texts(former?.['organisations'])].filter(isPath),
  problems: async (deps, edit) => {
    const body = partial(edit.body);
    return zoneFaults({ body, former: edit.former && partial(edit.former) }, await knownFor(deps, edit, body));
  },
};
/** Its schema let each field pass, or it is stored. */
const partial = (body: Body): Partial<ServiceZone> => body;

async function knownFor(
  { db, directory }: PlainDeps,
  { id, actor }: Pick<Edit, 'id' | 'actor'>,
  { organisations = [], teams = [] }: Partial<ServiceZone>,
) {
  const [places, found, naming] = await Promise.all([
    Promise.all(organisations.map((path) => directory.organisation(path))),
    Promise.all(teams.map((team) => directory.team(team))),
    zonesNaming(db, organisations),
  ]);
  const others = naming.filter(({ _id }) => _id !== id);
  return {
    organisations: new Set(places.flatMap((place) => (place?.open ? [place._id] : []))),
    teams: new Set(found.flatMap((team) => (team?.open && isNear(actor, team.orgPath) ? [team._id] : []))),
    taken: new Map(others.flatMap((zone) => zone.organisations.map((path) => [path, zone._id] as const))),
  };
}
