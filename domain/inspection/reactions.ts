/** Whom an inspection's events tell, and what follows from them. */
import { person, supervisorOf, watching } from '../kernel/common/whom.ts';
import type { Audience, OrgPath } from '../kernel/process.ts';
import type { StartRectification } from '../rectification/contract.ts';
import { startOf } from '../starts.ts';
import type { Inspection, Rules } from './state.ts';

type At = { unit: OrgPath };
export const customerOf = ({ unit }: At): Audience => ({ role: 'customer-representative', orgPath: unit });
export const managerOf = ({ unit }: At): Audience => ({ role: 'project-manager', orgPath: unit });
/** Its first inspector, else who appoints one. */
export const inspectorOf = (inspection: Inspection): Audience =>
  person(inspection.inspectors[0]) ?? supervisorOf(inspection);
const inspectors = ({ inspectors: all }: Inspection): Audience[] => all.map((id) => ({ person: id }));
/** The service side, whoever keeps the plan among it, and who follows it. */
const service = (inspection: Inspection) => [
  ...inspectors(inspection),
  person(inspection.reporter),
  ...watching(inspection, []),
];

export const tells: Rules['tells'] = {
  created: (inspection) => [...inspectors(inspection), supervisorOf(inspection)],
  appointed: (inspection) => [
    ...inspectors(inspection),
    // Whoever comes without being announced is not announced.
    ...(inspection.unannounced ? [] : [customerOf(inspection)]),
  ],
  inspectorsReplaced: (inspection) => [...inspectors(inspection), supervisorOf(inspection)],
  findingRaised: (inspection, { data }) =>
    data.class === 'serious'
      ? // Roles first: who opened it, too, is told in full as one of them.
        [supervisorOf(inspection), customerOf(inspection), managerOf(inspection), person(inspection.reporter)]
      : [],
  completed: (inspection) => [customerOf(inspection), person(inspection.reporter)],
  remedyProposed: (inspection) => [customerOf(inspection)],
  remedyAgreed: inspectors,
  remedyDisputed: inspectors,
  findingReopened: (inspection) => [...inspectors(inspection), customerOf(inspection)],
  recordPresented: inspectors,
  signed: (inspection, { data }) => (data.side === 'service' ? [customerOf(inspection)] : []),
  signatureWithdrawn: (inspection) => [supervisorOf(inspection), customerOf(inspection), ...inspectors(inspection)],
  signatureRefused: (inspection) => [supervisorOf(inspection), customerOf(inspection), ...inspectors(inspection)],
  archived: (inspection) => [...service(inspection), customerOf(inspection)],
  canceled: (inspection) => [...service(inspection), customerOf(inspection)],
  missed: (inspection) => [...service(inspection), supervisorOf(inspection), managerOf(inspection)],
};

export const follows: NonNullable<Rules['follows']> = {
  // What is minor is put right without a case of its own.
  remedyAgreed({ caseId, by, data: { part = '' } }, inspection) {
    const finding = inspection.parts?.finding?.[part];
    if (!finding || finding.class === 'minor') return [];
    const { unit, application, title } = inspection;
    const { class: grade, due, in: line = '' } = finding;
    const [responsible] = inspection.inspectors;
    const data: StartRectification = {
      kind: 'inspection',
      class: grade === 'serious' ? 'serious' : 'general',
      unit,
      ...(application === undefined ? {} : { application }),
      title,
      finding: whereItStands(caseId, part, line),
      // Whoever agreed to it for the customer looks whether it is done.
      issuer: by.id,
      ...(responsible === undefined ? {} : { responsible }),
      ...(due === undefined ? {} : { due }),
      source: caseId,
      sourcePart: part,
    };
    return [startOf('rectification', data, { finding: part })];
  },
};

/** Behind the words of the finding, which its rectification takes out of the record (`found`). */
const whereItStands = (inspection: string, finding: string, line: string): string =>
  `巡检 Inspection ${inspection}: ${finding} (${line})`;
