/** `GET /api/wall`, and the links by which a screen shows it without anybody signed in: read only, for one organisation, ended at any time. */
import { randomBytes } from 'node:crypto';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { Directory } from '../../client/registers/directory.ts';
import { formed, line, orgPath } from '../../domain/kernel/contract.ts';
import { isWithin } from '../../domain/kernel/people/access.ts';
import type { Actor, OrgPath, Role } from '../../domain/kernel/process.ts';
import type { AuditTrail } from '../../models/access/audit.ts';
import { type WallLink, wallLinkOf } from '../../models/access/wall-link.ts';
import type { Reads } from '../cases/reads.ts';
import { countedAt, readersOfAll } from '../figures/reach.ts';
import { createTextCipher } from '../http/cipher.ts';
import { invalid, notFound } from '../http/problem.ts';
import { type Route, route } from '../http/route.ts';
import { instantOut, orgPathOut } from '../http/schemas.ts';
import { createWall, OF, wallSchema } from './figures.ts';

const DAY_MS = 86_400_000;
const MOST_LINKS = 200;
/** Who answers for what hangs on the walls of an organisation. */
const MAKERS = ['supervisor', 'process-owner', 'system-administrator'] as const satisfies readonly Role[];

const linkSchema = z.object({
  id: z.string(),
  name: z.string(),
  organisation: orgPathOut,
  by: z.string(),
  createdAt: instantOut,
  expiresAt: instantOut,
});
const shown = ({ _id: id, name, orgPath: organisation, by, createdAt, expiresAt }: WallLink) => ({
  id,
  name,
  organisation,
  by,
  createdAt,
  expiresAt,
});

type Deps = { db: Connection; directory: Directory; reads: Reads; audit: AuditTrail; secret: string };
export function wallRoutes({ db, directory, reads, audit, secret }: Deps): Route[] {
  const wallOf = createWall({ reads, directory });
  const cipher = createTextCipher(secret, 'wall link');
  const links = wallLinkOf(db);
  const makes = ({ grants }: Actor, path: OrgPath) =>
    grants.some((grant) => MAKERS.some((role) => role === grant.role) && isWithin(path, grant.orgPath));
  const makers = { tag: 'board', access: { rule: 'role', roles: MAKERS } } as const;

  return [
    route({
      method: 'get',
      path: '/api/wall',
      operationId: 'wall.get',
      tag: 'board',
      summary: 'What a screen on a wall shows of an organisation: sums alone',
      access: { rule: 'role', roles: readersOfAll(OF) },
      costly: 'work',
      unrecorded: true,
      passive: true,
      query: z.strictObject({ organisation: orgPath().describe('With all below') }),
      responses: { 200: { description: 'Sums, up to five seconds old', schema: wallSchema } },
      handle: async ({ identity, query: { organisation } }) => {
        const path: OrgPath = `/${organisation.slice(1)}`;
        const { plain } = countedAt(identity, path);
        if (!OF.every((process) => plain.has(process))) throw invalid([{ pointer: '/organisation', code: 'unknown' }]);
        return { body: await wallOf(path) };
      },
    }),
    route({
      method: 'get',
      path: '/api/wall/screens/:link',
      operationId: 'wall.screen',
      tag: 'board',
      summary: 'The same by the link of a screen, without anybody signed in',
      access: { rule: 'anyone' },
      params: z.strictObject({
        link: formed(/^[A-Za-z0-9_-]{20,200}$/, 'wall-link').describe('As it was given when the link was made'),
      }),
      responses: { 200: { description: 'Sums, up to five seconds old', schema: wallSchema } },
      handle: async ({ params: { link } }) => {
        const id = cipher.decrypt(link);
        const found = id === undefined ? null : await links.findById(id).lean<WallLink>();
        if (!found || found.endedAt !== undefined || found.expiresAt <= Date.now()) throw notFound();
        return { body: await wallOf(found.orgPath) };
      },
    }),
    route({
      ...makers,
      method: 'post',
      path: '/api/wall-links',
      operationId: 'wallLinks.make',
      summary: 'Make a link for a screen: it reads the sums of one organisation and nothing else',
      body: z.strictObject({
        name: line(100).describe('Where the screen hangs'),
        organisation: orgPath(),
        days: z.int().min(1).max(366).default(180).describe('So long it is good'),
      }),
      responses: {
        201: {
          description: 'Made; the link is shown this once',
          schema: linkSchema.extend({ link: z.string().describe('`GET /api/wall/screens/{link}`') }),
        },
      },
      handle: async ({ actor, body: { name, organisation, days } }) => {
        const path: OrgPath = `/${organisation.slice(1)}`;
        if (!makes(actor, path) || !(await directory.organisation(path)))
          throw invalid([{ pointer: '/organisation', code: 'unknown' }]);
        const at = Date.now();
        const made: WallLink = {
          _id: randomBytes(12).toString('hex'),
          name,
          orgPath: path,
          by: actor.id,
          createdAt: at,
          expiresAt: at + days * DAY_MS,
        };
        await audit.record({
          type: 'wallLinkMade',
          by: actor.id,
          at,
          data: { link: made._id, name, organisation, days },
        });
        await links.create(made);
        return { status: 201, body: { ...shown(made), link: cipher.encrypt(made._id) } };
      },
    }),
    route({
      ...makers,
      method: 'get',
      path: '/api/wall-links',
      operationId: 'wallLinks.list',
      summary: 'Links of screens at the own organisations that are good now',
      responses: { 200: { description: 'The newest first', schema: z.object({ items: z.array(linkSchema) }) } },
      handle: async ({ actor }) => {
        const all = await links
          .find({ endedAt: { $exists: false }, expiresAt: { $gt: Date.now() } })
          .sort({ createdAt: -1 })
          .lean<WallLink[]>();
        return {
          body: {
            items: all
              .filter((one) => makes(actor, one.orgPath))
              .slice(0, MOST_LINKS)
              .map(shown),
          },
        };
      },
    }),
    route({
      ...makers,
      method: 'delete',
      path: '/api/wall-links/:id',
      operationId: 'wallLinks.end',
      summary: 'End a link: its screen shows nothing from then on',
      params: z.strictObject({ id: formed(/^[0-9a-f]{24}$/, 'wall-link').describe('As the list has it') }),
      responses: { 204: { description: 'Ended' } },
      handle: async ({ actor, params: { id } }) => {
        const found = await links.findOne({ _id: id, endedAt: { $exists: false } }).lean<WallLink>();
        if (!found || !makes(actor, found.orgPath)) throw notFound();
        const at = Date.now();
        await audit.record({ type: 'wallLinkEnded', by: actor.id, at, data: { link: id, name: found.name } });
        await links.updateOne({ _id: id }, { $set: { endedAt: at } });
        return { status: 204 };
      },
    }),
  ];
}
