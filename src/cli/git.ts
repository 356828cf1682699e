// Whether this machine has git: the local GitHub keeps its repositories with it.

import { hasGit } from "../adapters/worktree/history.ts";

export const GIT_NEEDED =
  "The local GitHub keeps its repositories with git, which is not installed, or not in the PATH. Install it, then try again.";

export function findsGit(): Promise<boolean> {
  return hasGit(process.env["PATH"]);
}
