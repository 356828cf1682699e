// Node as tests see it, with GitHub's schemas beside: what a worker has compiled serves all of its test files.

import { TestEnvironment } from "jest-environment-node";
import { createSchemas } from "./schemas.mjs";

let schemas;

export default class extends TestEnvironment {
  constructor(...given) {
    super(...given);
    // Read when it is asked for: most test files never do.
    Object.defineProperty(this.global, "githubSchemas", { get: () => (schemas ??= createSchemas()) });
  }
}
