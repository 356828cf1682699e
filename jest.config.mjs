// Native ESM, because Probot and js-yaml 5 ship nothing else; SWC strips the types.
const swc = (tsx) => [
  "@swc/jest",
  {
    jsc: {
      parser: { syntax: "typescript", tsx },
      ...(tsx && { transform: { react: { runtime: "automatic", importSource: "preact" } } }),
      target: "es2022",
    },
    module: { type: "es6" },
  },
];

// What takes long by nature (databases, processes that are killed, every request failing in turn) runs when it is named:
// `npm run test:long` names all of it, continuous integration runs both.
const long = "\\.long\\.test\\.ts$";
const isNamed = process.argv.some((word) => word.includes(".long"));

export default {
  testEnvironment: "./test/support/environment.mjs",
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", ...(isNamed ? [] : [long])],
  extensionsToTreatAsEsm: [".ts", ".tsx"],
  transform: { "^.+\\.ts$": swc(false), "^.+\\.tsx$": swc(true) },
  testTimeout: 30_000,
  maxWorkers: 2,
  // What ESM leaves behind of each file slows all that follow: collecting garbage, and starting processes.
  workerIdleMemoryLimit: "600MB",
};
