/** Canned answers and macros: those for a case, with its words in them, and how often each was used. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { Directory } from '../../../client/registers/directory.ts';
import { caseNumber, formed } from '../../../domain/kernel/contract.ts';
import { filled, placesIn } from '../../../domain/sharing/places.ts';
import type { AuditTrail } from '../../../models/access/audit.ts';
import { cannedUses, noteCannedUse } from '../../../models/registers/shared/canned-use.ts';
import type { CannedAnswer } from '../../../models/registers/shared/kept.ts';
import { wallClockNamed } from '../../../platform/zones.ts';
import { namesIn } from '../../cases/export-columns.ts';
import { processOfNumber, type Reads } from '../../cases/reads.ts';
import { type Lang, lang, langFor } from '../../http/file.ts';
import { invalid, notFound } from '../../http/problem.ts';
import { type Identity, type Route, route } from '../../http/route.ts';
import { processKey } from '../../http/schemas.ts';
import type { Filter } from '../register-scope.ts';
import { cannedRegister } from './canned-rows.ts';
import { type Shown, valuesOf } from './case-places.ts';
import { specOf } from './preset.ts';
import { listed, listedOf, listedSchemaOf, sharedQuery } from './shared-list.ts';
import { answerOfList, idParams, sharedFor, sharedRoutes, signedIn } from './shared-routes.ts';

type Deps = { db: Connection; audit: AuditTrail; directory: Directory; reads: Reads; zone: string };

const query = z.strictObject({
  ...sharedQuery,
  process: processKey.optional().describe('For cases of this process'),
  command: formed(/^[a-zA-Z]{1,40}$/, 'command')
    .optional()
    .describe('Those that give this command, and those that are a text alone'),
  number: caseNumber().optional().describe('For this case: its process, and its words in the places of the text'),
  lang: lang.describe("Of the filled text; left out: the person's own. Where there is none in it, the other stands"),
});
const item = listedSchemaOf(cannedRegister).extend({
  uses: z.int().describe('How often it was used: once for each person and case'),
  filled: z
    .string()
    .optional()
    .describe('With `number`: the text with its places filled, plain; `–` where the asker sees nothing'),
  allowed: z.boolean().optional().describe('With `number`, of one with a command: the asker may give it now'),
});

export const cannedRoutes = (deps: Deps): Route[] => [
  listRoute(deps),
  useRoute(deps),
  ...sharedRoutes(deps, { ...cannedRegister, name: 'canned-answers' }),
];

const listRoute = (deps: Deps): Route =>
  route({
    method: 'get',
    path: '/api/canned-answers',
    operationId: 'canned-answers.list',
    tag: 'canned-answers',
    summary: 'Canned answers 常用语 and macros that I work with, for a process, a command or a case',
    access: signedIn,
    query,
    responses: answerOfList(item),
    handle: async ({ identity, actor, query: { process: asked, command, number, lang: language, ...of } }) => {
      const ofCase = number === undefined ? undefined : await caseFor(deps, identity, number, language);
      const process = ofCase?.shown.process ?? asked;
      if (ofCase && asked !== undefined && asked !== process) throw noSuchCase(); // none of that process has the number
      const where = {
        $and: [
          ...(process === undefined ? [{}] : [{ $or: [{ processes: process }, { processes: { $exists: false } }] }]),
          ...(command === undefined ? [] : [{ $or: [{ 'command.name': command }, { command: { $exists: false } }] }]),
        ] satisfies Filter[],
      };
      const { entries, capped } = await listedOf(deps.db, 'canned-answers', { actor, query: of, where });
      const fitting = entries.filter((one) => process === undefined || fits(one, process));
      const uses = await cannedUses(
        deps.db,
        fitting.map(({ _id }) => _id),
      );
      const items = await Promise.all(
        fitting.map(async (one) => ({
          ...listed(actor, one),
          uses: uses.get(one._id) ?? 0,
          ...(ofCase ? await ofCase.says(one) : {}),
        })),
      );
      return { body: { items, capped, serverNow: Date.now() } };
    },
  });

/** A macro for all processes is for those that have its command. */
const fits = ({ command }: CannedAnswer, process: string): boolean =>
  command === undefined || specOf(process, command.name, { intake: false }) !== undefined;

/** The case as the asker is shown it, and what an answer says in it. */
async function caseFor({ directory, reads, zone }: Deps, identity: Identity, number: string, asked: Lang | undefined) {
  const { actor } = identity;
  const [answer, person] = await Promise.all([answerOf(reads, identity, number), directory.person(actor.id)]);
  const language = await langFor(directory, actor.id, asked);
  const names = namesIn(directory, { lang: language, zone });
  const own = person?.zone ?? zone;
  const shown: Shown = answer;
  const reader = {
    names,
    clock: (at: number) => wallClockNamed(at, own),
    me: person?.name ?? actor.id,
    now: answer.serverNow,
  };
  return {
    shown,
    says: async ({ text, command }: CannedAnswer) => {
      const words = text?.[language] ?? text?.zh ?? text?.en;
      return {
        ...(words === undefined ? {} : { filled: filled(words, await valuesOf(placesIn(words), shown, reader)) }),
        ...(command ? { allowed: answer.allowed.includes(command.name) } : {}),
      };
    },
  };
}

/** Unknown or out of reach, which nobody may tell apart. */
const noSuchCase = () => invalid([{ pointer: '/number', code: 'unknown' }]);
async function answerOf(reads: Reads, identity: Identity, number: string) {
  const process = processOfNumber(number);
  const stored = process && (await reads.scoped(identity, [process]).one(number));
  if (!stored) throw noSuchCase();
  return await reads.answer(identity, stored);
}

const useRoute = ({ db, reads }: Deps): Route =>
  route({
    method: 'post',
    path: '/api/canned-answers/:id/use',
    operationId: 'canned-answers.use',
    tag: 'canned-answers',
    summary: 'I used it on a case: counted once for each person and case',
    access: signedIn,
    params: idParams,
    body: z.strictObject({ number: caseNumber() }),
    responses: { 204: { description: 'Counted' } },
    handle: async ({ identity, actor, params: { id }, body: { number } }) => {
      const { open } = await sharedFor(db, 'canned-answers', { actor, id });
      await reads.one(identity, number);
      if (!open) throw notFound();
      await noteCannedUse(db, { id, person: actor.id, number, at: Date.now() });
      return { status: 204 };
    },
  });
