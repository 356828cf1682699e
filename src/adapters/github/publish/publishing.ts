// Everything that publishing reads and writes at GitHub, put together.

import type { PublishForge } from "../../../ports/publish.ts";
import type { ForgeOptions } from "../base/repository.ts";
import { commitWrites } from "./commits.ts";
import { deploymentsOf } from "./deployments.ts";
import { issueTalkOf } from "./issue-talk.ts";
import { firstCommitsOf, originsOf, recentCommitsOf } from "./origins.ts";
import { pushedOrigins } from "./pushed.ts";
import { publishState } from "./state.ts";
import { uploadWrites } from "./upload-writes.ts";
import { readKnownTexts, readTexts } from "./texts.ts";

export function publishingOf(options: ForgeOptions): PublishForge & ReturnType<typeof deploymentsOf> {
  return {
    publishState: (branch) => publishState(options, branch),
    texts: (commitSha, paths) => readTexts(options, commitSha, paths),
    textsOf: (commitSha, files) => readKnownTexts(options, commitSha, files),
    origins: (tipSha, paths, defaultBranch) => originsOf(options, tipSha, paths, defaultBranch),
    pushedOrigins: (tipSha, paths) => pushedOrigins(options, tipSha, paths),
    firstCommits: (tipSha, paths) => firstCommitsOf(options, tipSha, paths),
    recentCommits: (sha, defaultBranch) => recentCommitsOf(options, sha, defaultBranch),
    ...commitWrites(options),
    ...uploadWrites(options),
    ...deploymentsOf(options),
    ...issueTalkOf(options),
  };
}
