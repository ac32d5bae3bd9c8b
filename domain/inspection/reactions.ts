/** Whom an inspection's events tell, and what follows from them. */
import { person, supervisorOf, watching } from '../kernel/common/whom.ts';
import type { CreateIncident } from '../incident/contract.ts';
import { telling } from '../kernel/common/links.ts';
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
/** Of the service side: who gets the report. */
const copied = (inspection: Inspection): Audience[] => [
  ...inspectors(inspection),
  ...(inspection.reporter === undefined ? [] : [{ person: inspection.reporter }]),
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
  deemedSigned: (inspection) => [customerOf(inspection), ...inspectors(inspection), supervisorOf(inspection)],
  signatureWithdrawn: (inspection) => [supervisorOf(inspection), customerOf(inspection), ...inspectors(inspection)],
  signatureRefused: (inspection) => [supervisorOf(inspection), customerOf(inspection), ...inspectors(inspection)],
  archived: (inspection) => [...service(inspection), customerOf(inspection)],
  canceled: (inspection) => [...service(inspection), customerOf(inspection)],
  // What it would have started is not there: somebody opens it by hand.
  effectFailed: (inspection, { data: { ref = {} } }) =>
    'finding' in ref || 'hurting' in ref ? [...inspectors(inspection), supervisorOf(inspection)] : [],
  missed: (inspection) => [...service(inspection), supervisorOf(inspection), managerOf(inspection)],
};

export const follows: NonNullable<Rules['follows']> = {
  // A copy for each side; what the requester's side does not see does not stand in its own.
  archived: (_event, inspection) => [
    { kind: 'document', document: 'inspection-report', side: 'inner', to: copied(inspection) },
    { kind: 'document', document: 'inspection-report', side: 'outward', to: [customerOf(inspection)] },
  ],
  // It is an incident from the moment it was found, however late that is heard.
  findingRaised({ at, by, data: { part = '', what, serviceHurt } }, { unit, title, way }) {
    if (!serviceHurt) return [];
    const { item, ...weight } = serviceHurt;
    const data: CreateIncident = {
      ...weight,
      ...(item === undefined ? {} : { item }),
      channel: way === 'on-site' ? 'site' : 'phone',
      reporter: by.id,
      unit,
      title,
      description: what,
      receivedAt: at,
    };
    return [startOf('incident', data, { hurting: part })];
  },
  // The finding has its number; there it is linked with this.
  caseStarted: ({ caseId, data: { process, caseId: incident } }) =>
    process === 'incident'
      ? [telling('incident', incident, { command: 'noteLink', data: { source: caseId, relation: 'related' } })]
      : [],
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
