/**
 * How jest loads modules: our own are fresh for each test file; packages are loaded by Node, once for each worker of jest.
 * To load them anew took 1.7 s of CPU a file. Needs the one realm: what a package throws must be an `Error` of ours.
 */
const { createRequire, isBuiltin } = require('node:module');
const vm = require('node:vm');
const { default: Runtime } = require('jest-runtime');

/** By the name of the file, for as long as its text is the same: so the second test file finds them compiled, and hot. */
const compiled = new Map();
const isPackage = (name) => !/^[./]/.test(name) && !isBuiltin(name) && name !== '@jest/globals';

class PackagesOfNode extends Runtime {
  constructor(...given) {
    super(...given);
    const { executor } = this;
    const ended = () => executor.environment.getVmContext() === null;
    executor.compile = (source, filename) =>
      ended() ? null : compile(source, filename, executor.injectedModuleParameters);
  }

  requireModuleOrMock(from, name) {
    if (!isPackage(name) || this.mockState.shouldMockCjs(from, name).shouldMock)
      return super.requireModuleOrMock(from, name);
    return createRequire(from)(name);
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
