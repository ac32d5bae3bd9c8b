/** Where jest runs a test file: in the realm of its process. In a realm of its own, `Error` is not that of the packages. */
const { TestEnvironment } = require('jest-environment-node');

const FRAMES = 10;

class OneRealm extends TestEnvironment {
  #before;

  constructor(config, context) {
    super(config, context);
    this.global = globalThis;
    this.moduleMocker = new this.moduleMocker.constructor(globalThis);
    this.#before = {
      globals: Object.getOwnPropertyDescriptors(globalThis),
      env: { ...process.env },
      exit: Object.getOwnPropertyDescriptor(process, 'exit'),
    };
  }

  /** As in the product. Jest asks for 100 frames of every error, and most errors of a run are refusals whose stack nobody reads. */
  async setup() {
    await super.setup();
    Error.stackTraceLimit = FRAMES;
  }

  /** What the file left behind is gone before the next one. */
  async teardown() {
    const { globals, env, exit } = this.#before;
    for (const name of Reflect.ownKeys(globalThis)) if (!(name in globals)) Reflect.deleteProperty(globalThis, name);
    for (const name of Reflect.ownKeys(globals)) Reflect.defineProperty(globalThis, name, globals[name]);
    for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
    Object.assign(process.env, env);
    Object.defineProperty(process, 'exit', exit); // jest puts its own in its place
    this.moduleMocker.restoreAllMocks(); // the product that it spied on is that of the next one, too
    await super.teardown();
  }
}

module.exports = OneRealm;
