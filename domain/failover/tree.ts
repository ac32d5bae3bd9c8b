/**
 * The decision tree of a failover 应急切换 (processes.md 9): what is known of the fault → the schemes that fit it, in the order in
 * which they are carried out, with the way to them. Pure.
 */

/** Ways back to service, each a runbook of its own. */
export const SCHEMES = ['standby-node', 'reduced-operation', 'dr-site', 'restore', 'vendor-recovery'] as const;
export type Scheme = (typeof SCHEMES)[number];
/** What is known of the fault; what is missing is not known yet. */
export type FaultFacts = {
  /** How many of the hosts that serve it are down. */
  hostsDown?: 'none' | 'one' | 'all' | undefined;
  /** The network to the other site carries. */
  networkUp?: boolean | undefined;
  hardwareFault?: boolean | undefined;
  clustered?: boolean | undefined;
  standbyHealthy?: boolean | undefined;
  dataLost?: boolean | undefined;
  /** `failed-twice`: its check failed twice. */
  backup?: 'good' | 'none' | 'failed-twice' | undefined;
};
/** A question of the tree, and how the facts answer it. */
export type Asked = { question: Question; answer: 'yes' | 'no' | 'unknown' };
export const QUESTIONS = [
  'all-hosts-down',
  'network-down',
  'hardware-fault',
  'clustered-with-healthy-standby',
  'data-lost',
  'no-usable-backup',
] as const;
export type Question = (typeof QUESTIONS)[number];
/** What else the facts ask for. */
export const BESIDE = ['repair-network', 'work-order'] as const;
export type Beside = (typeof BESIDE)[number];
export type Way = { path: readonly Asked[]; schemes: readonly Scheme[]; beside: readonly Beside[] };

const said = (is: boolean | undefined): Asked['answer'] => (is === undefined ? 'unknown' : is ? 'yes' : 'no');

/** The schemes that fit; none where the facts ask for none, or for a repair first. What is unknown is taken for no, and said. */
export function wayOf(facts: FaultFacts): Way {
  const path: Asked[] = [];
  const ask = (question: Question, is: boolean | undefined): boolean => {
    path.push({ question, answer: said(is) });
    return is === true;
  };
  const { hostsDown, networkUp, hardwareFault, clustered, standbyHealthy, dataLost, backup } = facts;
  const schemes: Scheme[] = [];
  const beside: Beside[] = [];
  if (ask('all-hosts-down', hostsDown === undefined ? undefined : hostsDown === 'all')) {
    if (ask('network-down', networkUp === undefined ? undefined : !networkUp))
      return { path, schemes: [], beside: ['repair-network'] };
    schemes.push('dr-site');
  }
  if (ask('hardware-fault', hardwareFault)) {
    beside.push('work-order');
    const isReady = clustered === false ? false : clustered === undefined ? undefined : standbyHealthy;
    if (schemes.length === 0)
      schemes.push(ask('clustered-with-healthy-standby', isReady) ? 'standby-node' : 'reduced-operation');
  }
  if (ask('data-lost', dataLost))
    schemes.push(
      ask('no-usable-backup', backup === undefined ? undefined : backup !== 'good') ? 'vendor-recovery' : 'restore',
    );
  return { path, schemes, beside };
}
