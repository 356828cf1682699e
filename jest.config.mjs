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

export default {
  testEnvironment: "node",
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  extensionsToTreatAsEsm: [".ts", ".tsx"],
  transform: { "^.+\\.ts$": swc(false), "^.+\\.tsx$": swc(true) },
  testTimeout: 30_000,
  maxWorkers: 2,
  // What ESM leaves behind of each file slows all that follow: collecting garbage, and starting processes.
  workerIdleMemoryLimit: "600MB",
};
