/** What goes wrong, as `application/problem+json`: one table from a code to its HTTP status. */
import type { FieldError } from '../../domain/kernel/process.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { present } from './present.ts';

export type Problem = {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  instance: string;
  traceId: string;
  errors?: readonly FieldError[];
  params?: unknown;
  /** The case as it stands, with what may be done now; beside a 409. */
  view?: unknown;
  allowed?: readonly string[];
  /** Seconds. */
  retryAfter?: number;
};

type Row = { status: number; title: string; retryAfter?: number };
/** Every code that is not simply "refused by the state of the case" (409). */
const table: Readonly<Record<string, Row>> = {
  'still-under-way': { status: 202, title: 'Still under way: ask again with the same key', retryAfter: 1 },
  'address-malformed': { status: 400, title: 'The address is malformed' },
  'request-malformed': { status: 400, title: 'The request is malformed' },
  'body-malformed': { status: 400, title: 'The body is not JSON' },
  'key-required': { status: 400, title: 'A command needs an Idempotency-Key' },
  'key-malformed': { status: 400, title: 'The Idempotency-Key is malformed' },
  'version-malformed': { status: 400, title: 'If-Match is malformed' },
  'not-signed-in': { status: 401, title: 'Not signed in' },
  'session-ended': { status: 401, title: 'The session has ended' },
  'signature-refused': { status: 401, title: 'The signature is missing, wrong or old' },
  'sign-in-refused': { status: 401, title: 'Name or password is wrong' },
  'second-factor-required': { status: 401, title: 'The second factor is asked for as well' },
  'second-factor-wrong': { status: 401, title: 'The code of the second factor is wrong' },
  'password-wrong': { status: 403, title: 'The present password is wrong' },
  'not-permitted': { status: 403, title: 'Not permitted' },
  'plan-incomplete': { status: 422, title: 'The plan lacks what must be known first' },
  'self-confirm': { status: 403, title: 'Who solved it does not confirm it' },
  'self-appraisal': { status: 403, title: 'Nobody judges himself' },
  'not-chair': { status: 403, title: 'Only the chair may' },
  'confirms-himself': { status: 403, title: 'Each confirms himself' },
  'other-person': { status: 403, title: 'Somebody else is signed in' },
  'role-lost': { status: 403, title: 'The role is no longer held' },
  'separation-of-duties': { status: 403, title: 'Separation of duties' },
  'password-change-required': { status: 403, title: 'Change your password first' },
  'second-factor-missing': { status: 403, title: 'Set up your second factor first' },
  'consent-needed': { status: 403, title: 'Another administrator must consent first' },
  'origin-mismatch': { status: 403, title: 'The request comes from another site' },
  'not-found': { status: 404, title: 'Not there, or not visible' },
  'unknown-part': { status: 404, title: 'The case has no such part' },
  'method-not-allowed': { status: 405, title: 'No such method here' },
  'request-timeout': { status: 408, title: 'The request did not come to its end in time' },
  'register-changed': { status: 412, title: 'Changed meanwhile' },
  'too-large': { status: 413, title: 'More than one command may ask' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'expectation-failed': { status: 417, title: 'No answer can be what the request expects' },
  'file-kind': { status: 415, title: 'Files of this kind are not taken' },
  'media-type': { status: 415, title: 'The body must be application/json' },
  'invalid-data': { status: 422, title: 'Some fields are wrong' },
  'weaker-part': { status: 422, title: 'The replacement is not as good as what it replaces' },
  'file-empty': { status: 422, title: 'There is nothing in the file' },
  'file-damaged': { status: 422, title: 'The picture is damaged' },
  'position-stays': { status: 422, title: 'Where it was taken could not be left out of the picture' },
  'file-infected': { status: 422, title: 'The scanner refuses the file' },
  'too-many-pixels': { status: 422, title: 'The picture has more pixels than may be' },
  'due-in-past': { status: 422, title: 'It is due before now' },
  'evidence-missing': { status: 422, title: 'A photo that is asked for is missing' },
  'contact-missing': { status: 422, title: 'A contact is missing' },
  'too-many-cases': { status: 422, title: 'More cases than are looked at in one answer' },
  'too-many-rows': { status: 422, title: 'More rows than a file may have' },
  'key-reused': { status: 422, title: 'The key was used for another command' },
  'version-required': { status: 428, title: 'If-Match is required' },
  'too-many-commands': { status: 429, title: 'Too many commands on one case', retryAfter: 60 },
  'file-quota': { status: 429, title: 'More than one may upload within a day', retryAfter: 3_600 },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'too-many-attempts': { status: 429, title: 'Too many attempts' },
  'headers-too-large': { status: 431, title: 'The headers are too large' },
  'document-altered': { status: 500, title: 'The file is not what was made' },
  bug: { status: 500, title: 'Something is wrong here' },
  internal: { status: 500, title: 'Something is wrong here' }, // the same, found by the case itself
  'engine-away': { status: 503, title: 'An engine is away', retryAfter: 2 },
  'case-parked': { status: 503, title: 'The case is parked until a fault is mended', retryAfter: 60 },
  'pin-missing': { status: 503, title: 'A version that the case runs on is not there', retryAfter: 60 },
  'pin-differs': { status: 503, title: 'A version that the case runs on was edited', retryAfter: 60 },
  'scanner-away': { status: 503, title: 'The scanner does not answer', retryAfter: 30 },
  busy: { status: 503, title: 'Too much at once', retryAfter: 2 },
  stopping: { status: 503, title: 'This node is stopping', retryAfter: 2 },
  'record-away': { status: 503, title: 'The audit record cannot be written', retryAfter: 5 },
  'not-ready': { status: 503, title: 'Not ready', retryAfter: 2 },
  'disk-full': { status: 507, title: 'The disk is full' },
};
/** Codes without a row: a rule, or what is stored, says no for now. A test holds that none that is thrown is missing. */
const byState = [
  'action-answered',
  'action-unfit',
  'action-late',
  'action-not-awaited',
  'already-consented',
  'document-failed',
  'nothing-decided',
  'report-not-filed',
  'work-not-done',
  'not-inspected',
  'artefact-differs',
  'by-cutover',
  'change-not-scheduled',
  'has-cutover',
  'already-contested',
  'contest-decided',
  'extension-limit',
  'gate-closed',
  'no-accident',
  'not-contested',
  'not-investigated',
  'gate-not-met',
  'no-waves',
  'not-tested',
  'nothing-left',
  'outside-window',
  'depends-on-refused',
  'overtaken',
  'not-certified',
  'hash-differs',
  'period-not-over',
  'already-appraised',
  'scheme-not-in-force',
  'scheme-withdrawn',
  'figure-too-large',
  'draft-open',
  'figures-frozen',
  'not-collected-yet',
  'items-open',
  'already-scored',
  'already-appealed',
  'nothing-to-propose',
  'not-accepted',
  'asked-already',
  'owner-voids-first',
  'month-not-over',
  'already-archived',
  'stale-attempt',
  'paper-missing',
  'keeper-signs-first',
  'nothing-broken',
  'package-missing',
  'not-at-site',
  'time-to-sign',
  'has-work-order',
  'visit-under-way',
  'precheck-open',
  'asked-of-change',
  'people-missing',
  'back-out-over',
  'consent-missing',
  'no-customer',
  'step-out-of-order',
  'undo-out-of-order',
  'open-steps',
  'approval-missing',
  'window-over',
  'already-assessed',
  'not-waivable',
  'already-waived',
  'revise-first',
  'conflict',
  'freeze',
  'template-expired',
  'approval-policy-missing',
  'not-overdue',
  'nothing-to-decide',
  'action-under-way',
  'already-decided',
  'approval-undecidable',
  'already-delegated',
  'by-mandate',
  'delegation-circle',
  'delegation-depth',
  'delegation-not-in-force',
  'not-asked-yet',
  'not-delegated',
  'not-withdrawable',
  'nothing-to-withdraw',
  'one-vote',
  'seat-taken',
  'stale-plan',
  'too-many-delegations',
  'too-many-signers',
  'already-answered',
  'already-linked',
  'not-linked',
  'not-resolved',
  'not-supervised',
  'own-incident',
  'second-factor-on',
  'step-not-fired',
  'too-many-links',
  'too-many-parts',
  'too-many-rectifications',
  'too-heavy',
  'too-many-under-way',
  'too-many-waiting',
  'already-confirmed',
  'already-following',
  'not-following',
  'too-many-tags',
  'too-many-entries',
  'already-major',
  'already-proposed',
  'booked',
  'superseded',
  'calendar-missing',
  'calendar-unusable',
  'case-ended',
  'case-moved',
  'child-of-child',
  'clock-missing',
  'draft-unusable',
  'fingerprint-differs',
  'forward-under-way',
  'has-parent',
  'info-missing-only',
  'key-held',
  'key-unused',
  'no-higher-tier',
  'no-parent',
  'no-reply-too-soon',
  'no-visit',
  'nobody-to-tell',
  'not-confirmed',
  'not-major',
  'not-proposed',
  'not-urged',
  'nothing-changes',
  'nothing-due',
  'other-queue',
  'ping-pong-limit',
  'part-exists',
  'policy-missing',
  'preview-stale',
  'process-not-offered',
  'record-broken',
  'rehearsal-lost',
  'report-filed',
  'report-missing',
  'stale-version',
  'commands-already',
  'decision-wanted',
  'no-decision',
  'no-plan',
  'not-skippable',
  'past-no-return',
  'rolling-back-already',
  'run-not-over',
  'runbook-not-approved',
  'step-taken',
  'still-failing',
  'target-not-open',
  'findings-open',
  'record-presented',
  'lines-open',
  'not-minor',
  'rectification-started',
  'service-signs-first',
  'signed-already',
  'too-many-children',
  'too-many-files',
  'too-many-followers',
  'too-many-reporters',
  'urge-too-soon',
  'wrong-status',
  'wrong-tier',
] as const;
const refusedByState: Row = { status: 409, title: 'Refused by the state of the case' };
const rows = new Map<string, Row>(Object.entries(table));

/** The HTTP status of `code`; what no row names is a refusal by the state of a case. */
export const statusOf = (code: string): number => (rows.get(code) ?? refusedByState).status;
/** Every code with a row of its own, for the specification and for tests. */
export const problemCodes = (): string[] => [...rows.keys()];
/** Every code that an answer may have. */
export const knownCodes = (): string[] => [...rows.keys(), ...byState].toSorted();

/** `error` as it goes out, instants as text: never a stack, never the text of an unexpected error. */
export function problemOf(error: unknown, { instance, traceId }: { instance: string; traceId: string }): Problem {
  const { code, detail, fields, params } = understood(error);
  const { status, title, retryAfter } = rows.get(code) ?? refusedByState;
  const wait = typeof params['retryAfter'] === 'number' ? params['retryAfter'] : retryAfter;
  return {
    type: `urn:changming:problem:${code}`,
    title,
    status,
    code,
    detail,
    instance,
    traceId,
    ...(fields.length > 0 ? { errors: fields } : {}),
    ...(Object.keys(params).length > 0 ? { params: present(params) } : {}),
    ...(wait === undefined ? {} : { retryAfter: wait }),
  };
}

type Understood = Pick<DomainError, 'code' | 'fields' | 'params'> & { detail: string };

/** Expected failures keep their words; the engines' own are told apart by name, since each package has its classes. */
function understood(error: unknown): Understood {
  if (error instanceof DomainError && error.code === 'unknown-case') return understood(notFound());
  if (error instanceof DomainError)
    return { code: error.code, detail: error.message, fields: error.fields, params: error.params };
  const code = codeOfForeign(error);
  return { code, detail: (rows.get(code) ?? refusedByState).title, fields: [], params: {} };
}

const engineNames = new RegExp(
  '^(Mongo(ose)?(Network|ServerSelection|NotConnected|ClientClosed|ServerClosed|Topology|Pool|ConnectionPool|' +
    'WaitQueueTimeout|Expired|OperationTimeout)\\w*|ServiceError)$',
);
/** MongoDB: no primary now, or it is going down. */
const notPrimary = new Set<unknown>([91, 189, 10_058, 10_107, 11_600, 11_602, 13_435, 13_436]);
const engineCodes = new Set(['engine-away', 'still-under-way', 'case-parked']);
/** gRPC: deadline exceeded, unavailable; MongoDB: out of disk space. */
const grpcAway = new Set<unknown>([4, 14]);
/** A connection that broke under the driver's hands: it passes on what the socket said. */
const brokenSocket = new Set<unknown>(['EPIPE', 'ECONNRESET', 'ECONNREFUSED', 'ECONNABORTED', 'ETIMEDOUT']);
const OUT_OF_DISK = 14_031;

function codeOfForeign(error: unknown): string {
  if (!(error instanceof Error)) return 'bug';
  const code: unknown = 'code' in error ? error.code : undefined;
  if (error.name === 'EngineError' && typeof code === 'string' && engineCodes.has(code)) return code;
  if (error.name === 'BusyError') return 'busy';
  if (code === OUT_OF_DISK) return 'disk-full';
  if (isFaultOfAsker(error)) return 'request-malformed';
  if (
    isServerError(error)
      ? notPrimary.has(code)
      : engineNames.test(error.name) || grpcAway.has(code) || brokenSocket.has(code) || isBuffering(error)
  )
    return 'engine-away';
  const cause: unknown = error.cause;
  return cause === undefined || cause === error ? 'bug' : codeOfForeign(cause);
}

/** Express and its parts say what was wrong with a request by a status of their own. */
function isFaultOfAsker(error: Error): boolean {
  const status: unknown = 'status' in error ? error.status : undefined;
  const isOfExpress = error instanceof URIError || 'expose' in error;
  return isOfExpress && typeof status === 'number' && status >= 400 && status < 500;
}

const isServerError = ({ name }: Error): boolean => name === 'MongoServerError';
const isBuffering = ({ name, message }: Error): boolean =>
  name === 'MongooseError' && message.includes('buffering timed out');

/** The stable code of any error. */
export const codeOf = (error: unknown): string => understood(error).code;
/** True for a failure nobody foresaw: logged with its stack, an alarm. */
export const isBug = (error: unknown): boolean => statusOf(codeOf(error)) === 500;

export const notFound = (): DomainError => new DomainError('not-found', 'Not there, or not visible');
export const notPermitted = (detail = 'Not permitted to this person'): DomainError =>
  new DomainError('not-permitted', detail);
export const invalid = (fields: readonly FieldError[]): DomainError =>
  new DomainError('invalid-data', `${fields.length} field(s) are wrong`, { fields });
