/** What registers offer a change: the template that it is made of, and what those are asked who assess it. */
import type { Connection } from 'mongoose';
import { isFor, uncoveredBy } from '../../domain/change/standard/template.ts';
import { orgLineOf } from '../../domain/kernel/people/access.ts';
import type { AskedQuestionnaire, OfferedTemplate, Pinnable } from '../../domain/kernel/facts.ts';
import type { OrgPath } from '../../domain/kernel/process.ts';
import { changeTemplateIn, newestTemplate } from '../../models/registers/changes/change-template.ts';
import { type ItemFacts, itemsFacts } from '../../models/registers/items/item-facts.ts';
import { questionnaireIn } from '../../models/registers/changes/risk-questionnaire.ts';
import type { Directory } from '../registers/directory.ts';
import { pinRefOf } from '../registers/pins.ts';

type Asking = { key: string; unit: OrgPath; application: string | undefined; items: readonly string[] };

/**
 * The newest version of a template as it stands to a change; null: there is none, or it is of others. Past every cache.
 * `known`: of the items, those that whoever asks may name; absent: all that are there.
 */
export async function offeredTemplate(
  db: Connection,
  { key, unit, application, items }: Asking,
  known?: ReadonlyMap<string, ItemFacts>,
): Promise<OfferedTemplate | null> {
  const [found, facts] = await Promise.all([newestTemplate(db, key), known ?? itemsFacts(db, items)]);
  if (!found || !isFor(found, unit)) return null;
  const { title, description, plan, validFrom, validUntil } = found;
  const kinds = new Map([...facts].map(([id, { kind }]) => [id, kind] as const));
  return {
    ref: found._id,
    pin: pinRefOf(changeTemplateIn(found)),
    from: Date.parse(validFrom),
    until: Date.parse(validUntil),
    ...(found.withdrawn ? { withdrawn: true } : {}),
    title,
    description,
    plan,
    ...uncoveredBy(found, { application, items, kinds }),
  };
}

/** Of the nearest organisation upward that has one, else the one for all; undefined: none is in force. */
export async function questionnaireFor(
  directory: Pick<Directory, 'riskQuestionnaires'>,
  orgPath: OrgPath,
): Promise<(AskedQuestionnaire & Pinnable) | undefined> {
  const all = await directory.riskQuestionnaires();
  const near = orgLineOf(orgPath).map((path) => all.find(({ organisations }) => organisations.includes(path)));
  const found = near.find((one) => one !== undefined) ?? all.find(({ organisations }) => organisations.length === 0);
  if (!found) return undefined;
  const { _id: ref, questions, medium, high, assessors } = found;
  return {
    ref,
    pin: pinRefOf(questionnaireIn(found)),
    questions: questions.map(({ key, weight }) => ({ key, weight })),
    medium,
    high,
    ...(assessors === undefined ? {} : { assessors }),
  };
}
