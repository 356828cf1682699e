// What takes long by nature (databases, processes that are killed, every request failing in turn) runs when it is named:
// `npm run test:long` names all of it, continuous integration runs both.
const long = "\\.long\\.test\\.ts$";
const isNamed = process.argv.some((word) => word.includes(".long"));

export default {
  // Native ESM in plain Node: Probot and js-yaml 5 ship nothing else.
  runner: "./test/runner/index.mjs",
  transform: {},
  reporters: ["default", "./test/runner/slowest.mjs"],
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", ...(isNamed ? [] : [long])],
  testTimeout: 30_000,
  maxWorkers: 2,
};
