// Whether this machine has git: the local GitHub keeps its repositories with it.

import { execFile } from "node:child_process";
import { promisify } from "node:util";

export const GIT_NEEDED =
  "The local GitHub keeps its repositories with git, which is not installed, or not in the PATH. Install it, then try again.";

export function hasGit(): Promise<boolean> {
  return promisify(execFile)("git", ["--version"], { env: { PATH: process.env["PATH"] } }).then(
    () => true,
    () => false,
  );
}
