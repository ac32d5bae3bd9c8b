/**
 * What starts engines of its own, and some long stories, begin first, though their files are short; what needs no
 * engine is quick, and fills the end, where one worker would else wait for the other.
 */
const { default: Sequencer } = require('@jest/test-sequencer');

class LongFirst extends Sequencer {
  sort(tests) {
    // oxlint-disable-next-line unicorn/no-array-sort -- jest's own method, not that of an array
    return super.sort(tests).toSorted((a, b) => this.place(a) - this.place(b));
  }

  place(test) {
    if (this.hasFailed(test)) return 0;
    if (/\/test\/(e2e|upgrade)\/|\/(long-case|owed|brought-back)\.test\./.test(test.path)) return 1;
    return test.context.config.displayName?.name === 'unit' ? 3 : 2;
  }
}

module.exports = LongFirst;
