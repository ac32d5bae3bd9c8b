/** The versioned registers that changes are made and judged by: templates of standard changes, and risk questionnaires. */
import type { ClientSession } from 'mongoose';
import { questionnaireFaults } from '../../../domain/change/risk.ts';
import { templateFaults } from '../../../domain/change/standard/template.ts';
import { fieldFault } from '../../../domain/kernel/errors.ts';
import type { FieldError } from '../../../domain/kernel/process.ts';
import type { RiskQuestionnaireSource } from '../../../models/registers/changes/risk-questionnaire.ts';
import { changeTemplateSource, riskQuestionnaireSource } from '../register-sources.ts';
import {
  type RegisterDeps,
  rivalQuestionnaires,
  unknownItemKinds,
  unknownItems,
  unknownPlaces,
  unknownServices,
} from './register-checks.ts';
import { pinnedAny, refOf, type VersionedRegister } from './register-shapes.ts';

export const changeTemplates: VersionedRegister<'change-templates'> = {
  name: 'change-templates',
  field: 'changeTemplate',
  title: 'Change template',
  schema: changeTemplateSource,
  // What is found to be dangerous is stopped by whoever finds it.
  needsFourEyes: ({ withdrawn }) => withdrawn !== true,
  sourceOf: ({
    name,
    organisation,
    applications,
    kinds,
    items,
    title,
    description,
    plan,
    validFrom,
    validUntil,
    withdrawn,
    reason,
  }) => ({
    name,
    organisation,
    applications,
    kinds,
    items,
    title,
    description,
    plan,
    validFrom,
    validUntil,
    ...(withdrawn && { withdrawn }),
    ...(reason !== undefined && { reason }),
  }),
  problems: async (deps, { source, former, actor }) => {
    const faults = templateFaults(source, former, Date.now());
    if (source.withdrawn) return faults;
    const { organisation, applications, kinds, items } = source;
    return [
      ...faults,
      ...fieldFault((await deps.directory.organisation(organisation)) === null, '/organisation', 'unknown'),
      ...(await unknownServices(deps, applications)),
      ...(await unknownItemKinds(deps, kinds)),
      ...(await unknownItems(deps, items, { actor, kept: former?.items })),
    ];
  },
  places: ({ organisation }) => [organisation],
  documentOf: async (_deps, id, source, stamp) => ({ _id: refOf(id, stamp), changeTemplate: id, ...source, ...stamp }),
  pinnedTo: (versions) => [pinnedAny('template', versions)],
};

export const riskQuestionnaires: VersionedRegister<'risk-questionnaires'> = {
  name: 'risk-questionnaires',
  field: 'riskQuestionnaire',
  title: 'Risk questionnaire',
  schema: riskQuestionnaireSource,
  sourceOf: ({ name, organisations, questions, medium, high, assessors }) => ({
    name,
    organisations,
    questions,
    medium,
    high,
    ...(assessors && { assessors }),
  }),
  problems: async (deps, { id, source }) => [
    ...questionnaireFaults(source),
    ...(await unknownPlaces(deps, source.organisations)),
    ...(await rolesOfNobody(deps, source)),
    ...(await rivalQuestionnaires(deps.registers, { id, reach: source })),
  ],
  rivals: ({ registers }, { id, source }, session?: ClientSession) =>
    rivalQuestionnaires(registers, { id, reach: source, ...(session && { session }) }),
  places: ({ organisations }) => organisations,
  documentOf: async (_deps, id, source, stamp) => ({
    _id: refOf(id, stamp),
    riskQuestionnaire: id,
    ...source,
    ...stamp,
  }),
  pinnedTo: (versions) => [pinnedAny('questionnaire', versions)],
};

/** An assessment that is left to a role which nobody holds would never be given. */
async function rolesOfNobody(
  { directory }: RegisterDeps,
  { assessors = {} }: Pick<RiskQuestionnaireSource, 'assessors'>,
): Promise<FieldError[]> {
  const found = await Promise.all(
    Object.entries(assessors).map(async ([as, role]) =>
      fieldFault(role !== undefined && (await directory.holders(role)).length === 0, `/assessors/${as}`, 'nobody'),
    ),
  );
  return found.flat();
}
