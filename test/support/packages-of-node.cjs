/**
 * How jest loads modules: a test file and what lies in `test/` are fresh for each test file; packages, and the product itself, are
 * loaded by Node, once for each worker of jest, as they are once for a process of the product. To load them anew took 1.7 s of CPU a
 * file for packages, and as much for the product. Needs the one realm: what a package throws must be an `Error` of ours.
 * A file that puts something else in the place of a module of the product (`jest.mock`) has a product of its own, as jest gives it.
 */
const asyncHooks = require('node:async_hooks');
const Module = require('node:module');
const { isBuiltin } = Module;
const path = require('node:path');
const vm = require('node:vm');
const { default: Runtime } = require('jest-runtime');

const root = path.resolve(__dirname, '../..');
const tests = path.join(root, 'test') + path.sep;
/** By the name of the file, for as long as its text is the same: so the second test file finds them compiled, and hot. */
const compiled = new Map();
/** Of the files of the product, for the stack of an error in a later test file. */
const sourceMaps = new Map();
const isPackage = (name) => !/^[./]/.test(name) && !isBuiltin(name) && name !== '@jest/globals';

/** The runtime that loads right now: it knows how to read TypeScript. */
let loading;
// oxlint-disable-next-line eslint/no-underscore-dangle -- Node has no other name for them
Module._extensions['.ts'] = (module, filename) => module._compile(loading.read(filename), filename);

/**
 * Jest keeps in one which test is under way, to name it where an error comes from nowhere; there it falls back to the test that
 * runs. Node's own would follow every promise of every test (platform/at-once.ts), and one more with each file of a worker.
 */
class AtOnce extends asyncHooks.AsyncLocalStorage {
  #current;

  run(store, work) {
    const outer = this.#current;
    this.#current = store;
    try {
      return work();
    } finally {
      this.#current = outer;
    }
  }

  getStore() {
    return this.#current;
  }
}

class PackagesOfNode extends Runtime {
  constructor(...given) {
    super(...given);
    const { executor } = this;
    const ended = () => executor.environment.getVmContext() === null;
    executor.compile = (source, filename) =>
      ended() ? null : compile(source, filename, executor.injectedModuleParameters);
    for (const [file, map] of sourceMaps) this.transformCache.getSourceMaps().set(file, map);
  }

  requireInternalModule(from, name) {
    if (name === 'node:async_hooks') return { ...asyncHooks, AsyncLocalStorage: AtOnce };
    return super.requireInternalModule(from, name);
  }

  requireModuleOrMock(from, name) {
    if (isPackage(name) ? !this.mockState.shouldMockCjs(from, name).shouldMock : this.isProduct(from, name)) {
      loading = this;
      return Module.createRequire(from)(name);
    }
    return super.requireModuleOrMock(from, name);
  }

  isProduct(from, name) {
    if (!name.endsWith('.ts') || this.mockState.explicitCjsMock.size > 0) return false;
    const file = path.resolve(path.dirname(from), name);
    return file.startsWith(root + path.sep) && !file.startsWith(tests);
  }

  read(filename) {
    const code = this.transformCache.transform(filename);
    const map = this.transformCache.getSourceMaps().get(filename);
    if (map !== undefined) sourceMaps.set(filename, map);
    return code;
  }
}

function compile(source, filename, parameters) {
  const known = compiled.get(filename);
  if (known?.source === source) return known.run;
  const run = vm.compileFunction(source, parameters, {
    filename,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  compiled.set(filename, { source, run });
  return run;
}

module.exports = PackagesOfNode;
