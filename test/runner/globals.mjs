// What `@jest/globals` gives: to a test file the framework's own functions, since stacks lead from them to its lines; to modules
// that stay loaded for others, ones that go to the file that is running.

const isForTestFile = import.meta.url.includes("?");

const present = (name) =>
  isForTestFile
    ? globalThis[name]
    : new Proxy(() => undefined, {
        apply: (_target, _self, args) => globalThis[name](...args),
        get: (_target, key) => globalThis[name][key],
      });

export const afterAll = present("afterAll");
export const afterEach = present("afterEach");
export const beforeAll = present("beforeAll");
export const beforeEach = present("beforeEach");
export const describe = present("describe");
export const expect = present("expect");
export const it = present("it");
export const test = present("test");
export const jest = {
  setTimeout(ms) {
    globalThis[Symbol.for("TEST_TIMEOUT_SYMBOL")] = ms;
    return jest;
  },
};
