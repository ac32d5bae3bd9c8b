/**
 * What starts engines of its own, and long stories, begin first, though their files are short; what needs no engine is
 * quick, and fills the end, where one worker would else wait for the other.
 */
const { default: Sequencer } = require('@jest/test-sequencer');

/** Each takes half a minute and more beside two others; where nothing is known of earlier runs, jest goes by the size of a file. */
const LONG = [
  'tamper',
  'sample-cases',
  'answered',
  'runs-killed',
  'shipped-runbooks',
  'ledger',
  'webhooks',
  'runners',
  'record-histories',
  'cutovers',
  'failovers',
  'case-loop',
  'long-case',
  'owed',
  'brought-back',
  'faults',
  'access',
  'accounts',
  'verify-cases',
  'verify-registers',
  'seals',
  'audit-export',
  'found',
];
const long = new RegExp(`/test/(e2e|upgrade)/|/(${LONG.join('|')})\\.test\\.`);

class LongFirst extends Sequencer {
  sort(tests) {
    // oxlint-disable-next-line unicorn/no-array-sort -- jest's own method, not that of an array
    return super.sort(tests).toSorted((a, b) => this.place(a) - this.place(b));
  }

  place(test) {
    if (this.hasFailed(test)) return 0;
    if (long.test(test.path)) return 1;
    return test.context.config.displayName?.name === 'unit' ? 3 : 2;
  }
}

module.exports = LongFirst;
